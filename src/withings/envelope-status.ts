/** The families of `status` in the envelope (Withings reference, "Response status"). */
export type StatusFamily =
  | 'success'
  | 'auth_failed'
  | 'invalid_params'
  | 'unauthorized'
  | 'error'
  | 'timeout'
  | 'bad_state'
  | 'too_many_requests'
  | 'not_implemented';

const INVALID_PARAMS =
  '201-213 216-218 220-221 223 225 227-230 234-236 238 240-252 254 260-267 271-272 275-276 283-288 290 293-295 297 ' +
  '300-304 321 323-353 380-382 400 501-511 523 532 3017-3019';

const RANGES = {
  success: '0',
  auth_failed: '100-102 200 401',
  invalid_params: INVALID_PARAMS,
  unauthorized: '214 277 2553',
  timeout: '522',
  bad_state: '524',
  too_many_requests: '601',
  not_implemented: '2554',
} as const satisfies Partial<Record<StatusFamily, string>>;

/** A missing permission only if the text says so. */
const IF_SAID: Readonly<Record<number, RegExp>> = {
  // "Unknown error" in an older table of Withings, "unauthorized" in the newer one; it arrives as both.
  2555: /permission|scope|contract|unauthori[sz]ed|not (?:authori[sz]ed|allowed|permitted)|forbidden/i,
  // In no table, but real accounts get it for a scope that their login lacks, in the words of OAuth.
  403: /scope|privilege/i,
};

/**
 * The family of an envelope's `status`. One that Withings does not list counts as `error`: worth another try.
 *
 * @param text Withings' own words about it
 */
export function statusFamily(status: number, text = ''): StatusFamily {
  if (IF_SAID[status]) return IF_SAID[status].test(text) ? 'unauthorized' : 'error';
  for (const [family, ranges] of Object.entries(RANGES)) {
    if (within(status, ranges)) return family as keyof typeof RANGES;
  }
  return 'error';
}

function within(status: number, ranges: string): boolean {
  return ranges.split(' ').some((range) => {
    const [from, to = from] = range.split('-').map(Number);
    return status >= from! && status <= to!;
  });
}

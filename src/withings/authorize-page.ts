export type RefusedParameter = 'redirect_uri' | 'client_id';

/** What an authorisation server answers to a wrong request (RFC 6749, 4.1.2.1 and 5.2); a filter on the way says 403. */
const WRONG_REQUEST = [400, 401];

const WRONG = '(?:mismatch|invalid|missing|unknown|wrong|not (?:match|valid|known|registered|allowed))';

const REFUSALS: readonly (readonly [RefusedParameter, RegExp])[] = [
  ['redirect_uri', calledWrong('(?:redirect|callback)[-_ ]?ur[il]', 'redirect_uri_mismatch')],
  ['client_id', calledWrong('client[-_ ]?id', 'invalid_client')],
];

/** A name and the word that it is wrong, close to each other in either order; or a code that says the same. */
function calledWrong(name: string, code: string): RegExp {
  const near = String.raw`\W(?:[^.<>]{0,80}\W)?`;
  return new RegExp(`${name}${near}${WRONG}|${WRONG}${near}${name}|${code}`, 'i');
}

/**
 * What the authorise page says is wrong with the request. Somebody else's page, of a filter or a proxy, may well repeat
 * the address that was asked for, and so the names of all its parameters: only a name that is called wrong counts.
 *
 * @param text of the page
 * @param url what was asked for
 */
export function refusalIn(status: number, text: string, url: string): RefusedParameter | undefined {
  if (!WRONG_REQUEST.includes(status)) return undefined;
  const said = withoutEchoes(text, url);
  return REFUSALS.find(([, refusal]) => refusal.test(said))?.[0];
}

/** The text without what it repeats of the address, however that is written. */
function withoutEchoes(text: string, url: string): string {
  const { search, searchParams } = new URL(url);
  const names = [...searchParams.keys()].join('|');
  const plain = text.replaceAll('&amp;', '&').replaceAll(url, ' ').replaceAll(search, ' ');
  return plain.replace(new RegExp(`(?:${names})(?:=|%3D)[^\\s"'<>&]*`, 'gi'), ' ');
}

import type { AccountConfig } from '../config/index.js';
import type { PersonRules } from '../feeds/feed.js';
import type { Log } from '../log.js';
import { accountMetric } from '../metrics/catalogue/index.js';
import { createMeasureDecoder } from '../metrics/decode/measures.js';
import type { PersonState } from '../store/person-state.js';

/**
 * By what a person's answers are read: which attributions are not theirs, and what is said of things that nobody knows.
 *
 * @param start what an earlier run has left, and spoken of
 */
export function personRules(
  account: AccountConfig,
  log: Pick<Log, 'info' | 'warn'>,
  start: PersonState | undefined,
): PersonRules {
  const { name } = account;
  const decode = createMeasureDecoder({
    ignoreAttributions: new Set(account.ignoreAttributions),
    unknown: Object.keys(start?.readings ?? {}).filter((key) => accountMetric(key)?.known === false),
    onUnknown: ({ key }) =>
      log.info('{account}: Withings sends something new; it is published as {metric}', { account: name, metric: key }),
    onTooMany: (limit) =>
      log.warn('{account}: Withings sends more than {limit} new things; further ones are left out', {
        ...{ account: name, limit },
      }),
  });
  return { decode, ignoreAttributions: account.ignoreAttributions };
}

import { z } from 'zod';
import { readObject, readRows } from './answer-rows.js';
import type { Session } from './session.js';
import { fields, integer, text } from './tolerant.js';

/** One subscription of an account: Withings posts to the address when something of this kind happens. */
export interface Subscription {
  readonly appli: number;
  readonly callbackUrl: string;
  readonly comment: string | undefined;
}

/** What Withings posts: that something has happened. A hint where to look, and hardly ever data. */
export interface Notification {
  readonly userId: string;
  readonly appli: number;
  /** Seconds since 1970. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly deviceId: string | undefined;
}

const ENDPOINT = '/notify';

const PROFILES = { key: 'profiles', isRow: (row: object) => 'callbackurl' in row };
const profile = z.object({ appli: integer, callbackurl: text, comment: text });

/** POST /notify, action list. */
export async function listSubscriptions(call: Session['call']): Promise<Subscription[]> {
  const site = { endpoint: ENDPOINT, action: 'list' };
  const { profiles } = readObject(await call({ ...site, params: {} }), 'the body', site);
  return readRows(profiles, PROFILES, site).flatMap((item) => {
    const { appli, callbackurl, comment } = profile.parse(fields(item));
    return appli === undefined || callbackurl === undefined ? [] : [{ appli, callbackUrl: callbackurl, comment }];
  });
}

/** POST /notify, action subscribe. Withings asks the address with HEAD first, and wants exactly 200. */
export async function subscribe(call: Session['call'], { appli, callbackUrl, comment }: Subscription): Promise<void> {
  await call({ endpoint: ENDPOINT, action: 'subscribe', params: { appli, callbackurl: callbackUrl, comment } });
}

/** POST /notify, action revoke: of one address and kind. */
export async function unsubscribe(
  call: Session['call'],
  { appli, callbackUrl }: Pick<Subscription, 'appli' | 'callbackUrl'>,
): Promise<void> {
  await call({ endpoint: ENDPOINT, action: 'revoke', params: { appli, callbackurl: callbackUrl } });
}

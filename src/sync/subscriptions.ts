import type { WithingsApiClient } from '../withings/client.js';

/** The calls of notify, for one account. */
export type NotifyApi = Pick<WithingsApiClient, 'listSubscriptions' | 'subscribe' | 'unsubscribe'>;

export interface SubscriptionsOptions {
  readonly api: NotifyApi;
  /** Where Withings is to post; undefined to have no subscription at all. */
  readonly callbackUrl: string | undefined;
  readonly applis: readonly number[];
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface SubscriptionsResult {
  readonly subscribed: number;
  readonly revoked: number;
}

/** Marks a subscription as one of ours, whatever its address was. */
export const COMMENT = 'withings2mqtt';

/** Withings probes the address at each subscription, and quick calls fail. */
const PAUSE_AFTER_SUBSCRIBE = 5000;
const PAUSE_AFTER_REVOKE = 1000;

/**
 * Brings an account's subscriptions in line: what is missing is subscribed, what is ours and wrong (another address,
 * another kind) is revoked, and what others have made stays.
 */
export async function alignSubscriptions(options: SubscriptionsOptions): Promise<SubscriptionsResult> {
  const { api, callbackUrl, applis, sleep } = options;
  const wanted = new Set(callbackUrl === undefined ? [] : applis);
  const present = new Set<number>();
  let revoked = 0;
  for (const subscription of await api.listSubscriptions()) {
    if (subscription.callbackUrl === callbackUrl && wanted.has(subscription.appli)) {
      present.add(subscription.appli);
    } else if (subscription.comment === COMMENT) {
      await api.unsubscribe(subscription);
      revoked += 1;
      await sleep(PAUSE_AFTER_REVOKE);
    }
  }
  const missing = [...wanted].filter((appli) => !present.has(appli));
  for (const appli of missing) {
    await api.subscribe({ appli, callbackUrl: callbackUrl!, comment: COMMENT });
    await sleep(PAUSE_AFTER_SUBSCRIBE);
  }
  return { subscribed: missing.length, revoked };
}

/** The kinds of notification that are of use, by the scope that each needs (Withings, "Notification content"). */
const APPLIS: Readonly<Record<string, readonly number[]>> = {
  'user.metrics': [1, 2, 4, 54, 55, 58, 62],
  'user.activity': [16, 44],
  'user.sleepevents': [50, 51, 52],
};

/** Those that a login allows. A login that does not say what it allows is taken to allow all. */
export function usefulApplis(scope: string): number[] {
  const granted = scope.split(/[\s,]+/).filter(Boolean);
  return Object.entries(APPLIS)
    .filter(([needed]) => granted.length === 0 || granted.includes(needed))
    .flatMap(([, applis]) => applis)
    .sort((a, b) => a - b);
}

import type { WithingsApiClient } from '../withings/client.js';
import { AuthenticationError, WithingsError } from '../withings/errors.js';

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
  /** Kinds that Withings does not want to notify of, and why not in its words. */
  readonly refused: readonly Refusal[];
}

export interface Refusal {
  readonly appli: number;
  readonly reason: string;
}

/** Marks a subscription as one of ours, whatever its address was. */
export const COMMENT = 'withings2mqtt';

/** Withings probes the address at each subscription, and quick calls fail. */
const PAUSE_AFTER_SUBSCRIBE = 5000;
const PAUSE_AFTER_REVOKE = 1000;

/**
 * Brings an account's subscriptions in line: what is missing is subscribed, what is ours and wrong (another address,
 * another kind) is revoked, and what others have made stays. A kind that Withings refuses keeps no other one out.
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
  const refused: Refusal[] = [];
  for (const appli of missing) {
    try {
      await api.subscribe({ appli, callbackUrl: callbackUrl!, comment: COMMENT });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push({ appli, reason: error.message });
    }
    await sleep(PAUSE_AFTER_SUBSCRIBE);
  }
  return { subscribed: missing.length - refused.length, revoked, refused };
}

/** What is about this one call. */
function isRefusal(error: unknown): error is WithingsError {
  return error instanceof WithingsError && !error.temporary && !(error instanceof AuthenticationError);
}

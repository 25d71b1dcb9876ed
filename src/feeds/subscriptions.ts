import type { WithingsApiClient } from '../withings/client.js';
import { AuthenticationError, RateLimitError, WithingsError } from '../withings/errors.js';
import { FEEDS } from './index.js';
import { isToldWithout } from './notifications.js';

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
  /** Kinds that are wanted and not subscribed. */
  readonly missing: readonly Undone[];
  /** Subscriptions of ours that nobody wants and Withings keeps. */
  readonly left: readonly Undone[];
}

export interface Undone {
  readonly appli: number;
  /** In Withings' words. */
  readonly reason: string;
  /** It may succeed a little later. */
  readonly isPassing: boolean;
}

/**
 * Whether Withings tells of every feed at this address, though kinds are missing: it refuses these for good, as those of a
 * device or a plan that somebody has not, and their feeds have others.
 */
export function isEnough({ missing }: Pick<SubscriptionsResult, 'missing'>, wanted: readonly number[]): boolean {
  const kinds = missing.map(({ appli }) => appli);
  return missing.every(({ isPassing }) => !isPassing) && isToldWithout(kinds, wanted, FEEDS);
}

/** Marks a subscription as one of ours, whatever its address was. */
export const COMMENT = 'withings2mqtt';

/** Withings probes the address at each subscription, and quick calls fail. */
const PAUSE_AFTER_SUBSCRIBE = 5000;
const PAUSE_AFTER_REVOKE = 1000;

/**
 * Brings an account's subscriptions in line: what is missing is subscribed, what is ours and wrong (another address,
 * another kind) is revoked, and what others have made stays. What fails keeps nothing else from being done.
 *
 * @throws WithingsError where there is nothing to be done at all: the list, the login, too many calls
 */
export async function alignSubscriptions(options: SubscriptionsOptions): Promise<SubscriptionsResult> {
  const { api, callbackUrl, applis, sleep } = options;
  const wanted = new Set(callbackUrl === undefined ? [] : applis);
  const present = new Set<number>();
  const left: Undone[] = [];
  let revoked = 0;
  for (const subscription of await api.listSubscriptions()) {
    if (subscription.callbackUrl === callbackUrl && wanted.has(subscription.appli)) {
      present.add(subscription.appli);
    } else if (subscription.comment === COMMENT) {
      const failure = await failureOf(api.unsubscribe(subscription));
      if (failure) left.push({ appli: subscription.appli, ...failure });
      else revoked += 1;
      await sleep(PAUSE_AFTER_REVOKE);
    }
  }
  const lacking = [...wanted].filter((appli) => !present.has(appli));
  const missing: Undone[] = [];
  for (const appli of lacking) {
    const failure = await failureOf(api.subscribe({ appli, callbackUrl: callbackUrl!, comment: COMMENT }));
    if (failure) missing.push({ appli, ...failure });
    await sleep(PAUSE_AFTER_SUBSCRIBE);
  }
  return { subscribed: lacking.length - missing.length, revoked, missing, left };
}

/** Of a failure that is about this one call; any other one is thrown. */
async function failureOf(call: Promise<void>): Promise<Omit<Undone, 'appli'> | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (!(error instanceof WithingsError)) throw error;
    if (error instanceof AuthenticationError || error instanceof RateLimitError) throw error;
    return { reason: error.message, isPassing: error.temporary };
  }
}

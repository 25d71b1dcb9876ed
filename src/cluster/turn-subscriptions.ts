import type { BridgePerson } from '../bridge/person.js';
import { failureOf } from '../bridge/unexpected.js';
import { FEEDS } from '../feeds/index.js';
import { applisFor } from '../feeds/notifications.js';
import { alignSubscriptions, isEnough, type Undone } from '../feeds/subscriptions.js';
import type { Log } from '../log.js';
import { type FeedState, type PersonState, withFeedState } from '../store/person-state.js';
import type { Tools } from '../tools.js';

/** Under this name the state keeps how a person's subscriptions are, as it does for feeds. */
export const SUBSCRIPTIONS = 'notifications';

/** Where Withings is to post; undefined where it cannot reach these bridges. */
export interface Callback {
  readonly url: string | undefined;
  /** Since when it is so, seconds since 1970: what was subscribed before is another address. */
  readonly since: number;
}

/** Withings forgets none; what somebody took away at Withings is found again by then. */
const WEEK_SECONDS = 7 * 86_400;
const RETRY_SECONDS = 3600;

/** Whether Withings tells of everything of this person by itself. */
export function isNotified({ feeds }: PersonState, { url, since }: Callback): boolean {
  const { lastSuccess, lastError } = feeds[SUBSCRIPTIONS] ?? {};
  return url !== undefined && lastSuccess !== undefined && lastSuccess >= since && lastError === undefined;
}

/** When they are to be looked at, seconds since 1970; undefined where there are none and never were. */
export function subscriptionsDue({ feeds }: PersonState, callback: Callback): number | undefined {
  const { lastSuccess, next } = feeds[SUBSCRIPTIONS] ?? {};
  if (callback.url === undefined && lastSuccess === undefined) return undefined;
  if ((lastSuccess ?? 0) < callback.since && (next ?? 0) < callback.since) return 0;
  return next ?? 0;
}

export interface SubscriptionTools {
  readonly log: Log;
  readonly tools: Tools;
  readonly signal: AbortSignal;
}

/** Brings them in line with the callback, and notes how that went. */
export async function updateSubscriptions(
  person: BridgePerson,
  callback: Callback,
  options: SubscriptionTools,
): Promise<void> {
  const { client } = person;
  const { log, tools, signal } = options;
  if (!client) return;
  const now = Math.floor(tools.clock() / 1000);
  try {
    const applis = applisFor(FEEDS, client.scope());
    const { missing, left, ...done } = await alignSubscriptions({
      api: client,
      callbackUrl: callback.url,
      applis,
      sleep: (milliseconds) => tools.sleep(milliseconds, signal),
    });
    const lastError = isEnough({ missing }, applis) ? undefined : wordsOf(missing);
    const undone = { missing: wordsOf(missing), left: wordsOf(left) };
    log.debug('{account}: subscriptions are in line', { account: person.name, ...done, ...undone });
    const isDone = lastError === undefined && !left.some(({ isPassing }) => isPassing);
    note(person, {
      lastSuccess: now,
      next: now + (isDone ? WEEK_SECONDS : RETRY_SECONDS),
      ...(lastError && { lastError }),
    });
  } catch (error) {
    if (signal.aborted) return;
    const failure = failureOf(error, log, { account: person.name });
    log.debug('{account}: not all notifications: {reason}', { account: person.name, ...failure });
    note(person, { lastError: failure.reason, next: now + RETRY_SECONDS });
  }
}

function wordsOf(undone: readonly Undone[]): string | undefined {
  return undone.map(({ appli, reason }) => `${appli}: ${reason}`).join('; ') || undefined;
}

function note(person: BridgePerson, changes: FeedState): void {
  person.sync.change((state) => {
    const { lastError: _, ...before } = state.feeds[SUBSCRIPTIONS] ?? {};
    return withFeedState({ ...state, feeds: { ...state.feeds, [SUBSCRIPTIONS]: before } }, SUBSCRIPTIONS, changes);
  });
}

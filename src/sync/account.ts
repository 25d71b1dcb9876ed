import { rollOver } from '../feeds/activity.js';
import type { Feed, FeedName, Update } from '../feeds/feed.js';
import { EMPTY_PERSON, type PersonState } from '../store/person-state.js';
import type { WithingsApiClient } from '../withings/client.js';
import { AuthenticationError, RateLimitError } from '../withings/errors.js';
import { withComputed } from './computed.js';
import { oldestSuccess, withFailure, withSuccess } from './feed-states.js';
import { healed } from './heal.js';
import { createFeedTroubles, isRefused } from './troubles.js';

/** Whether Withings lets the bridge in: `required` means that a person must authorise the account (again). */
export type Authorization = 'ok' | 'required';

export interface AccountSync {
  readonly name: string;
  state(): PersonState;
  authorization(): Authorization;
  /** Why a person must authorise it (again), in words; undefined while nobody must. */
  loginProblem(): string | undefined;
  /** The feeds whose last fetch failed, for whatever reason but the login, with the error. */
  problems(): ReadonlyMap<FeedName, string>;
  /** It is authorised, and every feed comes in that this login is allowed to read. */
  well(): boolean;
  /** All that this login may read is at least as new, seconds since 1970; undefined before all of it has come once. */
  lastSync(): number | undefined;
  /** A feed has not come in since the start, and may well do so soon: no answer, a gateway that is down. */
  missesFeeds(): boolean;
  /** Fetches those. Never rejects; true if all of them came in. */
  fetchMissing(): Promise<boolean>;
  /** Fetches every feed that is due, all of them with `everything`. Never rejects; true if all came in that may. */
  round(everything: boolean): Promise<boolean>;
  /** Fetches these feeds now, looking also for what may have been deleted. Never rejects; true if all came in that may. */
  fetch(names: readonly FeedName[]): Promise<boolean>;
  /** Changes the state from outside: a bed that was got into, an event that was told. Looks at the calendar, too. */
  change(update: Update): void;
}

export interface AccountSyncOptions {
  readonly name: string;
  /** Undefined as long as there are no tokens. */
  readonly client: WithingsApiClient | undefined;
  readonly feeds: readonly Feed[];
  readonly start: PersonState | undefined;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly events: AccountEvents;
  /**
   * A feed that had to wait for long has been fetched after all. Without it nobody looks at what comes later, and the
   * feed waits where it is asked for.
   */
  readonly onLater?: () => void;
}

export interface AccountEvents {
  onState(state: PersonState, before: PersonState): void;
  /** Called when it changes, and when it is known for the first time. */
  onAuthorization(authorization: Authorization, reason: string): void;
  onFeedFailed(feed: FeedName, error: unknown): void;
  onFeedRecovered(feed: FeedName): void;
  /** @param first false when it has had to wait since it last came in */
  onFeedWaits(feed: FeedName, seconds: number, first: boolean): void;
  /** Called once for each thing that is left out because it lies in the future. `time` in seconds since 1970. */
  onFuture?(feed: FeedName, time: number): void;
}

const ATTEMPTS = 3;
/** What a call of too many may cost, which is over by itself within a round. */
const LONGEST_WAIT_IN_A_ROUND_SECONDS = 61;
/** For the broker to get what is new, before a large answer takes the processor. */
const GO_OUT_MILLISECONDS = 50;
const NOT_AUTHORIZED = 'this account has not been authorised yet';

/**
 * One account's side of the sync. Its feeds run at the same time, and none waits for another: one that fails, or that
 * Withings wants less of, leaves the others alone.
 */
export function createAccountSync(options: AccountSyncOptions): AccountSync {
  const { name, client, feeds, events } = options;
  let state = healed(options.start ?? EMPTY_PERSON);
  let authorization: Authorization | undefined;
  let loginProblem: string | undefined;
  const troubles = createFeedTroubles(options.clock);
  const nothingAllowed = () => feeds.every((feed) => troubles.refuses(feed.name));
  const onlyRefused = () => [...troubles.problems().keys()].every(troubles.refuses);
  const came = new Set<FeedName>();
  const isMissing = ({ name: feed }: Feed) => !came.has(feed) && troubles.mayPass(feed);
  /** What has been said to be left out. */
  const left = new Set<string>();
  const turns = new Map<FeedName, Promise<boolean>>();
  /** Withings wants to be left alone about these for long; they come by themselves when that is over. */
  const waiting = new Set<FeedName>();

  function apply(update: Update): void {
    const before = state;
    const now = Math.floor(options.clock() / 1000);
    state = withComputed(rollOver(update(before), name, now), name, now);
    if (state !== before) events.onState(state, before);
  }

  function progress(update: Update): Promise<void> {
    apply(update);
    return options.sleep(GO_OUT_MILLISECONDS);
  }

  function authorize(next: Authorization, reason: string): void {
    if (authorization === next) return;
    authorization = next;
    loginProblem = next === 'required' ? reason : undefined;
    events.onAuthorization(next, reason);
  }

  /** One fetch of a feed at a time: a later one must not be overtaken by an older answer. */
  function inTurn(feed: Feed, from: WithingsApiClient, thorough: boolean): Promise<boolean> {
    const before = turns.get(feed.name) ?? Promise.resolve(true);
    const turn = before.then(() => runFeed(feed, from, thorough));
    turns.set(feed.name, turn);
    return turn;
  }

  async function runAll(wanted: readonly Feed[], thorough: boolean): Promise<boolean> {
    if (!client) {
      authorize('required', NOT_AUTHORIZED);
      return false;
    }
    const results = await Promise.all(
      wanted.map((feed) => (waiting.has(feed.name) ? false : inTurn(feed, client, thorough))),
    );
    return results.every(Boolean) && !nothingAllowed();
  }

  async function runFeed(feed: Feed, from: WithingsApiClient, thorough: boolean): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        const now = Math.floor(options.clock() / 1000);
        // What was deleted while nobody looked is looked for with the first answer, whenever that comes.
        const everything = thorough || !came.has(feed.name);
        const update = await feed.fetch({ ...contextOf(feed, from), state, now, thorough: everything });
        apply((current) => withSuccess(update(current), feed.name, now));
        came.add(feed.name);
        authorize('ok', '');
        if (troubles.end(feed.name)) events.onFeedRecovered(feed.name);
        return true;
      } catch (error) {
        if (options.signal.aborted) return false;
        if (error instanceof RateLimitError && attempt < ATTEMPTS) {
          events.onFeedWaits(feed.name, error.retryAfter, troubles.slow(feed.name));
          if (options.onLater && error.retryAfter > LONGEST_WAIT_IN_A_ROUND_SECONDS) {
            postpone(feed, from, error, options.onLater);
            return false;
          }
          if (await waited(error.retryAfter)) continue;
          return false;
        }
        fail(feed.name, error);
        return isRefused(error);
      }
    }
  }

  function contextOf({ name: feed }: Feed, client: WithingsApiClient) {
    return {
      ...{ client, account: name, progress },
      cloudTime() {
        const time = client.serverTime();
        return time === undefined ? undefined : Math.floor(time / 1000);
      },
      onFuture(id: string, time: number) {
        const item = `${feed} ${id}`;
        if (!left.has(item)) events.onFuture?.(feed, time);
        left.add(item);
      },
    };
  }

  function waited(seconds: number): Promise<boolean> {
    const jitter = 1 + options.random() / 10;
    return options.sleep(seconds * 1000 * jitter).then(
      () => true,
      () => false,
    );
  }

  /** Outside the round, which is for the other feeds, too, and for other accounts. */
  function postpone(feed: Feed, from: WithingsApiClient, error: RateLimitError, onLater: () => void): void {
    waiting.add(feed.name);
    troubles.begin(feed.name, error);
    apply((current) => withFailure(current, feed.name, error.message, false));
    void waited(error.retryAfter).then(async (isOver) => {
      waiting.delete(feed.name);
      if (!isOver) return;
      await inTurn(feed, from, true);
      onLater();
    });
  }

  function fail(feed: FeedName, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    apply((current) => withFailure(current, feed, reason, isRefused(error)));
    if (error instanceof AuthenticationError && error.needsLogin) {
      troubles.end(feed);
      authorize('required', reason);
      return;
    }
    if (troubles.begin(feed, error)) events.onFeedFailed(feed, error);
  }

  function due(feed: Feed): boolean {
    if (troubles.rests(feed.name) || waiting.has(feed.name)) return false;
    const { lastSuccess = 0, lastError } = state.feeds[feed.name] ?? {};
    const since = options.clock() - lastSuccess * 1000;
    // A negative time is a clock that was set back.
    return lastError !== undefined || since >= feed.every || since < 0;
  }

  return {
    name,
    state: () => state,
    authorization: () => authorization ?? 'ok',
    loginProblem: () => loginProblem,
    problems: troubles.problems,
    well: () => authorization !== 'required' && onlyRefused() && !nothingAllowed(),
    lastSync: () =>
      oldestSuccess(
        state,
        feeds.map(({ name: feed }) => feed),
      ),
    missesFeeds: () => feeds.some(isMissing),
    fetchMissing: () => runAll(feeds.filter(isMissing), true),
    change: apply,
    fetch: (names) =>
      runAll(
        feeds.filter(({ name: feed }) => names.includes(feed)),
        true,
      ),
    round: (everything) =>
      runAll(
        feeds.filter((feed) => everything || due(feed)),
        everything,
      ),
  };
}

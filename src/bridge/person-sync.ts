import { rollOver } from '../feeds/activity/roll-over.js';
import { bedAt } from '../feeds/bed.js';
import {
  type Answer,
  type FeedContext,
  type FetchedFeed,
  NOTHING_ASKED,
  type Outcome,
  type PersonRules,
  type Update,
} from '../feeds/feed.js';
import { type FetchOutcome, type Schedule, waitLeft } from '../scheduler/schedule.js';
import { EMPTY_PERSON, type PersonState } from '../store/person-state.js';
import type { ArchiveChange } from '../store/store.js';
import { messageOf } from '../tools.js';
import type { WithingsApiClient } from '../withings/client.js';
import { AuthenticationError, isRefused, RateLimitError } from '../withings/errors.js';
import { withComputed } from './computed-state.js';
import { createDayClock } from './day-clock.js';
import {
  oldestSuccess,
  toldOf,
  withFailure,
  withoutTrouble,
  withPlan,
  withRefusal,
  withSuccess,
} from './feed-states.js';
import { createFeedTroubles, isPassing } from './feed-troubles.js';
import { createLeftOut } from './left-out.js';
import type { Authorization, PersonEvents } from './person-events.js';
import { createRateWaits } from './rate-waits.js';
import { withSameParts } from './same-parts.js';
import { upgradedState } from './upgrade-state.js';

/** What is known of one person, and what each answer of a feed changes in it. */
export interface PersonSync {
  readonly name: string;
  state(): PersonState;
  authorization(): Authorization;
  /** Why a person must authorise it (again), in words; undefined while nobody must. */
  loginProblem(): string | undefined;
  /** The feeds whose last fetch failed, for whatever reason but the login, with the error. */
  problems(): ReadonlyMap<string, string>;
  /** It is authorised, and every feed comes in that this login is allowed to read. */
  well(): boolean;
  /** The same, and each of them has come in since the start: what is known is what the cloud says. */
  complete(): boolean;
  /** Every feed has been tried since the start, but for those that Withings told an earlier run to wait for. */
  tried(): boolean;
  /** All that this login may read is at least as new, seconds since 1970; undefined before all of it has come once. */
  lastSync(): number | undefined;
  /**
   * Fetches a feed; never rejects. Whoever calls sees to it that a feed has one fetch at a time.
   *
   * @param thorough somebody asks: it also looks for what may have been deleted
   */
  fetch(feed: string, thorough: boolean): Promise<FetchOutcome>;
  /** Whether a fetch of a feed is under way. */
  underWay(feed: string): boolean;
  /** Notes when a feed is fetched next. */
  planned(feed: string, schedule: Schedule): void;
  /** The time by which the account's days begin, milliseconds since 1970. */
  dayTime(): number;
  /** What Withings has told without being asked. Says nothing of the login. */
  take(answer: Answer): void;
  /** Changes the state from outside: an event that was told. Looks at the calendar, too. */
  change(update: Update): void;
}

export interface PersonSyncOptions {
  readonly name: string;
  /** Undefined as long as there is no login. */
  readonly client: WithingsApiClient | undefined;
  readonly feeds: readonly FetchedFeed[];
  readonly rules: PersonRules;
  readonly start: PersonState | undefined;
  /**
   * `start` is where the last turn of the same person ended, a moment or a day ago: what has come in counts as come in,
   * and of a trouble that goes on nothing is said anew. Default: this process has just started.
   */
  readonly goesOn?: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** The cloud's, as far as it has answered in this run; milliseconds since 1970. */
  readonly cloudClock?: (() => number | undefined) | undefined;
  /** Makes the calls of some work after all others. */
  readonly leisurely?: FeedContext['leisurely'];
  /** Makes the calls of some work for a feed. */
  readonly forFeed?: (<T>(feed: string, work: () => Promise<T>) => Promise<T>) | undefined;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Nothing that fails from then on is anybody's business. */
  readonly stopped: () => boolean;
  readonly events: PersonEvents;
}

/** For the broker to get what is new, before a large answer takes the processor. */
const GO_OUT_MILLISECONDS = 50;
const NOT_AUTHORIZED = 'this account has not been authorised yet';

/** One that fails, or that Withings wants less of, leaves the others alone. */
export function createPersonSync(options: PersonSyncOptions): PersonSync {
  const { name, client, feeds, events, forFeed = (_, work) => work() } = options;
  let state = upgradedState(options.start ?? EMPTY_PERSON);
  const earlier = options.goesOn ? state : EMPTY_PERSON;
  let authorization: Authorization | undefined = earlier.loginProblem === undefined ? undefined : 'required';
  // Of one that is gone, or switched off, nobody could end the trouble.
  const troubles = createFeedTroubles(
    Object.fromEntries(feeds.flatMap(({ name: feed }) => (earlier.feeds[feed] ? [[feed, earlier.feeds[feed]]] : []))),
  );
  /** Those that stand on their own feet: what follows another one is only asked for where that one has brought something. */
  const leading = feeds.filter(({ follows }) => follows === undefined);
  const nothingAllowed = () => leading.every((feed) => troubles.refuses(feed.name));
  const onlyRefused = () => [...troubles.problems().keys()].every(troubles.refuses);
  const came = new Set(Object.keys(earlier.feeds).filter((feed) => earlier.feeds[feed]?.lastSuccess !== undefined));
  const tried = new Set(Object.keys(earlier.feeds));
  const underWay = new Map<string, Promise<FetchOutcome>>();
  let hasAnswered = false;
  const waits = createRateWaits();
  const leftOut = createLeftOut(events);

  const days = createDayClock({
    clock: options.clock,
    // Turns go by the clock that all bridges share.
    told: () => (options.goesOn ? options.clock() : options.cloudClock?.()),
    hasAnswered: () => hasAnswered,
  });

  /** Until the day is known it may be any day. */
  function atPresent(of: PersonState): PersonState {
    const now = days.now(of);
    return bedAt(days.isKnown() ? rollOver(of, now) : of, now);
  }

  function apply(answer: Answer): void {
    const before = state;
    const { state: after, archive }: Outcome = answer(before);
    state = withSameParts(withComputed(atPresent(after)), before);
    if (state !== before || archive) void events.onState(state, before, archive);
  }

  function change(update: Update): void {
    apply((current) => ({ state: update(current) }));
  }

  function progress(answer: Answer): Promise<void> {
    apply(answer);
    return options.sleep(GO_OUT_MILLISECONDS);
  }

  function authorize(next: Authorization, reason: string, cause?: unknown): void {
    if (authorization === next) return;
    authorization = next;
    const loginProblem = next === 'required' ? reason : undefined;
    change((current) => (current.loginProblem === loginProblem ? current : { ...current, loginProblem }));
    events.onAuthorization(next, reason, cause);
  }

  async function fetch(feed: FetchedFeed, thorough: boolean): Promise<FetchOutcome> {
    if (!client) {
      tried.add(feed.name);
      authorize('required', NOT_AUTHORIZED);
      return { kind: 'failed', passing: false };
    }
    try {
      if (feed.follows !== undefined) await underWay.get(feed.follows);
      const now = Math.floor(options.clock() / 1000);
      // What was deleted while nobody looked is looked for with the first answer, whenever that comes.
      const everything = thorough || !came.has(feed.name);
      const context = { ...contextOf(feed, client), state, now, thorough: everything };
      const answer = await forFeed(feed.name, () => feed.fetch(context));
      const wasAsked = answer !== NOTHING_ASKED;
      if (wasAsked) applyFetched(feed.name, answer, now);
      came.add(feed.name);
      tried.add(feed.name);
      waits.end(feed.name);
      // Where nothing had to be asked for, nobody has let us in.
      if (wasAsked) authorize('ok', '');
      else change((current) => withoutTrouble(current, feed.name));
      if (troubles.end(feed.name) && wasAsked) events.onFeedRecovered(feed.name);
      return { kind: 'ok' };
    } catch (error) {
      if (options.stopped()) return { kind: 'failed', passing: true };
      tried.add(feed.name);
      if (error instanceof RateLimitError) return wait(feed.name, error);
      return feed.optional && isRefused(error) ? lack(feed.name, error) : fail(feed.name, error);
    }
  }

  function applyFetched(feed: string, answer: Answer, now: number): void {
    hasAnswered = true;
    apply((current) => {
      const outcome = answer(current);
      return { ...outcome, state: withSuccess(outcome.state, feed, now) };
    });
  }

  function lack(feed: string, error: unknown): FetchOutcome {
    change((current) => withRefusal(current, feed));
    if (troubles.lack(feed)) events.onFeedLacking?.(feed, error);
    return { kind: 'refused' };
  }

  function contextOf({ name: feed }: FetchedFeed, from: WithingsApiClient) {
    return {
      ...{ client: from, progress, ...options.rules, ...leftOut.of(feed) },
      ...(options.leisurely && { leisurely: options.leisurely }),
      archive: async (one: ArchiveChange) => events.onState(state, state, [one]),
      cloudTime() {
        const time = from.serverTime();
        return time === undefined ? undefined : Math.floor(time / 1000);
      },
      dayTime: () => days.now(state),
    };
  }

  function wait(feed: string, error: RateLimitError): FetchOutcome {
    events.onFeedWaits(feed, error, troubles.slow(feed));
    const kind = waits.next(feed, error.retryAfter);
    if (kind === 'long') {
      troubles.begin(feed, error);
      change((current) => withFailure(current, feed, error.message, false));
    } else if (kind === 'often') {
      fail(feed, error);
    }
    return { kind: 'wait', seconds: error.retryAfter };
  }

  function fail(feed: string, error: unknown): FetchOutcome {
    const reason = messageOf(error);
    change((current) => withFailure(current, feed, reason, isRefused(error)));
    if (error instanceof AuthenticationError && error.needsLogin) {
      troubles.end(feed);
      authorize('required', reason, error);
    } else if (troubles.begin(feed, error)) {
      events.onFeedFailed(feed, error);
    }
    return isRefused(error) ? { kind: 'refused' } : { kind: 'failed', passing: isPassing(error) };
  }

  const mustWait = (feed: string) => waitLeft(toldOf(state, feed) ?? {}, options.clock()) > 0;
  const well = () => authorization !== 'required' && onlyRefused() && !nothingAllowed();

  return {
    ...{ name, well },
    state: () => state,
    authorization: () => authorization ?? 'ok',
    loginProblem: () => (authorization === 'required' ? state.loginProblem : undefined),
    problems: troubles.problems,
    complete: () => well() && feeds.every((feed) => came.has(feed.name) || troubles.refuses(feed.name)),
    tried: () => feeds.every(({ name: feed }) => tried.has(feed) || mustWait(feed)),
    lastSync: () =>
      oldestSuccess(
        state,
        leading.map(({ name: feed }) => feed),
      ),
    async fetch(wanted, thorough) {
      const feed = feeds.find((one) => one.name === wanted);
      if (!feed) throw new Error(`there is no feed ${wanted}`);
      const running = fetch(feed, thorough).finally(() => underWay.delete(wanted));
      underWay.set(wanted, running);
      return running;
    },
    underWay: (feed) => underWay.has(feed),
    dayTime: () => days.now(state) * 1000,
    take: apply,
    planned: (feed, schedule) => change((current) => withPlan(current, feed, schedule)),
    change,
  };
}

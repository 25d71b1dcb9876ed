import type { FeedWithPast } from '../feeds/feed.js';
import { PAST_FEEDS } from '../feeds/index.js';
import type { Window } from '../feeds/past.js';
import { afterWindow, isPastDue, nextWindow, type PastTime } from '../feeds/past-progress.js';
import { type PastProgress, withFeedState } from '../store/person-state.js';
import type { ArchiveChange } from '../store/store.js';
import { isClientRefused, isRefused, RateLimitError } from '../withings/errors.js';
import type { Parts } from './parts.js';
import type { People } from './people.js';
import type { BridgePerson } from './person.js';
import { retryDelay } from './retry-delay.js';
import { createTroubles } from './troubles.js';
import { failureOf } from './unexpected.js';

/** Fills the archive: a year of a feed of a person at a time, the newest first, whenever there is nothing better to do. */
export interface PastReader {
  /** Somebody is there whose past may be read. */
  wake(): void;
  /** The next year of whatever has come the least far; nothing when all is there. */
  step(): Promise<void>;
  /** Goes on until everything stops. */
  run(): Promise<void>;
}

export interface PastReaderOptions extends Pick<Parts, 'log' | 'tools' | 'signal' | 'as'> {
  readonly people: Pick<People, 'all'>;
  /** It has come a little further. */
  readonly onProgress: (person: BridgePerson) => void;
  /** All of a feed's past has come in for the first time. */
  readonly onComplete: (person: BridgePerson) => void;
}

/** What of it is to be read next. */
interface Job {
  readonly person: BridgePerson;
  readonly feed: FeedWithPast;
  readonly progress: PastProgress | undefined;
}

/** After a failure. Times are milliseconds. */
interface Rest {
  /** Since 1970. */
  readonly until: number;
  readonly wait: number;
  /** How many there were in a row. */
  readonly failures: number;
}

/** Between two windows: ten years of everything take minutes, in which nothing else is to be held up. */
export const REST_MILLISECONDS = 1000;
const LOOK_MILLISECONDS = 60_000;
const REFUSED_MILLISECONDS = 3_600_000;
/** Readings that are written in one transaction, about. */
const MOST_AT_ONCE = 1000;

export function createPastReader({
  people,
  log,
  tools,
  signal,
  as,
  onProgress,
  onComplete,
}: PastReaderOptions): PastReader {
  const troubles = createTroubles(log);
  /** By person and feed. */
  const rests = new Map<string, Rest>();
  let wake = new AbortController();
  let isIdle = false;

  /** By the cloud's clock: ours may be set, and nothing is to be read again for that. Milliseconds since 1970. */
  const clockOf = ({ client }: BridgePerson) => client?.serverTime() ?? tools.clock();
  const timeOf = ({ person, feed }: Omit<Job, 'progress'>): PastTime => ({
    now: Math.floor(clockOf(person) / 1000),
    zone: person.sync.state().zone,
    since: feed.past.since,
  });

  /** The past that has come the least far. */
  function nextJob(): Job | undefined {
    let next: Job | undefined;
    for (const person of people.all()) {
      if (!person.client || !person.tried() || !person.safe() || person.sync.authorization() === 'required') continue;
      const { feeds } = person.sync.state();
      for (const feed of PAST_FEEDS) {
        const { lastSuccess, refused, past: progress } = feeds[feed.name] ?? {};
        const rested = rests.get(person.keyOf(feed.name));
        if (lastSuccess === undefined || refused || (rested && isResting(rested, clockOf(person)))) continue;
        if (!isPastDue(progress, timeOf({ person, feed }))) continue;
        if (!next || reached(progress) > reached(next.progress)) next = { person, feed, progress };
      }
    }
    return next;
  }

  async function perform({ person, feed, progress }: Job): Promise<void> {
    const key = person.keyOf(feed.name);
    const time = timeOf({ person, feed });
    const window = nextWindow(progress, time);
    if (!window || !person.client) return;
    try {
      const count = await as('past', () => readWindow(person, feed, window));
      // What could not be written is kept; it is read once more as soon as there is room.
      if (count === undefined) return;
      const after = afterWindow(progress, window, count === 0, time);
      person.sync.change((state) => withFeedState(state, feed.name, { past: after }));
      const about = { account: person.name, feed: feed.name, from: window.from, to: window.to };
      log.debug('{account}: read the past of {feed}', { ...about, readings: count });
      rests.delete(key);
      troubles.end(key, '{account}: the past of {feed} comes in again', about);
      onProgress(person);
      if (after.complete && !progress?.complete) tellComplete(person);
    } catch (error) {
      if (!signal.aborted) rest(person, feed.name, error);
    }
  }

  function rest(person: BridgePerson, feed: string, error: unknown): void {
    const [key, account] = [person.keyOf(feed), person.name];
    const failures = (rests.get(key)?.failures ?? 0) + 1;
    const asked = error instanceof RateLimitError ? error.retryAfter * 1000 : 0;
    const isLasting = isRefused(error) || isClientRefused(error);
    const wait = isLasting ? REFUSED_MILLISECONDS : asked || retryDelay(failures);
    rests.set(key, { until: clockOf(person) + wait, wait, failures });
    // Which the polling says.
    if (error instanceof RateLimitError || isLasting) return;
    const failure = failureOf(error, log, { account, feed });
    troubles.begin(key, 'warn', '{account}: the past of {feed} cannot be read now: {reason}; trying again', {
      ...{ account, feed, ...failure },
    });
  }

  function tellComplete(person: BridgePerson): void {
    const { feeds } = person.sync.state();
    const isDone = PAST_FEEDS.every(({ name }) => feeds[name]?.past?.complete || feeds[name]?.refused);
    if (isDone) log.info('{account}: all that Withings has of the past is in the archive', { account: person.name });
    onComplete(person);
  }

  return {
    wake() {
      if (isIdle) wake.abort();
    },
    async step() {
      const job = nextJob();
      if (job) await perform(job);
    },
    async run() {
      signal.addEventListener('abort', () => wake.abort(), { once: true });
      while (!signal.aborted) {
        wake = new AbortController();
        const job = nextJob();
        isIdle = job === undefined;
        if (job) await perform(job);
        if (!signal.aborted)
          await tools.sleep(job ? REST_MILLISECONDS : LOOK_MILLISECONDS, wake.signal).catch(() => {});
      }
    },
  };
}

/**
 * Stops as soon as something could not be written: else a disk that is full would have the rest wait in memory.
 *
 * @returns how many readings there were; undefined for a window that was not read to its end
 */
async function readWindow(person: BridgePerson, { past }: FeedWithPast, window: Window): Promise<number | undefined> {
  const state = person.sync.state();
  const context = { client: person.client!, decode: person.decode, state, zone: state.zone ?? 'utc' };
  let [all, count] = [0, 0];
  let part: ArchiveChange[] = [];
  for await (const change of past.read(context, window)) {
    part.push(change);
    count += change.put.length;
    if (count < MOST_AT_ONCE) continue;
    await person.archive(part);
    if (!person.safe()) return undefined;
    all += count;
    [part, count] = [[], 0];
  }
  if (part.length > 0) await person.archive(part);
  return all + count;
}

/** Far more than it was to be is of a clock that was set back since, or of ours while nobody knew the cloud's. */
function isResting({ until, wait }: Rest, now: number): boolean {
  const left = until - now;
  return 0 < left && left <= 2 * wait;
}

function reached(progress: PastProgress | undefined): string {
  return progress?.from ?? '9999';
}

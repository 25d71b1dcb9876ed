import type { BridgePerson } from '../bridge/person.js';
import type { FetchedFeed } from '../feeds/feed.js';
import { afterFetch, type FetchOutcome, type Schedule } from '../scheduler/schedule.js';
import type { PersonState } from '../store/person-state.js';
import { intervalOf, type PollIntervals, scheduleOf } from './due-feeds.js';
import type { TurnParts } from './turn-parts.js';

/** What has been fetched in a turn, by the names of feeds. */
export interface Fetched {
  readonly asked: ReadonlySet<string>;
  /** Of those, the ones that need not be asked for again for what Withings has told. */
  readonly answered: ReadonlySet<string>;
}

export interface FetchWishes {
  /** All of the account, for what follows another one. */
  readonly feeds: readonly FetchedFeed[];
  readonly due: readonly FetchedFeed[];
  /** Those that Withings has told of. */
  readonly notified: ReadonlySet<string>;
  /** Those that somebody has asked for: it is looked for what may have been deleted, too, which costs a call more. */
  readonly asked: ReadonlySet<string>;
  readonly rhythm: () => PollIntervals;
}

/** Fetches what is due of a person, and what follows from it, and plans when each is fetched again. */
export async function fetchDue(
  { sync, tasks, keyOf }: BridgePerson,
  { feeds, due, rhythm, ...wishes }: FetchWishes,
  { tools, signal }: Pick<TurnParts, 'tools' | 'signal'>,
): Promise<Fetched> {
  const [asked, answered] = [new Set<string>(), new Set<string>()];
  const jitter = tools.random();

  async function fetch(feed: FetchedFeed): Promise<void> {
    asked.add(feed.name);
    const task = tasks.find(({ key }) => key === keyOf(feed.name));
    if (!task || signal.aborted) return;
    const planned = scheduleOf(sync.state().feeds[feed.name]);
    const before: Schedule = wishes.notified.has(feed.name) ? { ...planned, isWanted: true } : planned;
    const records = sync.state().records?.[feed.name];
    const started = tools.clock();
    const outcome = await task.run(wishes.asked.has(feed.name));
    if (!isUnanswered(outcome)) answered.add(feed.name);
    const span = { started, ended: tools.clock() };
    const after = afterFetch(before, outcome, span, { interval: intervalOf(feed, rhythm()), jitter });
    sync.planned(feed.name, after);
    sync.change((state) => withFailures(state, feed.name, after.failures));
    if (sync.state().records?.[feed.name] === records) return;
    await Promise.all(feeds.filter(({ name, follows }) => follows === feed.name && !asked.has(name)).map(fetch));
  }

  // What follows another one waits for it.
  await Promise.all(due.map((feed) => (asked.has(feed.name) ? undefined : fetch(feed))));
  return { asked, answered };
}

/** It may be over soon, and then there is something to come in. */
function isUnanswered(outcome: FetchOutcome): boolean {
  return outcome.kind === 'wait' || (outcome.kind === 'failed' && outcome.passing);
}

function withFailures(state: PersonState, feed: string, failures: number): PersonState {
  const { failures: before = 0, ...rest } = state.feeds[feed] ?? {};
  if (before === failures) return state;
  return { ...state, feeds: { ...state.feeds, [feed]: failures === 0 ? rest : { ...rest, failures } } };
}

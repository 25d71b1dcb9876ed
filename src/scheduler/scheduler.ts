import { afterFetch, type FetchOutcome, firstSchedule, isDue, type Schedule, wanted } from './schedule.js';

/** Something that is fetched again and again: one feed of one person. */
export interface Task {
  /** Tells it from all others. */
  readonly key: string;
  /** Milliseconds, asked anew each time: webhooks make polling slow. */
  readonly interval: () => number;
  /** Never rejects. `thorough`: somebody asked; look also for what may have been deleted. */
  readonly run: (thorough: boolean) => Promise<FetchOutcome>;
  /** What Withings told an earlier run to wait for, milliseconds since 1970. */
  readonly notBefore?: number | undefined;
}

export interface SchedulerOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Resolves early, without an error, when `wake` is aborted; rejects when everything stops. */
  readonly sleep: (milliseconds: number, wake: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Told whenever the next time of any task has changed. */
  readonly onPlanned?: () => void;
}

export interface Scheduler {
  add(task: Task): void;
  /** It is not run again; a run that is under way ends by itself. */
  remove(key: string): void;
  /** Runs tasks when they are due, until everything stops. */
  run(): Promise<void>;
  /** These now, as soon as Withings allows: resolves with how each ended. One that must wait ends with `wait` at once. */
  request(keys: readonly string[]): Promise<ReadonlyMap<string, FetchOutcome>>;
  /** These soon: nobody waits for them. */
  nudge(keys: readonly string[]): void;
  /** When a task is run next, milliseconds since 1970. */
  next(key: string): number | undefined;
}

interface Entry {
  readonly task: Task;
  schedule: Schedule;
  thorough: boolean;
  running: Promise<FetchOutcome> | undefined;
  /** When the last run began: one that is wanted again begins a little later. */
  started: number;
}

/** Notifications come in bursts; those of the same feed within this time are one. */
const GATHER = 1000;
/** A clock that jumps, and a machine that slept, are found out by then. */
const LONGEST_SLEEP = 60_000;

/** Each task has its own next time, and none waits for another. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock, random, signal } = options;
  const entries = new Map<string, Entry>();
  let wake = new AbortController();

  function start(entry: Entry): Promise<FetchOutcome> {
    const { task, thorough } = entry;
    entry.thorough = false;
    entry.started = clock();
    // Until it ends nobody knows the next time; this one is not due meanwhile.
    const running = task.run(thorough).then((outcome) => {
      entry.running = undefined;
      const asked = entry.thorough;
      entry.schedule = afterFetch(entry.schedule, outcome, clock(), { interval: task.interval(), random });
      if (asked) plan(entry);
      options.onPlanned?.();
      wake.abort();
      return outcome;
    });
    entry.running = running;
    return running;
  }

  function plan(entry: Entry): void {
    entry.thorough = true;
    entry.schedule = wanted(entry.schedule, Math.max(clock(), entry.started + GATHER));
  }

  function startDue(): void {
    const now = clock();
    for (const entry of entries.values()) {
      if (!entry.running && isDue(entry.schedule, now, entry.task.interval())) void start(entry);
    }
  }

  function sleepTime(): number {
    const idle = [...entries.values()].filter(({ running }) => !running);
    const next = Math.min(...idle.map(({ schedule }) => schedule.next));
    return Math.min(Math.max(next - clock(), 0), LONGEST_SLEEP);
  }

  /** The run that begins after now; one that is under way may have asked before what is wanted happened. */
  async function soon(entry: Entry): Promise<FetchOutcome> {
    await (entry.running ?? Promise.resolve());
    const { notBefore = 0 } = entry.schedule;
    const left = notBefore - clock();
    if (left > 0) return { kind: 'wait', seconds: Math.ceil(left / 1000) };
    if (entry.running !== undefined) return entry.running;
    entry.thorough = true;
    return start(entry);
  }

  return {
    add(task) {
      const schedule = firstSchedule(clock(), task.notBefore);
      entries.set(task.key, { task, schedule, thorough: true, running: undefined, started: Number.NEGATIVE_INFINITY });
      wake.abort();
    },
    remove: (key) => void entries.delete(key),
    async run() {
      while (!signal.aborted) {
        wake = new AbortController();
        startDue();
        options.onPlanned?.();
        await options.sleep(sleepTime(), wake.signal).catch(() => {});
      }
      await Promise.all([...entries.values()].map(({ running }) => running));
    },
    async request(keys) {
      const found = keys.flatMap((key) => entries.get(key) ?? []);
      const outcomes = await Promise.all(found.map(soon));
      return new Map(found.map(({ task }, index) => [task.key, outcomes[index]!]));
    },
    nudge(keys) {
      for (const key of keys) {
        const entry = entries.get(key);
        if (entry) plan(entry);
      }
      wake.abort();
    },
    next: (key) => entries.get(key)?.schedule.next,
  };
}

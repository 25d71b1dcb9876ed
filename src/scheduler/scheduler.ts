import {
  afterFetch,
  type FetchOutcome,
  firstSchedule,
  goesAlong,
  isDue,
  isRegular,
  type Schedule,
  type Wait,
  waitLeft,
  wanted,
} from './schedule.js';

/** Something that is fetched again and again: one feed of one person. */
export interface Task {
  /** Tells it from all others. */
  readonly key: string;
  /** Whose it is: those of one account are run together where they can be. */
  readonly account: string;
  /** Milliseconds, asked anew each time: webhooks make polling slow. */
  readonly interval: () => number;
  /** Never rejects. `thorough`: somebody asked; look also for what may have been deleted. */
  readonly run: (thorough: boolean) => Promise<FetchOutcome>;
  /** What Withings told an earlier run to wait for. */
  readonly told?: Wait | undefined;
  /** Told whenever its next time has changed. */
  readonly onPlanned?: (schedule: Schedule) => void;
}

export interface SchedulerOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Ends early when `wake` is aborted, which it is when everything stops. */
  readonly sleep: (milliseconds: number, wake: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Told at each turn of the loop, which comes once a minute at least. */
  readonly onTurn?: () => void;
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
  runSoon(keys: readonly string[]): void;
  /** When the first of all tasks is run next, milliseconds since 1970; undefined while none is planned. */
  next(): number | undefined;
}

interface Entry {
  readonly task: Task;
  schedule: Schedule;
  thorough: boolean;
  running: Promise<FetchOutcome> | undefined;
  /** When the last run began: one that is wanted again begins a little later. */
  started: number;
  jitter: number;
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
  /** When the loop looks again; what is planned for later need not wake it. */
  let looksAt = Number.POSITIVE_INFINITY;

  function start(entry: Entry, jitter: number): Promise<FetchOutcome> {
    const { task, thorough } = entry;
    entry.thorough = false;
    entry.started = clock();
    entry.jitter = jitter;
    // Until it ends nobody knows the next time; this one is not due meanwhile.
    const running = task.run(thorough).then((outcome) => {
      entry.running = undefined;
      settle(entry, outcome);
      // What was to be looked for and has not come in is to be looked for the next time.
      if (outcome.kind !== 'ok') entry.thorough ||= thorough;
      return outcome;
    });
    entry.running = running;
    return running;
  }

  function settle(entry: Entry, outcome: FetchOutcome): void {
    const { task, started, jitter } = entry;
    const span = { started, ended: clock() };
    move(entry, afterFetch(entry.schedule, outcome, span, { interval: task.interval(), jitter }));
    if (entry.thorough) plan(entry);
  }

  function move(entry: Entry, schedule: Schedule): void {
    if (schedule === entry.schedule) return;
    entry.schedule = schedule;
    // One that was removed meanwhile is nobody's any more.
    if (entries.get(entry.task.key) !== entry) return;
    entry.task.onPlanned?.(schedule);
    if (schedule.next < looksAt) wake.abort();
  }

  function plan(entry: Entry): void {
    entry.thorough = true;
    const now = clock();
    const gathered = entry.started + GATHER;
    // Begun in the future: the clock was set back since.
    move(entry, wanted(entry.schedule, gathered > now && entry.started <= now ? gathered : now));
  }

  function startDue(): void {
    const now = clock();
    const jitter = random();
    const idle = [...entries.values()].filter(({ running }) => !running);
    const due = idle.filter(({ schedule, task }) => isDue(schedule, now, task.interval()));
    const regular = due.filter(({ schedule }) => isRegular(schedule));
    const intervals = new Map(regular.map(({ task }) => [task.account, task.interval()]));
    for (const entry of due) void start(entry, jitter);
    for (const entry of idle) {
      const { schedule, task, running } = entry;
      const interval = Math.min(task.interval(), intervals.get(task.account) ?? 0);
      if (interval > 0 && !running && goesAlong(schedule, now, interval)) void start(entry, jitter);
    }
  }

  function firstTime(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { running, schedule } of entries.values()) if (!running) first = Math.min(first, schedule.next);
    return first;
  }

  /** The run that begins after now; one that is under way may have asked before what is wanted happened. */
  async function soon(entry: Entry): Promise<FetchOutcome> {
    await (entry.running ?? Promise.resolve());
    if (entries.get(entry.task.key) !== entry) return { kind: 'failed', passing: true };
    const left = waitLeft(entry.schedule, clock());
    if (left > 0) return { kind: 'wait', seconds: Math.ceil(left / 1000) };
    if (entry.running !== undefined) return entry.running;
    entry.thorough = true;
    entry.schedule = wanted(entry.schedule, clock());
    const outcome = await start(entry, random());
    const longer = Math.ceil(waitLeft(entry.schedule, clock()) / 1000);
    return outcome.kind === 'wait' ? { kind: 'wait', seconds: Math.max(longer, outcome.seconds) } : outcome;
  }

  return {
    add(task) {
      const schedule = firstSchedule(clock(), task.told);
      const idle = { running: undefined, started: Number.NEGATIVE_INFINITY, jitter: 0.5 };
      entries.set(task.key, { task, schedule, thorough: true, ...idle });
      wake.abort();
    },
    remove: (key) => void entries.delete(key),
    async run() {
      signal.addEventListener('abort', () => wake.abort(), { once: true });
      while (!signal.aborted) {
        wake = new AbortController();
        startDue();
        options.onTurn?.();
        const now = clock();
        looksAt = Math.min(Math.max(firstTime(), now), now + LONGEST_SLEEP);
        await options.sleep(looksAt - now, wake.signal).catch(() => {});
      }
      await Promise.all([...entries.values()].map(({ running }) => running));
    },
    async request(keys) {
      const found = keys.flatMap((key) => entries.get(key) ?? []);
      const outcomes = await Promise.all(found.map(soon));
      return new Map(found.map(({ task }, index) => [task.key, outcomes[index]!]));
    },
    runSoon(keys) {
      for (const key of keys) {
        const entry = entries.get(key);
        if (entry) plan(entry);
      }
    },
    next() {
      const first = firstTime();
      return first === Number.POSITIVE_INFINITY ? undefined : first;
    },
  };
}

import { setTimeout as pause } from 'node:timers/promises';

/** Who waits for a call: a person in front of a screen, the regular polling, or the reading of the past. */
export type Priority = 'person' | 'poll' | 'past';

/** Waits for a place among the calls of the last minute. Rejects when the signal is aborted. */
export type Limiter = (signal?: AbortSignal) => Promise<void>;

/** The calls that Withings allows a client id, whoever they are for. */
export interface Budget {
  limiter(priority: Priority): Limiter;
  /** Calls that could begin now. */
  left(): number;
}

export interface BudgetTools {
  /** Milliseconds since whenever, on a clock that nobody sets: one that jumps would block every call, or none. */
  readonly clock: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

interface Waiter {
  readonly priority: Priority;
  readonly begin: () => void;
}

/** Withings counts per client id, whoever the calls are for (Withings, "Plans"). */
export const CALLS_PER_MINUTE = 120;
const MINUTE = 60_000;
const ORDER: readonly Priority[] = ['person', 'poll', 'past'];
/** What each must leave to those before it, of all calls of a minute. */
const LEAVES: Readonly<Record<Priority, number>> = { person: 0, poll: 0.05, past: 0.5 };

const SYSTEM: BudgetTools = { clock: () => performance.now(), sleep: (milliseconds) => pause(milliseconds) };

/** Any window of 60 seconds holds at most so many calls; whoever a person waits for goes first. */
export function createBudget(callsPerMinute = CALLS_PER_MINUTE, { clock, sleep }: BudgetTools = SYSTEM): Budget {
  /** When the calls of the last minute began, the oldest first. */
  let begun: number[] = [];
  let waiting: Waiter[] = [];
  /** When it is looked again whether somebody may go. */
  let looksAt = Number.POSITIVE_INFINITY;

  const limitOf = (priority: Priority) => Math.max(1, Math.floor(callsPerMinute * (1 - LEAVES[priority])));

  function pump(): void {
    const now = clock();
    begun = begun.filter((time) => now - time < MINUTE);
    for (const waiter of inOrder(waiting)) {
      if (begun.length >= limitOf(waiter.priority)) continue;
      begun.push(now);
      waiting = waiting.filter((other) => other !== waiter);
      waiter.begin();
    }
    if (waiting.length > 0) lookAt(Math.min(...waiting.map(({ priority }) => freeAt(priority))), now);
  }

  /** When so many of the last calls are over that this one may begin. */
  function freeAt(priority: Priority): number {
    return begun[begun.length - limitOf(priority)]! + MINUTE;
  }

  function lookAt(time: number, now: number): void {
    if (time >= looksAt) return;
    looksAt = time;
    const look = () => {
      // A later look that is under way does no harm.
      if (looksAt === time) looksAt = Number.POSITIVE_INFINITY;
      pump();
    };
    sleep(Math.max(1, Math.ceil(time - now))).then(look, () => {});
  }

  return {
    limiter: (priority) => (signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const waiter: Waiter = {
          priority,
          begin() {
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        const stop = () => {
          waiting = waiting.filter((other) => other !== waiter);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', stop, { once: true });
        waiting.push(waiter);
        pump();
      }),
    left: () => Math.max(0, callsPerMinute - begun.filter((time) => clock() - time < MINUTE).length),
  };
}

function inOrder(waiting: readonly Waiter[]): Waiter[] {
  return ORDER.flatMap((priority) => waiting.filter((waiter) => waiter.priority === priority));
}

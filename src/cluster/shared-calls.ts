import { AsyncLocalStorage } from 'node:async_hooks';
import type { Calls } from '../bridge/client-base.js';
import { NoRoomError } from '../bridge/no-room.js';
import type { Limiter, Priority } from '../scheduler/budget.js';
import type { SharedBudget } from '../store/cluster-queue.js';
import { CALL_CAP_SECONDS, IDENTICAL_CALL_SECONDS } from '../withings/envelope.js';

export interface SharedCallsOptions {
  readonly budget: SharedBudget;
  readonly clientId: string;
  /** What the plan allows over all bridges. */
  readonly callsPerMinute: number;
  /** Rejects when one of the signals is aborted. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  /** Milliseconds on a clock that nobody sets, and that goes on while the process is stopped. */
  readonly stopwatch: () => number;
  /** The database cannot be told that Withings wants fewer calls. */
  readonly onTrouble: (error: unknown) => void;
  /** Ends the turns: nobody waits for the place of a refresh any more. */
  readonly signal: AbortSignal;
}

/** How far ahead each may take a place, milliseconds: what waits for one near leaves those between to the others. */
const NEAR: Readonly<Record<Priority, number>> = { person: 120_000, poll: 2000, past: 250 };
/** A place that is used later than this would be one call too many for others. */
const LATE_MILLISECONDS = 1000;
const AGAIN_MILLISECONDS = 500;
/** For so long the past keeps a turn of a person waiting, and one of the bridge's workers, before it has begun. */
const PAST_PATIENCE_MILLISECONDS = 1000;
const PAST_REST_SECONDS = 1800;

/** The calls of all bridges on one store: each waits for its place in the budget that they share. */
export interface SharedCalls extends Calls {
  /** Waits for a place, and then does the work, whose first call has it: a login is locked no longer than a call takes. */
  reserved<T>(work: () => Promise<T>): Promise<T>;
}

export function createSharedCalls(options: SharedCallsOptions): SharedCalls {
  const { budget, clientId, callsPerMinute, sleep, random, stopwatch, onTrouble, signal: turns } = options;

  const reservations = new AsyncLocalStorage<{ place: number | undefined }>();
  const pieces = new AsyncLocalStorage<{ hasBegun: boolean }>();
  const isLate = (place: number) => stopwatch() - place >= LATE_MILLISECONDS;

  /** @returns when it is, by the stopwatch */
  async function placeOf(priority: Priority, signal: AbortSignal | undefined): Promise<number> {
    const begun = stopwatch();
    for (;;) {
      signal?.throwIfAborted();
      const asked = stopwatch();
      const wait = await budget.take(clientId, callsPerMinute, NEAR[priority]);
      if (wait !== undefined) {
        if (wait > 0) await sleep(wait, signal);
        // A process that was stopped meanwhile takes another one.
        if (!isLate(asked + wait)) return asked + wait;
        continue;
      }
      if (priority === 'past' && stopwatch() - begun > PAST_PATIENCE_MILLISECONDS)
        throw new NoRoomError(PAST_REST_SECONDS);
      await sleep(AGAIN_MILLISECONDS * (0.5 + random()), signal);
    }
  }

  return {
    limiter:
      (priority: Priority): Limiter =>
      async (signal) => {
        const reservation = reservations.getStore();
        const place = reservation?.place;
        if (reservation) reservation.place = undefined;
        const piece = pieces.getStore();
        // A piece of the past that has begun comes to its end: else its first calls were for nothing.
        const standing = reservation || (priority === 'past' && piece?.hasBegun) ? 'poll' : priority;
        // It may have waited for a connection, or for another refresh of the same login.
        if (place === undefined || isLate(place)) await placeOf(standing, signal);
        if (piece) piece.hasBegun = true;
      },
    around: (_, work) => pieces.run({ hasBegun: false }, work),
    // A refusal of a repeated call is about that one alone.
    onTooMany(seconds) {
      if (seconds <= IDENTICAL_CALL_SECONDS) return;
      // The one call that was refused may have to wait for a day: the others need not.
      void budget.rest(clientId, Math.min(seconds, CALL_CAP_SECONDS) * 1000).catch(onTrouble);
    },
    async reserved(work) {
      const place = await placeOf('person', turns);
      return reservations.run({ place }, work);
    },
  };
}

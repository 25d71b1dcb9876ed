/** How a fetch of a feed ended, as far as its next time depends on it. */
export type FetchOutcome =
  | { readonly kind: 'ok' }
  /** It heals by itself, as far as anybody knows. */
  | { readonly kind: 'failed' }
  /** Withings wants fewer calls: nothing before so many seconds. */
  | { readonly kind: 'wait'; readonly seconds: number }
  /** This login may not read it, or does not work any more: only a person can change that. */
  | { readonly kind: 'refused' };

/** When a feed of a person is fetched next. Times are milliseconds since 1970. */
export interface Schedule {
  readonly next: number;
  /** Withings said so: nothing brings `next` before it. */
  readonly notBefore?: number;
  /** Fetches that failed in a row. */
  readonly failures: number;
  /** It has come in since the start. */
  readonly succeeded: boolean;
}

export interface Rhythm {
  /** Milliseconds between two fetches when nobody asks for one. */
  readonly interval: number;
  /** A number from 0 to 1 for the jitter. */
  readonly random: () => number;
}

const FIRST_RETRY = 15_000;
/** To ask again is of little use: the person must allow it, in a new login. */
const REFUSED_REST = 3_600_000;
/** Up to a twentieth earlier or later, so that a thousand bridges do not call in step. */
const JITTER = 0.1;
/** As a last resort against an interval of a clock that jumped. */
const LONGEST_WAIT = 7 * 86_400_000;

/** At the start: due at once, but for what Withings told an earlier run to wait for. */
export function firstSchedule(now: number, notBefore: number | undefined): Schedule {
  const waits = notBefore !== undefined && notBefore > now && notBefore - now <= LONGEST_WAIT;
  return { next: waits ? notBefore : now, failures: 0, succeeded: false, ...(waits && { notBefore }) };
}

/**
 * After a fetch. As long as a feed has never come in since the start (a box that is up before its router), it comes again
 * after 15 s, 30 s, 1 min and so on up to its interval; later a failure waits for the next turn like everybody.
 */
export function afterFetch(before: Schedule, outcome: FetchOutcome, now: number, rhythm: Rhythm): Schedule {
  const { interval, random } = rhythm;
  const later = (milliseconds: number) => now + milliseconds * (1 + JITTER * (random() - 0.5));
  switch (outcome.kind) {
    case 'ok':
      return { next: later(interval), failures: 0, succeeded: true };
    case 'wait': {
      // Never early, and not all at the same time.
      const notBefore = now + outcome.seconds * 1000 * (1 + random() / 10);
      return { ...before, next: notBefore, notBefore, failures: before.failures + 1 };
    }
    case 'refused':
      return { ...withoutLimit(before), next: later(Math.max(interval, REFUSED_REST)), failures: before.failures + 1 };
    case 'failed': {
      const wait = before.succeeded ? interval : Math.min(interval, FIRST_RETRY * 2 ** Math.min(before.failures, 20));
      return { ...withoutLimit(before), next: later(wait), failures: before.failures + 1 };
    }
  }
}

/** Somebody wants it at a time: a notification, a request, a midnight. Never later than planned, never against Withings. */
export function wanted(before: Schedule, time: number): Schedule {
  const next = Math.max(Math.min(before.next, time), before.notBefore ?? 0);
  return next === before.next ? before : { ...before, next };
}

/** Whether it is due. A time further away than any wait is of a clock that was set back since. */
export function isDue({ next, notBefore }: Schedule, now: number, interval: number): boolean {
  const longest = Math.max(
    interval * (1 + JITTER),
    REFUSED_REST * (1 + JITTER),
    (notBefore ?? 0) > now ? LONGEST_WAIT : 0,
  );
  return next <= now || next - now > longest;
}

function withoutLimit({ notBefore: _, ...schedule }: Schedule): Schedule {
  return schedule;
}

/** How a fetch of a feed ended, as far as its next time depends on it. */
export type FetchOutcome =
  | { readonly kind: 'ok' }
  /** `passing`: it may be over soon, as when a server is down. */
  | { readonly kind: 'failed'; readonly passing: boolean }
  /** Withings wants fewer calls: nothing before so many seconds. */
  | { readonly kind: 'wait'; readonly seconds: number }
  /** This login may not read it: only a person can change that. */
  | { readonly kind: 'refused' };

/** When a feed of a person is fetched next. Times are milliseconds since 1970. */
export interface Schedule {
  readonly next: number;
  /** Withings said so: nothing brings `next` before it. */
  readonly notBefore?: number;
  /** For how long it said so, milliseconds. */
  readonly wait?: number;
  /** Fetches that failed in a row. */
  readonly failures: number;
  /** It has come in since the start. */
  readonly succeeded: boolean;
  /** Somebody has wanted it, as Withings does that tells of something, and it has not come in since. */
  readonly isWanted?: true;
}

/** A fetch that is over, milliseconds since 1970. */
export interface Span {
  readonly started: number;
  readonly ended: number;
}

export interface Rhythm {
  /** Milliseconds between the starts of two fetches when nobody asks for one. */
  readonly interval: number;
  /** A number from 0 to 1; fetches that start together share it, and so start together the next time. */
  readonly jitter: number;
}

const FIRST_RETRY = 15_000;
/** Between two tries of one that somebody wants. */
export const LONGEST_RETRY = 15 * 60_000;
/** To ask again is of little use: the person must allow it, in a new login. */
const REFUSED_REST = 3_600_000;
/** Up to a twentieth earlier or later, so that a thousand bridges do not call in step. */
export const JITTER = 0.1;
/** Identical calls are never closer than this (Withings, "601"). */
const LEAST_PAUSE = 10_000;
/** The most that is believed where nobody knows any more for how long Withings has said it. */
const USUAL_WAIT = 2 * 3_600_000;
/** What is kept is in whole seconds. */
const ROUNDED = 1000;

/** What Withings has told to wait for, as in a schedule. */
export interface Wait {
  readonly notBefore?: number | undefined;
  readonly wait?: number | undefined;
}

/** At the start: due at once, but for what Withings told an earlier run to wait for. */
export function firstSchedule(now: number, { notBefore, wait }: Wait = {}): Schedule {
  const first = { next: now, failures: 0, succeeded: false };
  const left = waitLeft({ notBefore, wait }, now);
  if (left === 0) return first;
  return { ...first, next: now + left, notBefore: now + left, ...(wait !== undefined && { wait }) };
}

/** Milliseconds that Withings still wants to be left alone. Far more than it said are of a clock that was set back since. */
export function waitLeft({ notBefore = 0, wait = USUAL_WAIT }: Wait, now: number): number {
  const left = notBefore - now;
  return left <= Math.max(wait, USUAL_WAIT) + ROUNDED ? Math.max(0, left) : 0;
}

/**
 * After a fetch. As long as a feed has never come in since the start (a box that is up before its router), and may do so
 * soon, it comes again after 15 s, 30 s, 1 min and so on up to its interval; and so does one that somebody wants, at least
 * each 15 min. Any other failure waits for the next turn.
 */
export function afterFetch(before: Schedule, outcome: FetchOutcome, span: Span, rhythm: Rhythm): Schedule {
  const { interval, jitter } = rhythm;
  const moved = (milliseconds: number) => milliseconds * (1 + JITTER * (jitter - 0.5));
  const regular = Math.max(span.started + moved(interval), span.ended + Math.min(interval, LEAST_PAUSE));
  const failures = before.failures + 1;
  const { notBefore: _, wait: __, isWanted: ___, ...plain } = before;
  switch (outcome.kind) {
    case 'ok':
      return { next: regular, failures: 0, succeeded: true };
    case 'wait': {
      // Never early, and not all at the same time.
      const wait = outcome.seconds * 1000 * (1 + jitter / 10);
      const notBefore = span.ended + wait;
      return { ...before, next: notBefore, notBefore, wait, failures };
    }
    case 'refused':
      return { ...plain, next: span.ended + moved(Math.max(interval, REFUSED_REST)), failures };
    case 'failed': {
      const { isWanted, succeeded } = before;
      const growing = FIRST_RETRY * 2 ** Math.min(before.failures, 20);
      const retry = isWanted ? Math.min(growing, LONGEST_RETRY) : growing;
      const isQuick = outcome.passing && (isWanted || !succeeded) && retry < interval;
      if (!isQuick) return { ...plain, next: regular, failures };
      return { ...plain, ...(isWanted && { isWanted }), next: span.ended + moved(retry), failures };
    }
  }
}

/**
 * Somebody wants it at a time: a notification, a request. Never later than planned, never against Withings. What has failed
 * before anybody wanted it says nothing of how soon to try again.
 */
export function wanted(before: Schedule, time: number): Schedule {
  const left = waitLeft(before, time);
  const next = left > 0 ? time + left : Math.min(before.next, time);
  if (before.isWanted) return next === before.next ? before : { ...before, next };
  return { ...before, next, failures: 0, isWanted: true };
}

/** Nothing but its interval says when it is fetched. */
export function isRegular({ failures, notBefore, isWanted }: Schedule): boolean {
  return failures === 0 && notBefore === undefined && !isWanted;
}

/**
 * Whether what is not due yet goes along with something of the same person that is, and so will the next time: what a poll
 * brings is then written and shown once. A notification or a request would set them apart for ever.
 *
 * @param interval the shorter one of the two, so that what is fetched seldom stays so
 */
export function goesAlong(schedule: Schedule, now: number, interval: number): boolean {
  return isRegular(schedule) && schedule.next - now <= interval / 2;
}

/** Whether it is due. A time further away than any wait of its kind is of a clock that was set back since. */
export function isDue(schedule: Schedule, now: number, interval: number): boolean {
  const { next } = schedule;
  const longest = (isRegular(schedule) ? interval : Math.max(interval, REFUSED_REST)) * (1 + JITTER);
  return next <= now || next - now > Math.max(longest, waitLeft(schedule, now));
}

import type { PastProgress } from '../store/person-state.js';
import { addDays, DAY_SECONDS, dayAt, hourOf, midnightOf } from './day.js';
import { FIRST_DAY, FIRST_SCALE, type Window } from './past.js';

/** How often all of a past is read again: what was changed or deleted long ago shows nowhere else. */
const ROUND_SECONDS = 30 * DAY_SECONDS;
/** How often its end is: a watch that was away from its phone for weeks. */
const RECENT_SECONDS = DAY_SECONDS;
const RECENT_DAYS = 100;
/** After so many years without a reading the rest is asked for at once: mostly there is none. */
const EMPTY_YEARS = 2;
const FIRST_YEAR = Number(FIRST_SCALE.slice(0, 4));

export interface PastTime {
  /** Seconds since 1970. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string | undefined;
  /** Nothing of the feed is older, `YYYY-MM-DD`. */
  readonly since: string;
}

/** Whether `nextWindow` has one. */
export function isPastDue(progress: PastProgress | undefined, { now, since }: Omit<PastTime, 'zone'>): boolean {
  if (!progress || isOver(progress.begun, ROUND_SECONDS, now)) return true;
  return progress.from > since || isOver(progress.recent, RECENT_SECONDS, now);
}

/**
 * The stretch of a past that is to be read next: a year at a time, the newest first; undefined while nothing is due. One
 * that a clock which was set back seems to have read in the future is due.
 */
export function nextWindow(progress: PastProgress | undefined, { now, zone, since }: PastTime): Window | undefined {
  const today = dayAt(now, zone).date;
  if (!progress || isOver(progress.begun, ROUND_SECONDS, now)) return windowOf(yearBefore(today, since), today, zone);
  const to = addDays(progress.from, -1);
  if (to >= since) {
    const from = progress.empty >= EMPTY_YEARS || Number(to.slice(0, 4)) < FIRST_YEAR ? since : yearBefore(to, since);
    return windowOf(from, to, zone);
  }
  if (!isOver(progress.recent, RECENT_SECONDS, now)) return undefined;
  return windowOf(later(addDays(today, -RECENT_DAYS), since), today, zone);
}

/** How far a past has come when a window of `nextWindow` has been read, in which there was something, or not. */
export function afterWindow(
  before: PastProgress | undefined,
  { from, to }: Window,
  isEmpty: boolean,
  { now, since }: PastTime,
): PastProgress {
  const isFirst = !before || isOver(before.begun, ROUND_SECONDS, now);
  const round = isFirst ? { from: addDays(to, 1), begun: now, recent: now, empty: 0 } : before;
  const complete = before?.complete ?? false;
  // The end of one that is through has been read again.
  if (to >= round.from) return { ...round, complete, recent: now };
  return { ...round, from, complete: complete || from <= since, empty: isEmpty ? round.empty + 1 : 0 };
}

/** How far it is, for others to read: all from a day on is there, or nothing is missing. */
export function reachOf({ complete = false, from }: Partial<PastProgress> = {}): Reach {
  return { since: complete ? null : (from ?? null), complete };
}

export interface Reach {
  readonly since: string | null;
  readonly complete: boolean;
}

/** A past that has come in with the first answer. */
export function wholePast(now: number): PastProgress {
  return { from: FIRST_DAY, complete: true, begun: now, recent: now, empty: 0 };
}

function isOver(begun: number, length: number, now: number): boolean {
  return now - begun >= length || begun > now;
}

function yearBefore(to: string, since: string): string {
  return later(`${to.slice(0, 4)}-01-01`, since);
}

function later(...days: readonly string[]): string {
  return [...days].sort().at(-1)!;
}

/** It begins and ends with whole hours: one in which a year begins (zones of half hours) belongs to that year alone. */
export function windowOf(from: string, to: string, zone: string | undefined): Window {
  return { from, to, start: hourOf(midnightOf(from, zone)), end: hourOf(midnightOf(addDays(to, 1), zone)) };
}

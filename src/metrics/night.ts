import type { DateTime } from 'luxon';
import { localTime } from '../withings/local-time.js';
import type { HealthRecord } from '../withings/record.js';
import { joinParts } from './joined-night.js';
import { inTurns, isLonger, length, overlap, partsOf } from './sleep-parts.js';

/** Shorter than this and wholly by day, a sleep is a nap, also when it is the only one of its day. */
const NAP_SECONDS = 3 * 3600;
/** Who is awake for longer has ended the night. */
const BREAK_SECONDS = 3 * 3600;
const DAY_BEGINS = 8;
/** From this hour on nobody goes back to the night's sleep. */
const NIGHT_IS_OVER = 10;
const DAY_ENDS = 22;

/** Sleeps that are one: the parts of a night that was interrupted, and what other devices tell of the same. */
interface Stretch {
  readonly rows: readonly HealthRecord[];
  /** Of one sleep only what one device tells, the longest first. */
  readonly parts: readonly HealthRecord[];
  /** The last of them. */
  readonly last: HealthRecord;
  /** Seconds. */
  readonly slept: number;
  /** In its zone, worked out when it is asked for: of most nights nobody asks, and of ten years that takes long. */
  readonly start: DateTime;
  readonly end: DateTime;
}

/**
 * The main night of each wake-up day, newest first: the longest sleep of that day, all of its parts as one record. With
 * two devices in one bed the longer record counts.
 */
export function mainNights(sleeps: readonly HealthRecord[], zone: string): HealthRecord[] {
  return nightsOf(mainStretches(sleeps, zone));
}

/** A main night, and what it is made of, the longest part first. */
export interface NightInParts {
  readonly night: HealthRecord;
  readonly parts: readonly HealthRecord[];
}

/** The same with the parts of each, newest first. */
export function nightsInParts(sleeps: readonly HealthRecord[], zone: string): NightInParts[] {
  return mainStretches(sleeps, zone)
    .map(({ parts }) => ({ night: joinParts(parts), parts }))
    .sort((a, b) => b.night.end - a.night.end);
}

/** Whether nothing more can become a part of a night. `now` in seconds since 1970. */
export function isOver({ end, timezone }: HealthRecord, now: number, zone: string): boolean {
  if (now - end > BREAK_SECONDS) return true;
  const woken = localTime(end, timezone, zone);
  const morning = woken.set({ hour: NIGHT_IS_OVER, minute: 0, second: 0, millisecond: 0 });
  return now >= end && woken.hour < DAY_ENDS && now >= morning.toSeconds();
}

/** The same as `nights` with the naps, newest first, at once: of ten years each takes long. A nap never takes a night's place. */
export function nightsAndNaps(
  sleeps: readonly HealthRecord[],
  zone: string,
): { readonly nights: HealthRecord[]; readonly naps: HealthRecord[] } {
  const main = mainStretches(sleeps, zone);
  return { nights: nightsOf(main), naps: napsBeside(main, sleeps) };
}

function nightsOf(main: readonly Stretch[]): HealthRecord[] {
  return main.map(({ parts }) => joinParts(parts)).sort((a, b) => b.end - a.end);
}

/** The night, all of its parts as one record, to which a sleep belongs as a part or as another device's record. */
export function nightOf(sleep: HealthRecord, sleeps: readonly HealthRecord[], zone: string): HealthRecord | undefined {
  const main = mainStretches(sleeps, zone).find(({ rows }) => rows.some(({ id }) => id === sleep.id));
  return main && joinParts(main.parts);
}

/** True when a part of the night that a sleep belongs to was the night before this sleep came. */
export function isKnownNight(
  sleep: HealthRecord,
  sleeps: readonly HealthRecord[],
  known: readonly HealthRecord[],
  zone: string,
): boolean {
  const now = mainStretches(sleeps, zone).find(({ rows }) => rows.some(({ id }) => id === sleep.id));
  const before = new Set(mainStretches(known, zone).flatMap(({ rows }) => rows.map(({ id }) => id)));
  return now?.rows.some(({ id }) => before.has(id)) ?? false;
}

/** The sleeps that belong to no main night, and are not another device's record of a longer nap; newest first. */
function napsBeside(main: readonly Stretch[], sleeps: readonly HealthRecord[]): HealthRecord[] {
  const ofNights = new Set(main.flatMap(({ rows }) => rows.map(({ id }) => id)));
  const beside = inTurns(sleeps).filter(({ id }) => !ofNights.has(id));
  return beside.filter((nap) => !isEcho(nap, beside, [])).reverse();
}

/** True when the same sleep is told of by another device's record: one that is known, or that is the better one. */
export function isEcho(sleep: HealthRecord, sleeps: readonly HealthRecord[], known: readonly HealthRecord[]): boolean {
  const isOther = (other: HealthRecord) => other.id !== sleep.id && overlap(other, sleep);
  return known.some(isOther) || sleeps.some((other) => isOther(other) && isLonger(other, sleep));
}

function mainStretches(sleeps: readonly HealthRecord[], zone: string): Stretch[] {
  const best = new Map<string, Stretch>();
  for (const stretch of stretches(sleeps, zone)) {
    const { date } = stretch.last;
    const rival = best.get(date);
    if (!isByDay(stretch) && (rival === undefined || isBetter(stretch, rival))) best.set(date, stretch);
  }
  return [...best.values()];
}

function stretches(sleeps: readonly HealthRecord[], zone: string): Stretch[] {
  const all: HealthRecord[][] = [];
  for (const sleep of inTurns(sleeps)) {
    const rows = all.at(-1);
    if (rows && belongs(sleep, rows, zone)) rows.push(sleep);
    else all.push([sleep]);
  }
  return all.map((rows) => stretchOf(rows, zone));
}

/** Whether a sleep belongs to those before it: as another device's record of one of them, or as the rest of the night. */
function belongs(sleep: HealthRecord, rows: readonly HealthRecord[], zone: string): boolean {
  const end = Math.max(...rows.map((row) => row.end));
  if (sleep.start < end) return true;
  if (sleep.start - end > BREAK_SECONDS) return false;
  const start = localTime(sleep.start, sleep.timezone, zone);
  if (start.hour >= NIGHT_IS_OVER && start.hour < DAY_ENDS) return false;
  const before = stretchOf(rows, zone);
  // Who dozes in the evening has not begun the night; who goes back to bed in the morning has not ended it.
  return !isByDay(before) || (start.hour < NIGHT_IS_OVER && isSameDay(start, before.start));
}

function stretchOf(rows: readonly HealthRecord[], zone: string): Stretch {
  const parts = partsOf(rows);
  const turns = inTurns(parts);
  const [first, last] = [turns[0]!, turns.at(-1)!];
  return {
    ...{ rows, parts, last },
    slept: parts.reduce((sum, part) => sum + length(part), 0),
    get start() {
      return localTime(first.start, first.timezone, zone);
    },
    get end() {
      return localTime(last.end, last.timezone, zone);
    },
  };
}

function isBetter(a: Stretch, b: Stretch): boolean {
  return a.slept === b.slept ? isLonger(a.parts[0]!, b.parts[0]!) : a.slept > b.slept;
}

function isByDay({ slept, start, end }: Stretch): boolean {
  return slept < NAP_SECONDS && start.hour >= DAY_BEGINS && end.hour < DAY_ENDS && isSameDay(start, end);
}

function isSameDay(a: DateTime, b: DateTime): boolean {
  return a.toISODate() === b.toISODate();
}

import { localTime } from '../withings/local-time.js';
import type { HealthRecord } from '../withings/record.js';

/** Shorter than this and wholly by day, a sleep is a nap, also when it is the only one of its day. */
const NAP_SECONDS = 3 * 3600;
const DAY_BEGINS = 8;
const DAY_ENDS = 22;

/**
 * The main night of the newest wake-up day that has one: the longest sleep of that day. With two devices in one bed the
 * longer record counts. A nap never takes the night's place.
 */
export function mainNight(sleeps: readonly HealthRecord[], zone: string): HealthRecord | undefined {
  return nights(sleeps, zone)[0];
}

/** The main night of each wake-up day, newest first. */
export function nights(sleeps: readonly HealthRecord[], zone: string): HealthRecord[] {
  const best = new Map<string, HealthRecord>();
  for (const sleep of sleeps) {
    const rival = best.get(sleep.date);
    if (!isByDay(sleep, zone) && (rival === undefined || isBetterNight(sleep, rival))) best.set(sleep.date, sleep);
  }
  return [...best.values()].sort((a, b) => b.end - a.end);
}

/** The newest nap. */
export function newestNap(sleeps: readonly HealthRecord[], zone: string): HealthRecord | undefined {
  return naps(sleeps, zone)[0];
}

/** The sleeps that are neither a main night nor another device's record of one, or of a longer nap; newest first. */
export function naps(sleeps: readonly HealthRecord[], zone: string): HealthRecord[] {
  const main = nights(sleeps, zone);
  const beside = sleeps.filter((sleep) => isBeside(sleep, main));
  return beside.filter((nap) => !isEcho(nap, beside, [])).sort((a, b) => b.start - a.start);
}

/** True for a sleep beside the main nights of its neighbourhood. */
export function isNap(sleep: HealthRecord, sleeps: readonly HealthRecord[], zone: string): boolean {
  return isBeside(sleep, nights(sleeps, zone));
}

function isBeside(sleep: HealthRecord, main: readonly HealthRecord[]): boolean {
  return main.every((night) => night.id !== sleep.id && !overlap(night, sleep));
}

/** True when the same sleep is told of by another device's record: one that is known, or that is the better one. */
export function isEcho(sleep: HealthRecord, sleeps: readonly HealthRecord[], known: readonly HealthRecord[]): boolean {
  const isOther = (other: HealthRecord) => other.id !== sleep.id && overlap(other, sleep);
  return known.some(isOther) || sleeps.some((other) => isOther(other) && isBetterNight(other, sleep));
}

/** A total order, so that the order in which rows arrive never decides. */
function isBetterNight(a: HealthRecord, b: HealthRecord): boolean {
  return (length(a) - length(b) || a.modified - b.modified || Number(a.id > b.id) - 0.5) > 0;
}

function isByDay(sleep: HealthRecord, zone: string): boolean {
  if (length(sleep) >= NAP_SECONDS) return false;
  const start = localTime(sleep.start, sleep.timezone, zone);
  const end = localTime(sleep.end, sleep.timezone, zone);
  return start.hour >= DAY_BEGINS && end.hour < DAY_ENDS && start.hasSame(end, 'day');
}

function overlap(a: HealthRecord, b: HealthRecord): boolean {
  return a.start < b.end && b.start < a.end;
}

function length(sleep: HealthRecord): number {
  return sleep.end - sleep.start;
}

import { localTime } from '../withings/local-time.js';
import type { Latest, Reading } from './reading.js';

/**
 * Orders readings of one metric: by when they were taken, then by when they were changed; within a day of the zone (IANA
 * name), an inconclusive one comes before all that are not. Total, so that the order in which rows arrive never decides.
 */
export function compareReadings(a: Reading, b: Reading, zone = 'utc'): number {
  if (a.inconclusive !== b.inconclusive && isOneDay(a, b, zone)) return a.inconclusive ? -1 : 1;
  return (
    a.takenAt - b.takenAt ||
    a.modifiedAt - b.modifiedAt ||
    a.createdAt - b.createdAt ||
    compareIds(a.groupId ?? '', b.groupId ?? '') ||
    (b.attribution ?? UNKNOWN) - (a.attribution ?? UNKNOWN) ||
    compareValues(a.value, b.value) ||
    compareIds(a.source, b.source) ||
    compareIds(a.deviceId ?? '', b.deviceId ?? '') ||
    compareIds(a.deviceModel ?? '', b.deviceModel ?? '')
  );
}

function isOneDay(a: Reading, b: Reading, zone: string): boolean {
  return localTime(a.takenAt, zone).hasSame(localTime(b.takenAt, zone), 'day');
}

/** Behind every attribution that is known. */
const UNKNOWN = Number.MAX_SAFE_INTEGER;

/** Adds readings to the latest of each metric. `zone` is the account's. */
export function latestOf(readings: Iterable<Reading>, start: Latest = new Map(), zone?: string): Map<string, Reading> {
  const latest = new Map(start);
  for (const reading of readings) {
    const current = latest.get(reading.metric);
    if (current === undefined || compareReadings(reading, current, zone) > 0) latest.set(reading.metric, reading);
  }
  return latest;
}

export interface MergeResult {
  readonly latest: Map<string, Reading>;
  /** Metrics whose reading has gone and for which the answer holds none that is as good: an older one must be found. */
  readonly lost: readonly string[];
}

/**
 * Merges an answer of the cloud. `outdated` tells which of the current readings the answer speaks for: those of an
 * edited group, or those that a full window does not list any more. They count only if the answer repeats them.
 */
export function mergeAnswer(
  current: Latest,
  readings: readonly Reading[],
  outdated: (reading: Reading) => boolean,
  zone?: string,
): MergeResult {
  const kept = new Map<string, Reading>();
  const dropped: Reading[] = [];
  for (const [metric, reading] of current) {
    if (reading.value !== null && outdated(reading)) dropped.push(reading);
    else kept.set(metric, reading);
  }
  const latest = latestOf(readings, kept, zone);
  const lost = dropped.filter((before) => {
    const now = latest.get(before.metric);
    return now === undefined || now.takenAt < before.takenAt || (now.inconclusive === true && !before.inconclusive);
  });
  return { latest, lost: lost.map(({ metric }) => metric) };
}

/** The same reading without a value: for a known metric whose last reading has gone. Anything real is newer. */
export function withoutValue({ inconclusive: _, ...reading }: Reading): Reading {
  return {
    ...reading,
    value: null,
    takenAt: 0,
    createdAt: 0,
    modifiedAt: 0,
    attribution: null,
    deviceId: null,
    deviceModel: null,
    groupId: null,
  };
}

/** Numbers by their size, since ids outgrow what a double holds exactly; the rest as text. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

/** No value (`typeof null`) loses against any. */
const KINDS = ['object', 'boolean', 'string', 'number'];

function compareValues(a: Reading['value'], b: Reading['value']): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return KINDS.indexOf(typeof a) - KINDS.indexOf(typeof b) || compareIds(String(a), String(b));
}

import type { HealthRecord } from '../withings/record.js';

/**
 * Of sleeps that belong together, those that count, the longest first. Of devices that tell of the same one counts, the
 * one that saw more of it; what only another one saw is added.
 */
export function partsOf(rows: readonly HealthRecord[]): HealthRecord[] {
  if (rows.length === 1) return [...rows];
  const byDevice = new Map<string, HealthRecord[]>();
  for (const row of longestFirst(rows)) {
    const device = row.deviceId ?? row.model ?? '';
    byDevice.set(device, withoutOverlap([...(byDevice.get(device) ?? []), row]));
  }
  const [best = []] = [...byDevice.values()].sort(compareDevices);
  return longestFirst(withoutOverlap([...best, ...longestFirst(rows)]));
}

/** By start; equal ones in an order of their own, so that the order in which they came never decides. */
export function inTurns(rows: readonly HealthRecord[]): HealthRecord[] {
  return [...rows].sort((a, b) => a.start - b.start || compareLength(a, b));
}

/** A total order: by length, then the one that was changed later. */
export function isLonger(a: HealthRecord, b: HealthRecord): boolean {
  return compareLength(a, b) < 0;
}

export function overlap(a: HealthRecord, b: HealthRecord): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Seconds. */
export function length(sleep: HealthRecord): number {
  return sleep.end - sleep.start;
}

function longestFirst(rows: readonly HealthRecord[]): HealthRecord[] {
  return [...rows].sort(compareLength);
}

function compareLength(a: HealthRecord, b: HealthRecord): number {
  return length(b) - length(a) || b.modified - a.modified || (a.id > b.id ? -1 : Number(a.id < b.id));
}

/** Each row that overlaps none before it. */
function withoutOverlap(rows: readonly HealthRecord[]): HealthRecord[] {
  const kept: HealthRecord[] = [];
  for (const row of rows) {
    if (!kept.some((other) => other.id === row.id || overlap(other, row))) kept.push(row);
  }
  return kept;
}

function compareDevices(a: readonly HealthRecord[], b: readonly HealthRecord[]): number {
  const seen = (rows: readonly HealthRecord[]) => rows.reduce((sum, row) => sum + length(row), 0);
  return seen(b) - seen(a) || compareLength(a[0]!, b[0]!);
}

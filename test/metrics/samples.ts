import type { Latest, Reading } from '../../src/metrics/reading.js';

export const TAKEN = 1_750_000_000;

/** A weight of Anna's, unless it is changed. */
export function reading(changes: Partial<Reading> = {}): Reading {
  return {
    metric: 'weight',
    value: 72.35,
    unit: 'kg',
    takenAt: TAKEN,
    createdAt: TAKEN + 30,
    modifiedAt: TAKEN + 30,
    attribution: 0,
    deviceId: 'abab',
    deviceModel: 'Body+',
    groupId: '5000000001',
    source: 'getmeas/1',
    ...changes,
  };
}

export function latest(...readings: Reading[]): Latest {
  return new Map(readings.map((row) => [row.metric, row]));
}

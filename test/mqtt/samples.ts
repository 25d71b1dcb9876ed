import type { Metric } from '../../src/metrics/metric.js';
import type { Reading } from '../../src/metrics/reading.js';

/** 2026-03-01T06:12:05Z: winter time in Berlin. */
export const TAKEN = 1_772_345_525;

export function sampleReading(changes: Partial<Reading> = {}): Reading {
  return {
    metric: 'weight',
    value: 72.35,
    unit: 'kg',
    takenAt: TAKEN,
    createdAt: TAKEN + 10,
    modifiedAt: TAKEN + 20,
    attribution: 0,
    deviceId: 'a1b2',
    deviceModel: 'Body+',
    groupId: '42',
    source: 'getmeas/1',
    ...changes,
  };
}

export function sampleMetric(changes: Partial<Metric> = {}): Metric {
  return {
    key: 'weight',
    name: 'Weight',
    owner: 'account',
    source: 'getmeas/1',
    unit: 'kg',
    platform: 'sensor',
    enabledByDefault: true,
    known: true,
    ...changes,
  };
}

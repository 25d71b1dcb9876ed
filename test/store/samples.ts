import type { Reading } from '../../src/metrics/reading.js';

/** A reading that the archive may hold. */
export function reading(
  metric: string,
  takenAt: number,
  value: Reading['value'] = 70.5,
  groupId = `g${takenAt}`,
): Reading {
  return {
    ...{ metric, value, unit: 'kg', takenAt, createdAt: takenAt + 1, modifiedAt: takenAt + 2, attribution: 0 },
    ...{ deviceId: 'scale', deviceModel: 'Body+', groupId, source: 'getmeas/1' },
  };
}

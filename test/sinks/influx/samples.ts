import type { Reading } from '../../../src/metrics/reading.js';
import type { Delivery } from '../../../src/store/store.js';

export const ANNA = { userId: '7', name: 'anna' };

/** A reading of anna's weight that waits to be delivered. */
export function delivery(change: Partial<Reading> = {}, person: Delivery['person'] = ANNA): Delivery {
  const takenAt = change.takenAt ?? 1_790_000_000;
  const reading: Reading = {
    ...{ metric: 'weight', value: 72.35, unit: 'kg', takenAt, createdAt: takenAt, modifiedAt: takenAt, attribution: 0 },
    ...{ deviceId: 'd1', deviceModel: 'Body+', groupId: 'g', source: 'getmeas/1', ...change },
  };
  return { person, reading };
}

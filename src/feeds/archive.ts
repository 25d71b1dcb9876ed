import type { Reading } from '../metrics/reading.js';
import type { ArchiveChange } from '../store/store.js';

/** All of time, for an answer that is the whole history. */
export const EVER = { from: 0, to: Number.MAX_SAFE_INTEGER } as const;

/** The readings that say something: what was not measured is not kept. */
export function valued(readings: readonly Reading[]): readonly Reading[] {
  return readings.filter(({ value }) => value !== null);
}

/**
 * What a device tells of itself. Each device has a group of its own, which no other feed can have: two that tell the same
 * at one time both stay.
 */
export function toldByDevices(feed: string, readings: readonly Reading[]): ArchiveChange {
  const put = valued(readings).map((reading) => ({ ...reading, groupId: `${feed}/${reading.deviceId ?? ''}` }));
  return { feed, put };
}

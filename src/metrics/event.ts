import { compareReadings, latestOf } from './latest.js';
import type { NightCurves } from './night-curves.js';
import type { Reading, ReadingValue } from './reading.js';

/** Something new that an automation may want to react to: a measure group, a night, a nap, a workout, an ECG. */
export interface ReadingEvent {
  /** Of the group or record, with its type. */
  readonly id: string;
  /** One of those that the feeds make. */
  readonly type: string;
  readonly takenAt: number;
  readonly attribution: number | null;
  readonly deviceModel: string | null;
  readonly groupId: string | null;
  /** Withings itself does not stand by it. */
  readonly inconclusive?: true;
  /** By metric key, in the catalogue's units. */
  readonly values: Readonly<Record<string, ReadingValue>>;
  /** A night minute by minute, which is told apart from the rest, and is no type that a feed makes. */
  readonly night?: NightCurves;
}

/**
 * The event of a group's or record's readings; undefined when none has a value. Where a group came in several rows, the
 * order in which they came does not decide.
 */
export function readingEvent(type: string, readings: readonly Reading[]): ReadingEvent | undefined {
  const valued = readings.filter(({ value }) => value !== null);
  const best = latestOf(valued);
  const first = [...best.values()].sort((a, b) => compareReadings(b, a))[0];
  if (!first) return undefined;
  return {
    id: `${type}/${first.groupId}`,
    type,
    takenAt: first.takenAt,
    attribution: first.attribution,
    deviceModel: first.deviceModel,
    groupId: first.groupId,
    ...(first.inconclusive && { inconclusive: true }),
    values: Object.fromEntries([...best.values()].map(({ metric, value }) => [metric, value])),
  };
}

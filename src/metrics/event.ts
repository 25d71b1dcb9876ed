import type { Reading, ReadingValue } from './reading.js';

export const EVENT_TYPES = ['measure', 'sleep', 'nap', 'workout', 'ecg'] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** Something new that an automation may want to react to: a measure group, a night, a nap, a workout, an ECG. */
export interface ReadingEvent {
  /** Of the group or record, with its type. */
  readonly id: string;
  readonly type: EventType;
  readonly takenAt: number;
  readonly attribution: number | null;
  readonly deviceModel: string | null;
  readonly groupId: string | null;
  /** By metric key, in the catalogue's units. */
  readonly values: Readonly<Record<string, ReadingValue>>;
}

/** The event of a group's or record's readings; undefined when none has a value. */
export function readingEvent(type: EventType, readings: readonly Reading[]): ReadingEvent | undefined {
  const valued = readings.filter(({ value }) => value !== null);
  const first = valued[0];
  if (!first) return undefined;
  return {
    id: `${type}/${first.groupId}`,
    type,
    takenAt: first.takenAt,
    attribution: first.attribution,
    deviceModel: first.deviceModel,
    groupId: first.groupId,
    values: Object.fromEntries(valued.map(({ metric, value }) => [metric, value])),
  };
}

import type { Metric } from '../metric.js';
import type { Reading, ReadingValue } from '../reading.js';

/** What Withings says of a measure group, and of a record alike: when it came about, by what, and whose it is. */
export interface Origin {
  readonly id: string;
  readonly created: number;
  readonly modified: number;
  readonly attribution: number | undefined;
  readonly deviceId: string | undefined;
  readonly model: string | undefined;
  readonly inconclusive?: true;
}

/** @param takenAt seconds since 1970 */
export function readingFrom(
  origin: Origin,
  { key, unit, source }: Metric,
  takenAt: number,
  value: ReadingValue,
): Reading {
  return {
    metric: key,
    value,
    unit,
    takenAt,
    createdAt: origin.created,
    modifiedAt: origin.modified,
    attribution: origin.attribution ?? null,
    deviceId: origin.deviceId ?? null,
    deviceModel: origin.model ?? null,
    groupId: origin.id,
    source,
    ...(origin.inconclusive && { inconclusive: true }),
  };
}

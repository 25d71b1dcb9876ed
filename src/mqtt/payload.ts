import type { ReadingEvent } from '../metrics/event.js';
import type { Metric } from '../metrics/metric.js';
import type { Reading, ReadingValue } from '../metrics/reading.js';
import { convertTo, type UnitSystem, unitIn } from '../metrics/units.js';
import { attributionName } from '../withings/codes.js';
import { localTime } from '../withings/local-time.js';

/** What goes out for one reading. */
export interface ReadingPayloads {
  /** For people and flows: `72.35`, `true`, an ISO time, `None`. */
  readonly value: string;
  /** For Home Assistant: the whole reading as JSON. */
  readonly attributes: string;
}

export interface PayloadOptions {
  readonly units: UnitSystem;
  /** IANA name of the account's zone. */
  readonly zone: string;
}

/** What Home Assistant's templates make of a missing value, so that both topics agree. */
const NO_VALUE = 'None';

/** The payloads of a reading in an account's units and zone. */
export function readingPayloads(reading: Reading, metric: Metric, options: PayloadOptions): ReadingPayloads {
  const { units, zone } = options;
  const shown = { units, time: (seconds: number) => isoTime(seconds, zone) };
  const all = shownReading(reading, metric, shown);
  const attributes = {
    ...all,
    ...(reading.inconclusive && { inconclusive: true }),
    ...(reading.lastReset !== undefined && { last_reset: timeOrNone(reading.lastReset, shown) }),
    ...(reading.reason !== undefined && { reason: reading.reason }),
  };
  return { value: all.value === null ? NO_VALUE : String(all.value), attributes: JSON.stringify(attributes) };
}

/** What there is to say of every reading, as it is shown. */
export function shownReading(reading: Reading, metric: Metric, options: ShownOptions) {
  return {
    value: shownValue(reading.value, metric, options),
    unit: unitIn(options.units, metric.unit, metric.far),
    taken: timeOrNone(reading.takenAt, options),
    created: timeOrNone(reading.createdAt, options),
    modified: timeOrNone(reading.modifiedAt, options),
    attribution: reading.attribution === null ? null : attributionName(reading.attribution),
    attribution_code: reading.attribution,
    device_id: reading.deviceId,
    device_model: reading.deviceModel,
    group_id: reading.groupId,
    source: reading.source,
  };
}

/** A time of a reading as a text; 0 is none. */
export function timeOrNone(seconds: number, { time }: ShownOptions): string | null {
  return seconds > 0 ? time(seconds) : null;
}

/** What a flow or an automation is told of something new, as JSON; values as they are shown elsewhere. */
export function eventPayload(
  event: ReadingEvent,
  metricOf: (key: string) => Metric | undefined,
  { units, zone }: PayloadOptions,
): string {
  const time = (seconds: number) => isoTime(seconds, zone);
  return JSON.stringify({
    event_type: event.type,
    taken: time(event.takenAt),
    device_model: event.deviceModel,
    attribution: event.attribution === null ? null : attributionName(event.attribution),
    group_id: event.groupId,
    ...(event.inconclusive && { inconclusive: true }),
    metrics: shownMetrics(event, metricOf, { units, zone }),
  });
}

/** By metric key, what an event says, in an account's units. */
export function shownMetrics(
  { values }: ReadingEvent,
  metricOf: (key: string) => Metric | undefined,
  { units, zone }: PayloadOptions,
): Record<string, { readonly value: ReadingValue; readonly unit: string | null }> {
  const time = (seconds: number) => isoTime(seconds, zone);
  const metrics = Object.entries(values).flatMap(([key, value]) => {
    const metric = metricOf(key);
    if (!metric) return [];
    const unit = unitIn(units, metric.unit, metric.far);
    return [[key, { value: shownValue(value, metric, { units, time }), unit }] as const];
  });
  return Object.fromEntries(metrics);
}

export interface ShownOptions {
  readonly units: UnitSystem;
  /** Seconds since 1970 as a text. */
  readonly time: (seconds: number) => string | null;
}

/** A value as it is shown: in a system of units, a time as a text. */
export function shownValue(value: ReadingValue, metric: Metric, { units, time }: ShownOptions): ReadingValue {
  if (typeof value !== 'number') return value;
  if (metric.deviceClass === 'timestamp') return time(value);
  const converted = convertTo(units, value, metric.unit, metric.far);
  // Too large for another unit; there is no JSON for it, and no state in Home Assistant.
  return Number.isFinite(converted) ? converted : null;
}

/** ISO 8601 with the zone's offset, such as `2026-03-01T07:12:05+01:00`; in UTC if the zone is not known here. */
export function isoTime(seconds: number, zone: string): string | null {
  return localTime(seconds, zone).toISO({ suppressMilliseconds: true });
}

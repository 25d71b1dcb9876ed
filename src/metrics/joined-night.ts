import { round4 } from '../withings/decimal.js';
import type { HealthRecord, RecordData } from '../withings/record.js';
import type { FieldMetric } from './catalogue/field.js';
import { SLEEP_METRICS } from './catalogue/sleep.js';
import { fieldValue, timeAsleep } from './decode/records.js';
import { inTurns, length } from './sleep-parts.js';

/**
 * One record of the parts of a night: from the first start to the last end, with the id and the device of the longest
 * part, on the day and in the zone of the last one. How each field is joined says the catalogue; the time awake between the parts is in
 * none, since nobody measured it.
 *
 * @param parts the longest first; a single one comes back as it is
 */
export function joinParts(parts: readonly HealthRecord[]): HealthRecord {
  const [longest] = parts;
  if (parts.length === 1) return longest!;
  const turns = inTurns(parts);
  const last = turns.at(-1)!;
  return {
    ...longest!,
    start: turns[0]!.start,
    end: last.end,
    date: last.date,
    timezone: last.timezone,
    created: Math.min(...parts.map(({ created }) => created)),
    modified: Math.max(...parts.map(({ modified }) => modified)),
    data: joinData(longest!, turns),
  };
}

function joinData(longest: HealthRecord, turns: readonly HealthRecord[]): RecordData {
  const data: Record<string, number | string> = {};
  for (const metric of SLEEP_METRICS) {
    const value = metric.join === undefined ? raw(longest, metric) : joinField(metric, turns);
    if (value !== undefined) data[metric.field] = value;
  }
  return data;
}

function joinField(metric: FieldMetric, turns: readonly HealthRecord[]): number | string | undefined {
  if (metric.join === 'first') return raw(turns[0]!, metric);
  if (metric.join === 'last') return raw(turns.at(-1)!, metric);
  const said = turns.flatMap((part) => {
    const value = raw(part, metric);
    return typeof value === 'number' ? [{ part, value }] : [];
  });
  const values = said.map(({ value }) => value);
  if (values.length === 0) return undefined;
  switch (metric.join) {
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'mean of sleep':
      return round4(mean(said, asleep));
    case 'mean of bed':
      return mean(said, inBed);
    default:
      return values.reduce((sum, value) => sum + value, 0);
  }
}

/** What a part says; undefined where it says that there is none. */
function raw(part: HealthRecord, metric: FieldMetric): number | string | undefined {
  // A part of another maker has its time in another field.
  const value = metric.field === 'total_sleep_time' ? timeAsleep(part) : part.data[metric.field];
  return fieldValue(value, metric) === null ? undefined : value;
}

function mean(
  said: readonly { readonly part: HealthRecord; readonly value: number }[],
  weightOf: (part: HealthRecord) => number,
): number {
  const first = said[0]!.value;
  // Of equal values it is that value, without a rounding of its own.
  if (said.every(({ value }) => value === first)) return first;
  const weights = said.reduce((sum, { part }) => sum + weightOf(part), 0);
  return said.reduce((sum, { part, value }) => sum + value * weightOf(part), 0) / weights;
}

function asleep(part: HealthRecord): number {
  return timeAsleep(part) ?? length(part);
}

function inBed(part: HealthRecord): number {
  const time = part.data.total_timeinbed;
  return typeof time === 'number' && time > 0 ? time : length(part);
}

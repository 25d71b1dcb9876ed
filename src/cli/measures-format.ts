import { csvLine } from '../page/csv.js';
import type { NormalizedMeasure, WithingsMeasurements } from '../withings/normalized.js';

/** By type, oldest first, only types that have a measure; times in ISO 8601 with the account's offset. */
export function toJson(measurements: WithingsMeasurements): string {
  const lists = filled(measurements).map(([property, list]) => [property, list.map(plain)]);
  return `${JSON.stringify(Object.fromEntries(lists), null, 2)}\n`;
}

const COLUMNS = [
  'metric',
  'taken',
  'value',
  'uom',
  'attribution',
  'position',
  'deviceId',
  'created',
  'modified',
] as const;

/** One row a measure, with a head line (RFC 4180). */
export function toCsv(measurements: WithingsMeasurements): string {
  const rows = filled(measurements).flatMap(([metric, list]) =>
    list.map((measure) => {
      const fields: Record<string, unknown> = { metric, ...plain(measure) };
      return csvLine(COLUMNS.map((column) => fields[column]));
    }),
  );
  return [csvLine(COLUMNS), ...rows].join('');
}

function filled(measurements: WithingsMeasurements): [string, NormalizedMeasure[]][] {
  return Object.entries(measurements)
    .filter(([, list]) => list.length > 0)
    .map(([property, list]) => [property, [...list].sort((a, b) => a.taken.toMillis() - b.taken.toMillis())]);
}

function plain(measure: NormalizedMeasure): Record<string, unknown> {
  const time = (at: NormalizedMeasure['taken']) => at.toISO({ suppressMilliseconds: true });
  return { ...measure, taken: time(measure.taken), created: time(measure.created), modified: time(measure.modified) };
}

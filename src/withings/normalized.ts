import type { DateTime } from 'luxon';
import { afibName, attributionName, positionName } from './codes.js';
import { kilogramsToPounds } from './decimal.js';
import { localTime } from './local-time.js';
import { type Measure, type MeasureGroup, parseMeasureGroup } from './measure-groups.js';
import { MEASURE_TYPES, type MeasureType, measureType } from './measure-types.js';

/** One measure, ready for use. */
export interface NormalizedMeasure {
  /** In words. */
  readonly attribution: string;
  /** In the account's zone, as the two after it. */
  readonly taken: DateTime;
  readonly created: DateTime;
  readonly modified: DateTime;
  readonly deviceId: string | null;
  readonly value: number | string;
  /** `kg` or `lb` and so on; null where there is none. */
  readonly uom: string | null;
  /** Where on the body, such as `left_arm`; only where Withings says so. */
  readonly position?: string;
  /** Only where Withings itself does not stand by it. */
  readonly inconclusive?: true;
}

type CamelCase<Key extends string> = Key extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Key;
type Row = (typeof MEASURE_TYPES)[number];
type PropertyOf<R extends Row> = R extends { readonly property: infer P extends string } ? P : CamelCase<R['key']>;

/** A list for each measure type: `weight`, `fatMass`, `muscleMass`, `waterMass`, `visceralFat`, `boneMass`, `leanMass`, … */
export type WithingsMeasurements = { [R in Row as PropertyOf<R>]: NormalizedMeasure[] };

/** The property of a type in WithingsMeasurements. */
export function propertyOf(type: MeasureType): string {
  return type.property ?? type.key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Turns the rows of getmeas into lists by type, in the order they came.
 *
 * @param zone IANA name; UTC if it is none
 * @param onUnsupported called once for each type that is not supported, with its number
 * @param onUnreadable called for each group whose measures cannot be read, with its id
 */
export function normalizeMeasures(
  rows: readonly unknown[],
  options: {
    readonly zone: string;
    readonly pounds: boolean;
    readonly onUnsupported: (type: number) => void;
    readonly onUnreadable?: (id: string) => void;
  },
): WithingsMeasurements {
  const result: Record<string, NormalizedMeasure[]> = Object.fromEntries(
    MEASURE_TYPES.map((type) => [propertyOf(type), []]),
  );
  const unsupported = new Set<number>();
  for (const row of rows) {
    const group = parseMeasureGroup(row);
    if (!group || group.category === 2) continue;
    if (group.unreadable) options.onUnreadable?.(group.id);
    for (const measure of group.measures) {
      const type = measureType(measure.type);
      if (type) result[propertyOf(type)]!.push(normalize(group, measure, type, options));
      else unsupported.add(measure.type);
    }
  }
  for (const type of unsupported) options.onUnsupported(type);
  return result as WithingsMeasurements;
}

function normalize(
  group: MeasureGroup,
  measure: Measure,
  type: MeasureType,
  { zone, pounds }: { readonly zone: string; readonly pounds: boolean },
): NormalizedMeasure {
  const time = (seconds: number) => localTime(seconds, zone);
  const position = positionName(measure.position);
  const inPounds = pounds && type.unit === 'kg';
  return {
    attribution: attributionName(group.attribution),
    taken: time(group.date),
    created: time(group.created),
    modified: time(group.modified),
    deviceId: group.deviceId ?? null,
    value: inPounds ? kilogramsToPounds(measure.value) : measureValue(type, measure.value),
    uom: inPounds ? 'lb' : type.unit,
    ...(position !== undefined && { position }),
    ...(group.inconclusive && { inconclusive: true }),
  };
}

/**
 * A decoded value as it is published. Nothing says whether ECG intervals (135 to 138) come in seconds or milliseconds,
 * and clients disagree: one below 5 can only be seconds.
 */
export function measureValue(type: MeasureType | undefined, value: number): number | string {
  if (type?.kind === 'afib') return afibName(value);
  if (type?.kind === 'interval' && value < 5) return Number((value * 1000).toFixed(6));
  return value;
}

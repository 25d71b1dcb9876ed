import { rowsIfAny } from './answer-rows.js';
import { decimal, toMantissa } from './decimal.js';
import { measureType, NO_MEASURES } from './measure-types.js';
import { ANY_NUMBER, isPlaceholder } from './placeholder.js';
import { readModel } from './record.js';
import { fields, flag, toInteger, toText, toTime } from './tolerant.js';

/** One measure of a group, its value already a decimal. */
export interface Measure {
  readonly type: number;
  readonly value: number;
  readonly position: number | undefined;
}

/** One measure group of getmeas. Times are seconds since 1970. */
export interface MeasureGroup {
  readonly id: string;
  readonly attribution: number | undefined;
  readonly date: number;
  readonly created: number;
  readonly modified: number;
  readonly category: number | undefined;
  readonly deviceId: string | undefined;
  readonly model: string | undefined;
  /** Withings itself does not stand by it. */
  readonly inconclusive?: true;
  readonly measures: readonly Measure[];
  /** Nobody knows what it measures: there is something else where its measures should be. */
  readonly unreadable?: true;
}

/**
 * Reads one row of `measuregrps`. Strict about what is used, tolerant about the rest: numbers may be strings, times of
 * creation and change may be missing (then the time of the measure stands in), a measure without a type or a value,
 * or with an exponent, type or position that is none, is left out; so is what its type cannot be, such as -1 kg.
 *
 * @returns undefined for a row that has no id or no date: nothing can be said about it
 */
export function parseMeasureGroup(row: unknown): MeasureGroup | undefined {
  const group = fields(row);
  const id = toText(group.grpid);
  const date = toTime(group.date);
  if (id === undefined || date === undefined) return undefined;
  const measures = parseMeasures(group.measures);
  const deviceId = toText(group.hash_deviceid) ?? toText(group.deviceid);
  return {
    id,
    date,
    created: toTime(group.created) ?? date,
    modified: toTime(group.modified) ?? toTime(group.created) ?? date,
    attribution: toInteger(group.attrib),
    category: toInteger(group.category),
    deviceId,
    model: toText(group.model) ?? (deviceId && readModel(group.modelid)),
    ...(group.is_inconclusive !== undefined && flag.parse(group.is_inconclusive) && { inconclusive: true }),
    measures: measures ?? [],
    ...(measures === undefined && { unreadable: true }),
  };
}

const isMeasure = (row: object) => 'type' in row && 'value' in row;

/** Undefined where there is something else: one group must not keep all others back. */
function parseMeasures(list: unknown): Measure[] | undefined {
  const rows = rowsIfAny(list, isMeasure);
  if (rows === undefined) return undefined;
  const measures: Measure[] = [];
  for (const row of rows) {
    const { type, value, unit, position } = fields(row);
    const code = toCode(type);
    const mantissa = toMantissa(value);
    const exponent = toInteger(unit ?? 0);
    if (code === undefined || mantissa === undefined || exponent === undefined) continue;
    const place = toInteger(position ?? -1);
    // Of a part that cannot be told: as one of the whole body it would be wrong.
    if (place === undefined || place > LAST_CODE) continue;
    const real = decimal(mantissa, exponent);
    if (Number.isFinite(real)) measures.push({ type: code, value: real, position: place < 0 ? undefined : place });
  }
  return withoutPlaceholders(measures);
}

/** Far above all there are. */
const LAST_CODE = 999_999;

/** The code of a measure. Types end up in metric keys, which have no room for a minus. */
function toCode(value: unknown): number | undefined {
  const code = toInteger(value);
  return code === undefined || code < 0 || code > LAST_CODE || NO_MEASURES.has(code) ? undefined : code;
}

const FAT_RATIO = 6;
const FAT_MASS = 8;
const FAT_FREE_MASS = 5;

/**
 * A weigh-in entered by hand, or one whose impedance failed, carries a fat of 0 and a fat free mass that is the
 * weight: nobody measured that.
 */
function withoutPlaceholders(measures: Measure[]): Measure[] {
  const possible = measures.filter(({ type, value }) => !isPlaceholder(value, measureType(type) ?? ANY_NUMBER));
  const unmeasured = measures.some(({ type, value }) => value <= 0 && (type === FAT_RATIO || type === FAT_MASS));
  if (!unmeasured) return possible;
  return possible.filter(({ type }) => type !== FAT_RATIO && type !== FAT_MASS && type !== FAT_FREE_MASS);
}

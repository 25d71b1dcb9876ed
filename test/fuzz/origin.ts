import { NIGHT_METRICS } from '../../src/metrics/catalogue/night.js';
import { SLEEP_METRICS } from '../../src/metrics/catalogue/sleep.js';
import type { Reading, ReadingValue } from '../../src/metrics/reading.js';
import type { PersonState } from '../../src/store/person-state.js';
import { AFIB_WORDS } from '../../src/withings/codes.js';
import { round4 } from '../../src/withings/decimal.js';
import { workoutCategory } from '../../src/withings/workout-categories.js';
import { SITES } from '../feeds/cloud.js';
import { ACTIVITY, DEVICE, ECG, GOALS, NAP, SLEEP, type Table, WORKOUT } from '../feeds/every-field.js';
import type { Place } from './bodies.js';
import { fields, isNumberish, type Ledger, PHASES, type Row, rowsIn } from './ledger.js';

/** By metric: where its value comes from, and what the number there is divided by. */
const ORIGINS: ReadonlyMap<string, { place: Place; field: string; per: number }> = new Map(
  (
    [
      [SITES.activity, ACTIVITY],
      [SITES.sleep, SLEEP],
      [SITES.sleep, NAP],
      [SITES.workouts, WORKOUT],
      [SITES.ecgs, ECG],
      [SITES.goals, GOALS],
      [SITES.devices, DEVICE],
    ] satisfies [Place, Table][]
  ).flatMap(([place, table]) =>
    Object.entries(table).map(([field, [metric, , per = 1]]) => [metric, { place, field, per }] as const),
  ),
);

const ECG_WORDS = ['negative', 'positive', 'inconclusive'];
const AFIB_TYPES = [130, 139];
const INTERVALS = [135, 136, 137, 138];

/** A reading's value, where and when it belongs. */
export type Claim = Pick<Reading, 'metric' | 'value' | 'groupId' | 'deviceId' | 'source' | 'takenAt'>;

/** True if a value is what some answer said of the same group, record, day or device, in the unit it is shown in. */
export function wasSent(claim: Claim, ledger: Ledger): boolean {
  const { metric, value, source } = claim;
  if (value === null) return true;
  if (source.startsWith('getmeas/')) return wasMeasured(claim, ledger);
  const origin = ORIGINS.get(metric);
  if (!origin) return metric === 'heart_rate' ? wasTimed(claim, ledger) : isMeanOfNight(claim, ledger);
  const { place, field, per } = origin;
  // A day that has no row yet.
  if (place === SITES.activity && value === 0) return true;
  const rows = rowsOf(claim, place, ledger);
  if (rows.some((row) => said(row, place, metric, field).some((raw) => shows(raw, value, per)))) return true;
  return place === SITES.sleep && wasJoined(claim, field, per, ledger);
}

/** What stood under its time among the curve of the day. */
function wasTimed({ metric, value, takenAt }: Claim, ledger: Ledger): boolean {
  return ledger.rows(SITES.intraday, takenAt).some((row) => shows(row[metric], value, 1));
}

/** A mean lies between the least and the most of what was sent. */
function isMeanOfNight({ metric, value }: Claim, ledger: Ledger): boolean {
  const field = NIGHT_METRICS.find(({ key }) => key === metric)?.field;
  if (field === undefined || typeof value !== 'number') return false;
  const points = ledger.rows(SITES.nights, PHASES).flatMap((row) => Object.values(fields(row[field])));
  const numbers = points.filter(isNumberish).map(Number);
  return numbers.some((one) => one <= value + 0.0001) && numbers.some((one) => one >= value - 0.0001);
}

/** The same of a night that was interrupted: what its parts say together, by the catalogue's rule for the field. */
function wasJoined({ metric, value }: Claim, field: string, per: number, ledger: Ledger): boolean {
  const join = SLEEP_METRICS.find(({ key }) => key === metric)?.join;
  const raws = ledger.all(SITES.sleep).flatMap((row) => said(row, SITES.sleep, metric, field));
  const parts = [...new Set(raws.filter(isNumberish).map((raw) => Number(raw) / per))];
  // A word is that of the longest part.
  if (typeof value !== 'number') return raws.some((raw) => raw !== undefined && shows(raw, value, per));
  if (parts.some((part) => near(part, value))) return true;
  if (join === 'sum') return isSum(parts, value, 4);
  return join?.startsWith('mean') === true && Math.min(...parts) <= value && value <= Math.max(...parts);
}

/** Whether a few of the parts, each as often as it may be, come to a sum. */
function isSum(parts: readonly number[], sum: number, few: number): boolean {
  if (few === 0) return false;
  return parts.some((part) => near(part, sum) || (part > 0 && part < sum && isSum(parts, sum - part, few - 1)));
}

function rowsOf({ groupId, deviceId }: Claim, place: Place, ledger: Ledger): readonly Row[] {
  if (place === SITES.activity) return ledger.all(place);
  if (place === SITES.goals) return ledger.rows(place, 'goals');
  return ledger.rows(place, place === SITES.devices ? deviceId : groupId);
}

/** What a row says of a metric, in the order in which it counts. */
function said(row: Row, place: Place, metric: string, field: string): readonly unknown[] {
  const data = fields(row.data);
  const length = Number(row.enddate) - Number(row.startdate);
  switch (metric) {
    case 'workout_duration':
      return [length];
    case 'nap_duration':
      return [data.total_sleep_time, data.asleepduration, length];
    case 'sleep_total':
      return [data.total_sleep_time, data.asleepduration];
    case 'workout_type':
      return [workoutCategory(isNumberish(row.category) ? Number(row.category) : undefined)];
    case 'ecg_afib':
      return [ECG_WORDS[Number(fields(row.ecg).afib)]];
    case 'ecg_heart_rate':
      return [row.heart_rate, fields(row.heart_rate).value];
    case 'battery':
      return [typeof row.battery === 'string' && row.battery.toLowerCase()];
    case 'goal_weight': {
      const { value, unit } = fields(row.weight);
      return [decimalOf(value, unit), value];
    }
    default:
      return place === SITES.sleep || place === SITES.workouts ? [data[field], row[field]] : [row[field]];
  }
}

function shows(raw: unknown, value: ReadingValue, per: number): boolean {
  if (typeof value === 'string') return String(raw) === value || value === 'unknown';
  return typeof value === 'number' && isNumberish(raw) && near(Number(raw) / per, value);
}

/** Converted values keep four decimals. */
function near(raw: number, value: number): boolean {
  return raw === value || Math.abs(raw - value) <= 0.0001 + Math.abs(value) * 1e-12;
}

function wasMeasured({ value, groupId, source, takenAt }: Claim, ledger: Ledger): boolean {
  const [, type, position] = source.split('/');
  return ledger.rows(SITES.measures, groupId).some((row) => {
    if (Number(row.date) !== takenAt || Number(row.category) === 2) return false;
    return rowsIn(row.measures).some((item) => {
      const measure = fields(item);
      if (!isNumberish(measure.type) || !isNumberish(measure.value) || Number(measure.type) !== Number(type))
        return false;
      const where = Number(isNumberish(measure.position) ? measure.position : -1);
      if (Math.max(where, -1) !== Number(position ?? -1)) return false;
      return decoded(Number(type), decimalOf(measure.value, measure.unit)) === value;
    });
  });
}

/** Very small and very large numbers are written with an exponent of their own. */
function decimalOf(value: unknown, unit: unknown): number {
  const [digits, exponent = 0] = String(Number(value)).split('e');
  return Number(`${digits}e${Number(exponent) + Number(unit ?? 0)}`);
}

function decoded(type: number, number: number): number | string {
  if (AFIB_TYPES.includes(type)) return AFIB_WORDS[number] ?? 'unknown';
  return INTERVALS.includes(type) && number < 5 ? Number((number * 1000).toFixed(6)) : number;
}

/** What is wrong with what is worked out, by the readings it is worked out from. */
export function wrongComputed({ readings }: PersonState): string[] {
  const number = (metric: string) => readings[metric]?.value;
  const [weight, height, goal, bmi, left] = ['weight', 'height', 'goal_weight', 'bmi', 'weight_to_goal'].map(number);
  const wrong: string[] = [];
  if (typeof bmi === 'number' && bmi !== round4(Number(weight) / Number(height) ** 2)) wrong.push(`bmi ${bmi}`);
  if (typeof left === 'number' && left !== round4(Number(weight) - Number(goal))) wrong.push(`weight_to_goal ${left}`);
  return wrong;
}

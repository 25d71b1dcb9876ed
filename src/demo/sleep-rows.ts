import type { Device } from './device-rows.js';
import type { Random } from './random.js';
import { wholeMinutes } from './rounding.js';
import type { SleepRow } from './row-types.js';
import { foreignSummary, sleepSummary } from './sleep-summary.js';
import { DAYS } from './timeline.js';
import { addDays, type Zone } from './wall-clock.js';

/** What notices the sleep: the part of a row that says so. */
export type Sleeper = Required<Pick<SleepRow, 'model' | 'model_id' | 'hash_deviceid'>>;

/** The night that another maker's watch has sent. */
const FOREIGN_NIGHT = 45;

export function watchSleeper({ id, modelId }: Device): Sleeper {
  return { model: 16, model_id: modelId, hash_deviceid: id };
}

export function matSleeper({ id, modelId }: Device): Sleeper {
  return { model: 32, model_id: modelId, hash_deviceid: id };
}

export interface Bedtime {
  readonly id: number;
  /** Seconds; taken to whole minutes. */
  readonly end: number;
  /** Hours. */
  readonly length: number;
}

/** A row of a night or nap, made when the person got up, and not changed since. */
export function sleepRow({ id, end, length }: Bedtime, sleeper: Sleeper, zone: Zone, random: Random): SleepRow {
  const enddate = Math.floor(end / 60) * 60;
  const inBed = wholeMinutes(length * 3600);
  const created = enddate + Math.round(69 + random.next() * 41);
  return {
    id,
    timezone: zone.name,
    model: sleeper.model,
    model_id: sleeper.model_id,
    hash_deviceid: sleeper.hash_deviceid,
    startdate: enddate - inBed,
    enddate,
    date: zone.dateOf(enddate),
    data: sleepSummary(inBed, random),
    created,
    modified: created,
    completed: true,
  };
}

export interface SleepOptions {
  /** Milliseconds. */
  readonly now: number;
  readonly zone: Zone;
  readonly random: Random;
  readonly watch: Device;
  readonly mat: Device;
  readonly firstId: number;
}

/** Two years of nights, oldest first: most on the mat, some on the road, naps, and one night from another maker. */
export function sleepsOf({ now, zone, random, watch, mat, firstId }: SleepOptions): SleepRow[] {
  const seconds = Math.floor(now / 1000);
  const today = zone.dateOf(seconds);
  const days = Array.from({ length: DAYS }, (_, index) => DAYS - 1 - index);
  const rows = days.flatMap((daysAgo) => {
    const date = addDays(today, -daysAgo);
    const isAway = (daysAgo >= 120 && daysAgo <= 134) || daysAgo % 9 === 5;
    const wakeUp = zone.at(date, random.around(6.4, 0.35));
    const night = sleepRow(
      { id: 0, end: wakeUp, length: random.around(7.7, 0.45) },
      isAway ? watchSleeper(watch) : matSleeper(mat),
      zone,
      random,
    );
    const nap = { id: 0, end: zone.at(date, random.around(14.6, 0.3)), length: random.around(0.7, 0.1) };
    const slept = daysAgo === FOREIGN_NIGHT ? foreign(night) : night;
    reviseLater(slept, seconds, random);
    return daysAgo % 11 === 4 ? [slept, sleepRow(nap, watchSleeper(watch), zone, random)] : [slept];
  });
  const past = rows.filter(({ created = 0 }) => created < seconds);
  for (const [index, row] of past.entries()) row.id = firstId + index;
  return past;
}

/** Nights are changed again 9 to 22 hours later. */
function reviseLater(row: SleepRow, now: number, random: Random): void {
  const modified = row.modified + Math.round((9 + random.next() * 13) * 3600);
  if (modified < now) row.modified = modified;
}

function foreign(row: SleepRow): SleepRow {
  const asleep = wholeMinutes((row.enddate - row.startdate) * 0.93);
  return { ...row, model: 16, model_id: 1058, hash_deviceid: null, data: foreignSummary(asleep) };
}

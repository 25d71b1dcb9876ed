import type { Device } from './device-rows.js';
import type { Random } from './random.js';
import { clamp, rounded } from './rounding.js';
import type { ActivityRow } from './row-types.js';
import { DAYS } from './timeline.js';
import { addDays, type Zone } from './wall-clock.js';

/** What counts steps: the part of a row that says so. */
export type Counter = Pick<ActivityRow, 'brand' | 'is_tracker' | 'deviceid' | 'hash_deviceid' | 'model' | 'modelid'>;

/** Energy a body uses in a day without moving. */
const RESTING_KILOCALORIES = 1450;
/** How long ago the device last told the cloud, at least. */
const SYNCED = 600;

export function watchCounter({ id, model, modelId }: Device): Counter {
  return { brand: 1, is_tracker: true, deviceid: id, hash_deviceid: id, model, modelid: modelId };
}

export function phoneCounter(model: string, modelid: number): Counter {
  return { brand: 18, is_tracker: false, deviceid: null, hash_deviceid: null, model, modelid };
}

export interface DayOptions {
  /** Milliseconds. */
  readonly now: number;
  readonly zone: Zone;
  readonly random: Random;
  readonly counter: Counter;
  /** Steps of a common day. */
  readonly steps: number;
  /** Whether there is a row, for a day so many days ago. */
  readonly counts?: (daysAgo: number) => boolean;
}

/** Two years of days, oldest first, in the person's zone; today's is as far as the day is. */
export function activityDays({ now, zone, random, counter, steps, counts = () => true }: DayOptions): ActivityRow[] {
  const seconds = Math.floor(now / 1000);
  const today = zone.dateOf(seconds);
  const hour = zone.hourOf(seconds);
  const days = Array.from({ length: DAYS }, (_, index) => DAYS - 1 - index).filter(counts);
  return days.map((daysAgo) => {
    const date = addDays(today, -daysAgo);
    const season = 1 + 0.12 * Math.sin((daysAgo / 365) * 2 * Math.PI);
    const wholeDay = clamp(random.around(steps * season, steps * 0.25), steps * 0.15, steps * 3);
    const awake = daysAgo > 0 ? 1 : clamp((hour - 6.5) / 15.5, 0.01, 1);
    // The last steps of a day reach the cloud on the next morning.
    const modified = Math.min(zone.at(date, 24 + random.around(7, 0.4)), seconds - SYNCED);
    const row = dayRow(counter, { timezone: zone.name, date, modified }, random, {
      steps: Math.round(wholeDay * awake),
      share: daysAgo > 0 ? 1 : hour / 24,
    });
    if (counter.is_tracker === true) addHeart(row, awake, random);
    return row;
  });
}

/** `share`: how much of the day is over. Named one by one: spread, thousands of rows would be slow to make. */
function dayRow(
  { brand = 18, is_tracker = false, deviceid = null, hash_deviceid = null, model = null, modelid = null }: Counter,
  { timezone, date, modified }: Required<Pick<ActivityRow, 'timezone' | 'date' | 'modified'>>,
  random: Random,
  { steps, share }: { readonly steps: number; readonly share: number },
): ActivityRow {
  const moderate = 60 * Math.round((steps / 1000) * random.around(3.6, 0.6));
  const intense = random.chance(0.35) ? 60 * Math.round((steps / 1000) * random.around(1.6, 0.3)) : 0;
  const calories = rounded(steps * 0.041 + intense * 0.06, 3);
  return {
    steps,
    distance: rounded(steps * random.around(0.74, 0.02), 3),
    elevation: Math.round((steps / 1000) * random.around(3.3, 0.9)),
    soft: 60 * Math.round((steps / 1000) * random.around(9, 1)),
    moderate,
    intense,
    active: moderate + intense,
    calories,
    totalcalories: rounded(calories + RESTING_KILOCALORIES * share, 3),
    deviceid,
    hash_deviceid,
    timezone,
    date,
    modified,
    brand,
    modelid,
    model,
    is_tracker,
  };
}

function addHeart(row: ActivityRow, share: number, random: Random): void {
  const minutes = (mean: number, spread: number) => 60 * Math.round(share * Math.max(0, random.around(mean, spread)));
  row.hr_average = Math.round(random.around(68, 3));
  row.hr_min = Math.round(random.around(51, 2));
  row.hr_max = Math.round(random.around(128, 9));
  row.hr_zone_0 = minutes(820, 60);
  row.hr_zone_1 = minutes(55, 15);
  row.hr_zone_2 = minutes(14, 8);
  row.hr_zone_3 = minutes(1, 2);
}

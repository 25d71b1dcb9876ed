import type { WorkoutField } from './data-fields.js';
import type { Device } from './device-rows.js';
import type { Random } from './random.js';
import { rounded } from './rounding.js';
import type { Cell, WorkoutRow } from './row-types.js';
import { DAYS } from './timeline.js';
import { addDays, type Zone } from './wall-clock.js';

type WorkoutData = Partial<Record<WorkoutField, Cell>>;

const WALK = 1;
const RUN = 2;
const BICYCLING = 6;
const SWIMMING = 7;
const MULTI_SPORT = 272;
/** A category that no list knows. */
const UNKNOWN = 9999;
const USUAL = [WALK, RUN, BICYCLING, WALK, SWIMMING] as const;

/** Workouts that are there once, by the days since: a multi-sport, one without a heart rate, an unknown category. */
const MULTI_SPORT_DAY = 22;
const PHONE_DAY = 32;
const UNKNOWN_DAY = 46;

/** What took it: the part of a row that says so. */
export type RecordingDevice = Required<Pick<WorkoutRow, 'model' | 'deviceid' | 'hash_deviceid'>>;

export const PHONE_RECORDER: RecordingDevice = { model: 1055, deviceid: null, hash_deviceid: null };

export function watchRecorder({ id, modelId }: Device): RecordingDevice {
  return { model: modelId, deviceid: id, hash_deviceid: id };
}

export interface Effort {
  readonly id: number;
  readonly category: number;
  /** Seconds. */
  readonly end: number;
  /** Minutes. */
  readonly length: number;
  /** 7: the person has confirmed what the watch noticed. Default 0. */
  readonly attrib?: number;
}

/** A row of getworkouts, sent a minute after the end. */
export function workoutRow(
  { id, category, end, length, attrib = 0 }: Effort,
  recorder: RecordingDevice,
  zone: Zone,
  random: Random,
): WorkoutRow {
  const startdate = end - Math.round(length * 60);
  return {
    id,
    category,
    timezone: zone.name,
    attrib,
    startdate,
    enddate: end,
    date: zone.dateOf(startdate),
    ...recorder,
    data: category === MULTI_SPORT ? {} : workoutData(category, end - startdate, recorder, random),
    created: end + 60,
    modified: end + 60,
  };
}

/** The next of the usual ones: its category and how many minutes it takes. */
export function usualEffort(index: number, random: Random): Pick<Effort, 'category' | 'length'> {
  return { category: USUAL[index % USUAL.length] ?? WALK, length: random.around(42, 8) };
}

/** Two years with two or three workouts a week, oldest first. `now` in milliseconds. */
export function workoutsOf(now: number, zone: Zone, random: Random, watch: Device, firstId: number): WorkoutRow[] {
  const seconds = Math.floor(now / 1000);
  const today = zone.dateOf(seconds);
  const days = Array.from({ length: DAYS }, (_, index) => DAYS - 1 - index);
  return days
    .filter((daysAgo) => daysAgo % 7 === 1 || daysAgo % 7 === 4 || (daysAgo % 7 === 6 && random.chance(0.5)))
    .map((daysAgo, index) => {
      const effort = usualEffort(index, random);
      const end = zone.at(addDays(today, -daysAgo), random.around(18.2, 0.4));
      const category =
        { [MULTI_SPORT_DAY]: MULTI_SPORT, [PHONE_DAY]: WALK, [UNKNOWN_DAY]: UNKNOWN }[daysAgo] ?? effort.category;
      const attrib = category === WALK && random.chance(0.5) ? 7 : 0;
      const recorder = daysAgo === PHONE_DAY ? PHONE_RECORDER : watchRecorder(watch);
      return workoutRow({ ...effort, id: firstId + index, category, end, attrib }, recorder, zone, random);
    });
}

function workoutData(category: number, seconds: number, { deviceid }: RecordingDevice, random: Random): WorkoutData {
  const isSwim = category === SWIMMING;
  const effort = {
    calories: Math.round((seconds / 60) * random.around(category === WALK ? 5 : 9, 0.6)),
    intensity: 30,
    manual_intensity: 0,
    manual_distance: 0,
    manual_calories: 0,
    pause_duration: 0,
    algo_pause_duration: isSwim ? 60 * Math.round(random.around(3, 0.8)) : null,
  };
  const way = isSwim ? lapsOf(seconds, random) : wayOf(category, seconds, random);
  return Object.assign(effort, way, deviceid === null ? withoutSensor : heartOf(category, seconds, random));
}

/** As recorded from a phone: zeros for the heart, null for the oxygen. */
const withoutSensor: WorkoutData = {
  ...{ hr_average: 0, hr_min: 0, hr_max: 0, hr_zone_0: 0, hr_zone_1: 0, hr_zone_2: 0, hr_zone_3: 0 },
  spo2_average: null,
};

function heartOf(category: number, seconds: number, random: Random): WorkoutData {
  const rate = Math.round(random.around(category === WALK ? 98 : 136, 5));
  const [light, intense, maximal] = [seconds * 0.2, seconds * 0.25, seconds * 0.05].map(Math.round) as [
    number,
    number,
    number,
  ];
  const warmth = random.around(37.3, 0.15);
  return {
    hr_average: rate,
    hr_min: rate - Math.round(random.around(26, 4)),
    hr_max: rate + Math.round(random.around(24, 4)),
    hr_zone_0: light,
    hr_zone_1: seconds - light - intense - maximal,
    hr_zone_2: intense,
    hr_zone_3: maximal,
    spo2_average: Math.round(random.around(96, 0.6)),
    core_body_temperature_avg: rounded(warmth, 2),
    core_body_temperature_min: rounded(warmth - 0.5, 2),
    core_body_temperature_max: rounded(warmth + 0.4, 2),
    core_body_temperature_status: warmth > 37.6 ? 'elevated' : 'usual',
  };
}

function lapsOf(seconds: number, random: Random): WorkoutData {
  const laps = Math.round((seconds / 60) * random.around(1.1, 0.1));
  return { pool_laps: laps, strokes: Math.round(laps * random.around(19, 1)), pool_length: 25 };
}

function wayOf(category: number, seconds: number, random: Random): WorkoutData {
  const metresPerSecond = { [RUN]: 2.7, [BICYCLING]: 5.6 }[category] ?? 1.4;
  const distance = Math.round(seconds * random.around(metresPerSecond, 0.15));
  const stride = { [RUN]: 0.98, [BICYCLING]: Number.POSITIVE_INFINITY }[category] ?? 0.74;
  return { steps: Math.round(distance / stride), distance, elevation: Math.round(Math.abs(random.around(18, 12))) };
}

import { phoneCounter } from './activity-rows.js';
import { ACTIVITY_DEFAULT, ACTIVITY_FIELDS } from './data-fields.js';
import { ecgRow, electrocardiogram, isEcg } from './ecg-rows.js';
import { createRandom, type Random } from './random.js';
import { rounded } from './rounding.js';
import type { ActivityRow, EcgRow, WorkoutRow } from './row-types.js';
import type { MeasureGroup, Person } from './types.js';
import { createZone } from './wall-clock.js';
import { PHONE_RECORDER, usualEffort, workoutRow } from './workout-rows.js';

const NOBODYS_WATCH = {
  attrib: 0,
  category: 1,
  deviceid: null,
  hash_deviceid: null,
  modelid: 94,
  model: 'ScanWatch 2',
  comment: null,
};

/** What all of these start from: the same person and time (milliseconds) give the same values. */
export function beginning(person: Person, at: number) {
  const seconds = Math.floor(at / 1000);
  return { seconds, random: createRandom(person.userid + seconds), zone: createZone(person.timezone) };
}

/**
 * Some seconds of walking: raises the row of the day of `at` (a tracker's, if there is one), or begins one with what
 * counted last, and returns it.
 */
export function nextActivity(person: Person, at: number): ActivityRow {
  const { seconds, random, zone } = beginning(person, at);
  person.activities ??= [];
  const date = zone.dateOf(seconds);
  const today = preferred(person.activities.filter((one) => one.date === date));
  const row = today ?? { ...emptyDay(preferred(person.activities)), date, timezone: zone.name, modified: seconds };
  if (today === undefined) person.activities.push(row);
  walk(row, random);
  row.modified = seconds;
  return row;
}

function preferred(rows: readonly ActivityRow[]): ActivityRow | undefined {
  return rows.findLast((row) => row.is_tracker === true) ?? rows.at(-1);
}

/** A day without a step, with the fields that the other one has. */
function emptyDay(other: ActivityRow | undefined): Omit<ActivityRow, 'date' | 'modified'> {
  const counted = other === undefined ? ACTIVITY_DEFAULT : ACTIVITY_FIELDS.filter((field) => field in other);
  return {
    ...(other ?? phoneCounter('GoogleFit tracker', 1055)),
    ...Object.fromEntries(counted.map((field) => [field, 0])),
    ...(counted.includes('hr_average') && { hr_average: 66, hr_min: 52, hr_max: 88 }),
  };
}

function walk(row: ActivityRow, random: Random): void {
  const steps = Math.round(10 + random.next() * 30);
  const brisk = random.chance(0.5) ? 10 : 0;
  const calories = steps * 0.041;
  const walked = {
    steps,
    distance: steps * 0.74,
    elevation: random.chance(0.05) ? 3 : 0,
    soft: 20,
    moderate: brisk,
    active: brisk,
    calories,
    totalcalories: calories + 0.4,
    ...('hr_zone_0' in row && { hr_zone_0: 20 }),
  };
  for (const [field, more] of Object.entries(walked)) row[field] = rounded(Number(row[field] ?? 0) + more, 3);
  if (typeof row.hr_max === 'number') row.hr_max = Math.max(row.hr_max, Math.round(random.around(104, 8)));
}

/** Appends a workout that ended at `at`, of the device of the last one, and returns it. */
export function nextWorkout(person: Person, at: number): WorkoutRow {
  const { seconds, random, zone } = beginning(person, at);
  person.workouts ??= [];
  const { model = null, deviceid = null, hash_deviceid = null } = person.workouts.at(-1) ?? PHONE_RECORDER;
  const effort = { ...usualEffort(person.workouts.length, random), id: freeId(person.workouts), end: seconds };
  const row = {
    ...workoutRow(effort, { model, deviceid, hash_deviceid }, zone, random),
    created: seconds,
    modified: seconds,
  };
  person.workouts.push(row);
  return row;
}

/**
 * Appends an ECG taken at `at` and returns it. A person who has measure groups of an ECG gets one more of those too,
 * as from the real cloud.
 */
export function nextEcg(person: Person, at: number): EcgRow {
  const { seconds, random, zone } = beginning(person, at);
  person.ecgs ??= [];
  const before = person.measuregrps.filter(isEcg).sort((a, b) => b.date - a.date)[0];
  const group: MeasureGroup = {
    ...(before ?? NOBODYS_WATCH),
    date: seconds,
    created: seconds,
    modified: seconds,
    grpid: freeId(person.measuregrps.map(({ grpid }) => ({ id: grpid }))),
    timezone: zone.name,
    measures: electrocardiogram(random),
  };
  if (before !== undefined) person.measuregrps.push(group);
  const row = ecgRow(group, freeId(person.ecgs.map(({ ecg }) => ({ id: ecg?.signalid ?? 0 }))));
  person.ecgs.push(row);
  return row;
}

export function freeId(rows: readonly { readonly id: number }[]): number {
  return rows.reduce((highest, { id }) => Math.max(highest, id), 0) + 1;
}

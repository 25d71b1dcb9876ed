import type { MeasureGroup, Person } from '../../src/demo/cloud.js';
import { createZone } from '../../src/demo/wall-clock.js';
import { MEASURES } from '../metrics/measure-keys.js';

/** Of somebody else, perhaps: not shown unless asked for. */
const IGNORED = [1, 10];
/** Values that are shown as words, and segments, whose key is another one. */
const OTHERWISE = [130, 139, 173, 174, 175];

/** What must stand on the broker, by metric, worked out from the cloud's own data and nothing else; numbers or times. */
export function expectedOf(person: Person, now: number): Record<string, number | string> {
  return { ...measures(person), ...lastNight(person), ...today(person, now), ...goals(person), ...lastWorkout(person) };
}

function measures({ measuregrps }: Person): Record<string, number> {
  const own = measuregrps.filter(({ attrib, category }) => !IGNORED.includes(attrib) && category === 1);
  const ordered = own.sort((a, b) => a.date - b.date || a.modified - b.modified);
  const found = MEASURES.filter(([code]) => !OTHERWISE.includes(code)).flatMap(([code, key]) => {
    const value = ordered.flatMap((group) => quantityOf(group, code)).at(-1);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(found);
}

function quantityOf(group: MeasureGroup, code: number): number[] {
  const measure = group.measures.find(({ type, position = 7 }) => type === code && position === 7);
  return measure ? [Number(`${measure.value}e${measure.unit}`)] : [];
}

function lastNight({ sleeps = [] }: Person): Record<string, number | string> {
  const night = sleeps
    .filter(({ startdate, enddate }) => enddate - startdate > 3 * 3600)
    .sort((a, b) => b.enddate - a.enddate)[0];
  if (!night) return {};
  const { sleep_score: score, total_sleep_time: total } = night.data;
  return {
    sleep_start: iso(night.startdate),
    sleep_end: iso(night.enddate),
    ...(typeof score === 'number' && { sleep_score: score }),
    ...(typeof total === 'number' && { sleep_total: total / 3600 }),
  };
}

function today({ activities = [], timezone }: Person, now: number): Record<string, number> {
  const date = createZone(timezone).dateOf(now / 1000);
  const rows = activities.filter((row) => row.date === date);
  const row = rows.find(({ is_tracker }) => is_tracker) ?? rows[0];
  return row ? { activity_steps: row.steps ?? 0, activity_active_calories: row.calories ?? 0 } : {};
}

function goals({ goals }: Person): Record<string, number> {
  const { steps, sleep } = (goals ?? {}) as { steps?: number; sleep?: number };
  return { ...(steps && { goal_steps: steps }), ...(sleep && { goal_sleep: sleep / 3600 }) };
}

function lastWorkout({ workouts = [], ecgs = [] }: Person): Record<string, string> {
  const workout = [...workouts].sort((a, b) => b.enddate - a.enddate)[0];
  const ecg = [...ecgs].sort((a, b) => b.timestamp - a.timestamp)[0];
  return {
    ...(workout && { workout_start: iso(workout.startdate), workout_end: iso(workout.enddate) }),
    ...(ecg && { ecg_recorded: iso(ecg.timestamp) }),
  };
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** True if a payload says the same: numbers to four decimals, times as instants. */
export function says(payload: string | undefined, expected: number | string): boolean {
  if (payload === undefined) return false;
  if (typeof expected === 'string') return Date.parse(payload) === Date.parse(expected);
  return Math.abs(Number(payload) - expected) < 0.000_051;
}

import type { Person, SleepInterval, SleepRow } from '../../src/demo/cloud.js';
import { createRandom } from '../../src/demo/random.js';
import { sleepSummary } from '../../src/demo/sleep-summary.js';
import { createZone } from '../../src/demo/wall-clock.js';

const HOUR = 3600;
const MAT = { model_id: 63, hash_deviceid: 'mat' };

/** A night of eight hours on a mat, in a person's zone. Whole minutes; times are seconds since 1970. */
export function plainNight(person: Person, id: number, end: number): SleepRow {
  const enddate = Math.floor(end / 60) * 60;
  const row: SleepRow = {
    ...{ id, model: 32, ...MAT, timezone: person.timezone, startdate: enddate - 8 * HOUR, enddate },
    ...{ date: createZone(person.timezone).dateOf(enddate), created: enddate + 60, modified: enddate + 60 },
    ...{ completed: true, data: sleepSummary(8 * HOUR, createRandom(id)) },
  };
  person.sleeps = [...(person.sleeps ?? []), row];
  return row;
}

/**
 * Its course, with a value a minute: an hour light, an hour deep, an hour awake. Asleep, rmssd is 40 and then 60, and
 * sdnn_1 is half as much again; what stands in the hour awake is not to count.
 */
export function plainCourse(person: Person, { startdate }: SleepRow): void {
  const phases = [
    [1, 40],
    [2, 60],
    [0, 500],
  ] as const;
  const intervals = phases.map(([state, rmssd], index): SleepInterval => {
    const start = startdate + index * HOUR;
    const minutes = (value: number) =>
      Object.fromEntries(Array.from({ length: 60 }, (_, minute) => [start + minute * 60, value]));
    return {
      ...{ startdate: start, enddate: start + HOUR, state, model: 'Aura Sensor V2', ...MAT },
      ...{ hr: minutes(50 + state), rr: minutes(14), rmssd: minutes(rmssd), sdnn_1: minutes(rmssd * 1.5) },
    };
  });
  person.nights = [...(person.nights ?? []), ...intervals];
}

/** When a night must have ended for it to be over now, wherever it was slept. */
export function endOfNight(now: number, daysAgo = 0): number {
  return now - 3 * HOUR - 600 - daysAgo * 24 * HOUR;
}

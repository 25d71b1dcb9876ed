import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActivityRow, Person } from '../../src/demo/cloud.js';
import { ACTIVITY_FIELDS, WORKOUT_FIELDS } from '../../src/demo/data-fields.js';
import { demoPeople } from '../../src/demo/invented-people.js';
import { addDays, createZone } from '../../src/demo/wall-clock.js';

const NOW = Date.UTC(2026, 9, 1, 9, 30);
const TODAY = '2026-10-01';
const AMSTERDAM = createZone('Europe/Amsterdam');
const [anna, ben] = demoPeople(NOW) as [Person, Person];
const { activities = [], workouts = [], ecgs = [], intraday = [] } = anna;
const watch = activities.filter(({ brand }) => brand === 1);
const phone = activities.filter(({ brand }) => brand === 18);
const known = anna.devices.map((row) => (row as { hash_deviceid: string }).hash_deviceid);

describe('demoPeople', () => {
  it('is quick', () => {
    // Time of the processor, so that a busy machine does not count.
    const times = [1, 2, 3].map((seed) => {
      const before = process.cpuUsage();
      demoPeople(NOW, seed);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });

    expect(Math.min(...times)).toBeLessThan(1000);
  });

  it('knows nothing that has not happened yet, at whatever time of the day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400 }), (later) => {
        const now = NOW / 1000 + later;
        for (const person of demoPeople(now * 1000)) {
          const lists: ({ modified: number }[] | undefined)[] = [
            person.activities,
            person.sleeps,
            person.workouts,
            person.ecgs,
          ];
          const rows = lists.flatMap((list) => list ?? []);
          expect(Math.max(...rows.map(({ modified }) => modified))).toBeLessThan(now);
          expect(person.activities?.at(-1)?.date).toBe(AMSTERDAM.dateOf(now));
        }
      }),
      { numRuns: 5 },
    );
  });
});

describe('days', () => {
  it('are there for two years from the watch, with all fields, and some from a phone too', () => {
    const dates = Array.from({ length: 730 }, (_, index) => addDays(TODAY, index - 729));

    expect(watch.map(({ date }) => date)).toEqual(dates);
    expect(watch.every((row) => ACTIVITY_FIELDS.every((field) => typeof row[field] === 'number'))).toBe(true);
    expect(phone.length).toBeGreaterThan(200);
    expect(phone.length).toBeLessThan(300);
    expect(phone.filter(({ date }) => date === TODAY)).toHaveLength(1);
  });

  it('say what counted', () => {
    const own = { is_tracker: true, deviceid: known[3], hash_deviceid: known[3], model: 'ScanWatch 2', modelid: 94 };
    const others = { is_tracker: false, deviceid: null, hash_deviceid: null };

    expect(watch.every((row) => Object.entries(own).every(([key, value]) => row[key] === value))).toBe(true);
    for (const row of [...phone, ...(ben.activities ?? [])]) {
      expect(row).toMatchObject(others);
      expect(row).not.toHaveProperty('hr_average');
    }
  });

  it('add up, and are partial today', () => {
    for (const row of activities) {
      expect(row.active).toBe(Number(row.moderate) + Number(row.intense));
      expect(Number(row.totalcalories)).toBeGreaterThan(Number(row.calories));
    }
    const steps = (row: ActivityRow | undefined) => Number(row?.steps);
    const average = watch.reduce((sum, row) => sum + steps(row), 0) / watch.length;
    expect(average).toBeGreaterThan(6000);
    expect(steps(watch.at(-1))).toBeGreaterThan(0);
    expect(steps(watch.at(-1))).toBeLessThan(average * 0.7);
  });

  it('are all that Ben has, from his phone', () => {
    expect(ben.activities).toHaveLength(730);
    expect(new Set(ben.activities?.map(({ model, brand }) => `${model} ${brand}`))).toEqual(
      new Set(['GoogleFit tracker 18']),
    );
    expect([ben.sleeps, ben.workouts, ben.ecgs, ben.intraday, ben.nights]).toEqual(Array(5).fill(undefined));
  });
});

describe('workouts, ECGs and the last day', () => {
  it('are two or three workouts a week of the usual kinds', () => {
    const weeks = new Map<number, number>();
    for (const { enddate } of workouts) {
      const week = Math.floor((NOW / 1000 - enddate) / (7 * 86_400));
      weeks.set(week, (weeks.get(week) ?? 0) + 1);
    }

    expect(weeks.size).toBe(105);
    // The oldest week is not a whole one.
    weeks.delete(104);
    expect(new Set(weeks.values())).toEqual(new Set([2, 3]));
    expect(new Set(workouts.map(({ category }) => category))).toEqual(new Set([1, 2, 6, 7, 272, 9999]));
    expect(workouts.every(({ date, startdate }) => date === AMSTERDAM.dateOf(startdate))).toBe(true);
    expect(new Set(workouts.flatMap(({ data }) => Object.keys(data)))).toEqual(new Set(WORKOUT_FIELDS));
  });

  it('have laps in the water and a way on land, a multi-sport, and one without a heart rate', () => {
    const swims = workouts.filter(({ category }) => category === 7);
    const silent = workouts.filter(({ data }) => data.hr_average === 0);

    expect(swims.every(({ data }) => Number(data.pool_laps) > 0 && data.steps === undefined)).toBe(true);
    expect(workouts.filter(({ category }) => category === 272)).toMatchObject([{ data: {} }]);
    expect(silent).toMatchObject([{ model: 1055, deviceid: null, data: { hr_max: 0, spo2_average: null } }]);
    expect(workouts.filter(({ category }) => category === 9999)).toHaveLength(1);
  });

  it('are an ECG every two weeks, the same as in the measure groups', () => {
    const groups = anna.measuregrps.filter(({ measures }) => measures.some(({ type }) => type === 130));

    expect(ecgs.map(({ timestamp }) => timestamp)).toEqual(groups.map(({ date }) => date).reverse());
    expect(ecgs.length).toBe(52);
    expect(new Set(ecgs.map(({ ecg }) => ecg?.afib))).toEqual(new Set([0, 2]));
    expect(new Set(ecgs.map(({ model }) => model))).toEqual(new Set([94]));
  });

  it('are a day in steps of ten minutes', () => {
    const times = intraday.map(({ timestamp }) => timestamp);

    expect(times).toHaveLength(144);
    expect(times.every((time, index) => time === (times[0] ?? 0) + index * 600 && time < NOW / 1000)).toBe(true);
  });
});

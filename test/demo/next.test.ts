import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/demo/cloud.js';
import { demoPeople, nextActivity, nextEcg, nextWorkout } from '../../src/demo/invented-people.js';
import { nextNight } from '../cloud/next-night.js';
import { person } from './helpers.js';

const NOW = Date.UTC(2026, 9, 1, 9, 30);
const TOMORROW = NOW + 86_400_000;
const SECONDS = NOW / 1000;

function people() {
  const [anna, ben] = demoPeople(NOW) as [Person, Person];
  return { anna, ben, nobody: person(5, 'Nobody') };
}

it.each([nextActivity, nextNight, nextWorkout, nextEcg])('$name gives the same for the same time', (next) => {
  const [one, two] = [people(), people()];

  expect(next(one.anna, NOW)).toEqual(next(two.anna, NOW));
  expect(next(one.nobody, NOW)).toEqual(next(two.nobody, NOW));
  expect(one).toEqual(two);
});

describe('nextActivity', () => {
  it('raises the row that the watch has for today', () => {
    const { anna } = people();
    const rows = anna.activities ?? [];
    const before = structuredClone(rows);

    const row = nextActivity(anna, NOW);

    const old = before.find(({ date, brand }) => date === '2026-10-01' && brand === 1);
    expect(rows.map((one) => one.date)).toEqual(before.map((one) => one.date));
    expect(rows.filter((one, index) => one.modified !== before[index]?.modified)).toEqual([row]);
    expect(row).toMatchObject({ date: '2026-10-01', brand: 1, modified: SECONDS, hr_average: old?.hr_average });
    for (const field of ['steps', 'distance', 'soft', 'calories', 'totalcalories', 'hr_zone_0'] as const) {
      expect(Number(row[field])).toBeGreaterThan(Number(old?.[field]));
    }
    expect(row.active).toBe(Number(row.moderate) + Number(row.intense));
  });

  it('begins a new day, in the zone of the person, with what counted last', () => {
    const { anna, ben } = people();
    const late = Date.UTC(2026, 9, 1, 22, 10);

    const [own, phone] = [nextActivity(anna, late), nextActivity(ben, late)];

    expect(own).toMatchObject({ date: '2026-10-02', brand: 1, is_tracker: true, model: 'ScanWatch 2', hr_min: 52 });
    expect(own.steps).toBeLessThanOrEqual(40);
    expect(phone).toMatchObject({ date: '2026-10-02', brand: 18, hash_deviceid: null, model: 'GoogleFit tracker' });
    expect(phone).not.toHaveProperty('hr_average');
    expect(nextActivity(anna, late + 60_000)).toBe(own);
  });

  it('begins with a phone where there was nothing', () => {
    const { nobody } = people();

    expect(nextActivity(nobody, NOW)).toMatchObject({ date: '2026-10-01', brand: 18, is_tracker: false, intense: 0 });
    expect(nobody.activities).toHaveLength(1);
  });
});

describe('nextNight', () => {
  it('appends a night of the same device, with its course', () => {
    const { anna } = people();
    const [count, last] = [anna.sleeps?.length ?? 0, anna.sleeps?.at(-1)];

    const row = nextNight(anna, TOMORROW);

    expect(anna.sleeps).toHaveLength(count + 1);
    expect(row).toMatchObject({ date: '2026-10-02', hash_deviceid: last?.hash_deviceid, model: 32, model_id: 63 });
    expect(row).toMatchObject({ enddate: TOMORROW / 1000, created: TOMORROW / 1000, modified: TOMORROW / 1000 });
    expect(row.id).toBe((last?.id ?? 0) + 1);
    expect(anna.nights?.at(-1)?.enddate).toBe(row.enddate);
  });

  it('revises the night that the day has already', () => {
    const { anna } = people();
    const last = structuredClone(anna.sleeps?.at(-1));
    const count = anna.sleeps?.length;

    const row = nextNight(anna, NOW);

    expect(anna.sleeps).toHaveLength(count ?? 0);
    const { id, startdate, enddate, created } = last ?? {};
    expect(row).toMatchObject({ id, startdate, enddate, created, modified: SECONDS });
    expect(row.data).not.toEqual(last?.data);
    expect(anna.nights?.filter((one) => one.startdate === startdate)).toHaveLength(1);
  });

  it('begins with a mat where there was nothing', () => {
    const { nobody } = people();

    expect(nextNight(nobody, NOW)).toMatchObject({ id: 1, model: 32, hash_deviceid: null, date: '2026-10-01' });
    expect(nobody.sleeps).toHaveLength(1);
  });
});

describe('nextWorkout', () => {
  it('appends one that has just ended, of the same device', () => {
    const { anna } = people();
    const last = anna.workouts?.at(-1);

    const row = nextWorkout(anna, NOW);

    expect(anna.workouts?.at(-1)).toBe(row);
    expect(row).toMatchObject({ id: (last?.id ?? 0) + 1, enddate: SECONDS, modified: SECONDS, date: '2026-10-01' });
    expect(row).toMatchObject({ model: 94, deviceid: last?.deviceid });
    expect(Number(row.data.hr_average)).toBeGreaterThan(60);
  });

  it('begins with a phone where there was nothing', () => {
    const { nobody } = people();

    expect(nextWorkout(nobody, NOW)).toMatchObject({ id: 1, model: 1055, deviceid: null, data: { hr_average: 0 } });
  });
});

describe('nextEcg', () => {
  it('appends one, and its measures, of the same watch', () => {
    const { anna } = people();
    const [last, groups] = [anna.ecgs?.at(-1), anna.measuregrps.length];

    const row = nextEcg(anna, NOW);

    expect(anna.ecgs?.at(-1)).toBe(row);
    expect(row).toMatchObject({ timestamp: SECONDS, modified: SECONDS, model: 94, deviceid: last?.deviceid });
    expect(row.ecg?.signalid).toBe((last?.ecg?.signalid ?? 0) + 1);
    expect(anna.measuregrps).toHaveLength(groups + 1);
    const group = anna.measuregrps.at(-1);
    expect(group).toMatchObject({ date: SECONDS, modelid: 94, deviceid: last?.deviceid });
    expect(group?.measures.find(({ type }) => type === 11)?.value).toBe(row.heart_rate);
    expect(new Set(anna.measuregrps.map(({ grpid }) => grpid)).size).toBe(groups + 1);
  });

  it('makes no measures for a person who has none of an ECG', () => {
    const { nobody } = people();

    expect(nextEcg(nobody, NOW)).toMatchObject({ model: 94, deviceid: null, ecg: { signalid: 1 } });
    expect(nobody.measuregrps).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { measures } from '../../src/feeds/measures.js';
import { createWorld, SITES, type World } from './cloud.js';
import { DAY, NOW, rulesOf, valuesOf } from './samples.js';

type Measures = Readonly<Record<number, number>>;

const group = (grpid: number, date: number, measures: Measures, more: object = {}) => ({
  grpid,
  attrib: 0,
  date,
  created: date + 10,
  modified: date + 10,
  category: 1,
  ...more,
  measures: Object.entries(measures).map(([type, value]) => ({ type: Number(type), value, unit: -2 })),
});

const OLD = group(1, NOW - 9 * DAY, { 1: 7100, 4: 170, 11: 5800 });
/** What a scale sends of one weigh-in. */
const ONE_TIME = [
  group(11, NOW - 600, { 1: 7225, 5: 5780, 6: 2000, 8: 1445 }),
  group(12, NOW - 600, { 167: 8000 }, { attrib: 15 }),
  group(13, NOW - 600, { 11: 6100 }, { attrib: 8 }),
];
const PRESSURE = group(14, NOW - 60, { 9: 7800, 10: 12_100 });

function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

async function synced(...rows: readonly object[]): Promise<World> {
  const world = createWorld([measures], {}, {}, {}, rulesOf([1, 10]));
  const answer = async (...list: readonly object[]) => {
    world.cloud.answers[SITES.measures] = { measuregrps: list, more: 0, timezone: 'Europe/Berlin', updatetime: NOW };
    await world.round();
  };
  await answer(OLD);
  await answer(OLD, ...rows);
  return world;
}

describe('groups of one time', () => {
  it('say the same in all six orders: each metric, and what follows from them', async () => {
    const told = new Set<string>();
    for (const rows of orders(ONE_TIME)) {
      const { sync } = await synced(...rows);
      const state = sync.state();
      expect(valuesOf(state)).toMatchObject({
        weight: 72.25,
        fat_free_mass: 57.8,
        fat_ratio: 20,
        fat_mass: 14.45,
        nerve_health_score_feet: 80,
        heart_pulse: 61,
        height: 1.7,
        bmi: 25,
        last_measurement: NOW - 600,
      });
      const groups = ['weight', 'nerve_health_score_feet', 'heart_pulse'].map((key) => state.readings[key]?.groupId);
      expect(groups).toEqual(['11', '12', '13']);
      told.add(JSON.stringify(state.outbox));
    }

    expect(told.size).toBe(1);
    expect(JSON.parse([...told][0]!)).toHaveLength(3);
  });

  it('stay what they are when a newer group knows nothing but a blood pressure', async () => {
    for (const rows of orders([...ONE_TIME, PRESSURE]).slice(0, 24)) {
      const { sync } = await synced(...rows);
      expect(valuesOf(sync.state())).toMatchObject({
        weight: 72.25,
        bmi: 25,
        heart_pulse: 61,
        systolic_blood_pressure: 121,
        diastolic_blood_pressure: 78,
        last_measurement: NOW - 60,
      });
      expect(sync.state().readings.bmi?.takenAt).toBe(NOW - 600);
    }
  });
});

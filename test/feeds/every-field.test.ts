import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { devices } from '../../src/feeds/devices.js';
import { ecgs } from '../../src/feeds/ecgs.js';
import type { FetchedFeed } from '../../src/feeds/feed.js';
import { goals } from '../../src/feeds/goals.js';
import { sleep } from '../../src/feeds/sleep.js';
import { workouts } from '../../src/feeds/workouts.js';
import type { FieldMetric } from '../../src/metrics/catalogue/field.js';
import { accountMetric, deviceMetric } from '../../src/metrics/catalogue/index.js';
import { SLEEP_FIELDS_LEFT_OUT } from '../../src/metrics/catalogue/sleep.js';
import type { Reading } from '../../src/metrics/reading.js';
import api from '../fixtures/api-fields.json' with { type: 'json' };
import { type Answers, at, createWorld, SITES, type World } from './cloud.js';
import { ACTIVITY, DEVICE, ECG, GOALS, NAP, SLEEP, type Table, WORKOUT } from './every-field.js';
import { dayRow, ecgRow, page, sleepRow, workoutRow } from './rows.js';

const TODAY = '2026-03-01';
const WORDS: Readonly<Record<string, string>> = { core_body_temperature_status: 'elevated' };

/** Every field another number, by its place in the list; all of them can be told apart in any unit. */
function numbered(fields: readonly string[], start: number): Record<string, number | string> {
  return Object.fromEntries(fields.map((field, index) => [field, WORDS[field] ?? start + index * 7]));
}

async function synced(feed: FetchedFeed, answers: Answers): Promise<World> {
  const world = createWorld([feed], answers);
  await world.round();
  expect(world.errors).toEqual([]);
  return world;
}

/** What a table says of fields, and what has become of them: the value and the unit of each metric. */
function shown(readings: Readonly<Record<string, Reading>>) {
  return Object.fromEntries(Object.values(readings).map(({ metric, value, unit }) => [metric, [value, unit]]));
}

function expected(table: Table, data: Readonly<Record<string, number | string>>) {
  return Object.fromEntries(
    Object.entries(table).map(([field, [metric, unit, per = 1]]) => {
      const raw = data[field];
      if (raw === undefined) throw new Error(`the answer has no ${field}`);
      return [metric, [typeof raw === 'number' ? Number((raw / per).toFixed(4)) : raw, unit]];
    }),
  );
}

function unmapped(fields: readonly string[], table: Table, leftOut: Readonly<Record<string, string>> = {}): string[] {
  return fields.filter((field) => !(field in table) && !leftOut[field]);
}

function fieldsAsked({ cloud }: World): string[] {
  return String(cloud.requests[0]?.params.data_fields).split(',');
}

describe('getactivity', () => {
  const data = numbered(api.activity_fields, 1001);

  it('has a metric for each of its 16 fields', async () => {
    expect(api.activity_fields).toHaveLength(16);
    expect(unmapped(api.activity_fields, ACTIVITY)).toEqual([]);

    const world = await synced(activity, {
      [SITES.activity]: page('activities', dayRow(TODAY, 0, data)),
    });

    expect(shown(world.sync.state().readings)).toEqual(expected(ACTIVITY, data));
    expect(fieldsAsked(world).toSorted()).toEqual(api.activity_fields.toSorted());
  });
});

describe('sleep getsummary', () => {
  const data = numbered(api.sleep_summary_fields, 2001);
  const start = at('2026-02-28T22:00:00Z');
  const end = at('2026-03-01T05:00:00Z');
  const row = (more: object) => ({ ...sleepRow(1, '2026-02-28T22:00:00Z', '2026-03-01T05:00:00Z'), ...more });

  it('has a metric for each of its 46 fields, but for those that are left out with a reason', async () => {
    expect(api.sleep_summary_fields).toHaveLength(46);
    expect(unmapped(api.sleep_summary_fields, SLEEP, SLEEP_FIELDS_LEFT_OUT)).toEqual([]);

    const world = await synced(sleep, { [SITES.sleep]: page('series', row({ data })) });

    const times = { startdate: start, enddate: end };
    expect(shown(world.sync.state().readings)).toEqual(expected(SLEEP, { ...data, ...times }));
    const wanted = api.sleep_summary_fields.filter((field) => !(field in SLEEP_FIELDS_LEFT_OUT));
    expect(fieldsAsked(world).toSorted()).toEqual(wanted.toSorted());
  });

  it('leaves out no field that has a metric', () => {
    expect(Object.keys(SLEEP_FIELDS_LEFT_OUT).filter((field) => field in SLEEP)).toEqual([]);
    expect(Object.keys(SLEEP_FIELDS_LEFT_OUT).filter((field) => !api.sleep_summary_fields.includes(field))).toEqual([]);
  });

  it('has metrics of a nap', async () => {
    const nap = sleepRow(2, '2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z', { data: { total_sleep_time: 2220 } });

    const world = await synced(sleep, { [SITES.sleep]: page('series', nap) });

    expect(shown(world.sync.state().readings)).toEqual(
      expected(NAP, { total_sleep_time: 2220, startdate: at('2026-03-01T12:00:00Z') }),
    );
  });
});

describe('getworkouts', () => {
  const data = numbered(api.workout_fields, 3001);

  it('has a metric for each of its 25 fields, and for its kind and times', async () => {
    expect(api.workout_fields).toHaveLength(25);
    expect(unmapped(api.workout_fields, WORKOUT)).toEqual([]);
    const row = workoutRow(1, '2026-02-28T10:00:00Z', { data, category: 272 });

    const world = await synced(workouts, { [SITES.workouts]: page('series', row) });

    const ofTheRow = { category: 'multi_sport', startdate: row.startdate, enddate: row.enddate, duration: 1800 };
    expect(shown(world.sync.state().readings)).toEqual(expected(WORKOUT, { ...data, ...ofTheRow }));
    expect(fieldsAsked(world).toSorted()).toEqual(api.workout_fields.toSorted());
  });
});

describe('heart list, getgoals and getdevice', () => {
  it('have a metric for each thing they tell', async () => {
    const ecg = ecgRow(9, '2026-02-27T10:00:00Z', { ecg: { signalid: 9, afib: 2 }, heart_rate: 71 });
    const ecgsWorld = await synced(ecgs, { [SITES.ecgs]: page('series', ecg) });
    const goalsWorld = await synced(goals, {
      [SITES.goals]: { goals: { steps: 8001, sleep: 27_001, weight: { value: 70_503, unit: -3 } } },
    });
    const devicesWorld = await synced(devices, {
      [SITES.devices]: {
        devices: [{ hash_deviceid: 'f00d', model: 'Body+', battery: 'low', last_session_date: 4001 }],
      },
    });

    expect(shown(ecgsWorld.sync.state().readings)).toEqual(
      expected(ECG, { afib: 'inconclusive', heart_rate: 71, timestamp: ecg.timestamp }),
    );
    expect(shown(goalsWorld.sync.state().readings)).toEqual(
      expected(GOALS, { steps: 8001, sleep: 27_001, weight: 70.503 }),
    );
    expect(shown(devicesWorld.sync.state().devices.f00d!.readings)).toEqual(
      expected(DEVICE, { battery: 'low', last_session_date: 4001 }),
    );
  });
});

describe('the catalogue', () => {
  const tables: readonly (readonly [string, Table])[] = [
    ['getactivity', ACTIVITY],
    ['getsummary', SLEEP],
    ['getsummary', NAP],
    ['getworkouts', WORKOUT],
    ['heart', ECG],
    ['getgoals', GOALS],
  ];

  it.each(tables)('names the field of %s that each metric comes from', (action, table) => {
    for (const [field, [key, unit]] of Object.entries(table)) {
      const metric = accountMetric(key) as FieldMetric | undefined;
      expect([key, metric?.source, metric?.unit]).toEqual([key, `${action}/${field}`, unit]);
    }
  });

  it('names the field of getdevice that each metric comes from', () => {
    for (const [field, [key]] of Object.entries(DEVICE)) {
      expect(deviceMetric(key)?.source).toBe(`getdevice/${field}`);
    }
  });
});

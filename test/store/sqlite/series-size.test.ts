import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type CurveStatistic, curveValues } from '../../../src/statistics/curve-statistics.js';
import { EMPTY_PERSON } from '../../../src/store/person-state.js';
import type { DaySeries, SeriesChange } from '../../../src/store/series.js';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';
import type { Point } from '../../../src/withings/timed.js';

const DAY = 86_400;
/** 100,000 a year, about. */
const POINTS_A_DAY = 274;
const MOST_BYTES_A_YEAR = 1_600_000;

function dayOf(index: number): DaySeries {
  const start = 1_772_319_600 + index * DAY;
  const heartRate = Array.from({ length: POINTS_A_DAY }, (_, number): Point => {
    const uneven = (number * 7919 + index * 104_729) % 61;
    return [start + Math.floor((number * DAY) / POINTS_A_DAY) + uneven, 50 + ((number * 31 + index) % 90)];
  });
  return {
    kind: 'day',
    id: `day-${index}`,
    start,
    end: start + DAY,
    device: 'watch',
    fields: { heart_rate: heartRate },
  };
}

async function open() {
  const dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const store = openSqliteStore({ dataDir, onDamaged: () => {}, clock: () => 0, sleep: async () => {} });
  await store.lease.acquire({ host: 'box', pid: 1, since: 0 });
  await store.people.put('7', 'anna');
  const size = (name: string) => statSync(join(dataDir, name)).size;
  const keep = (put: readonly DaySeries[], within?: SeriesChange['within']) =>
    store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, [
      { feed: 'intraday', put: [], series: [{ kind: 'day', put, ...(within && { within }) }] },
    ]);
  return { store, keep, file: () => size('withings2mqtt.db'), log: () => size('withings2mqtt.db-wal') };
}

async function sizeWith(put: readonly DaySeries[]): Promise<number> {
  const { store, keep, file } = await open();
  await keep(put);
  await store.close();
  return file();
}

it('keeps 100,000 points of a year in a megabyte and a half', async () => {
  const year = Array.from({ length: 365 }, (_, index) => dayOf(index));

  const bytes = (await sizeWith(year)) - (await sizeWith([]));

  expect(bytes).toBeLessThan(MOST_BYTES_A_YEAR);
});

it('keeps ten years with 100,000 points each: a year of them is read alone, and six hours of today are one small write', async () => {
  const { store, keep, file, log } = await open();
  const days = Array.from({ length: 3650 }, (_, index) => dayOf(index));
  for (let year = 0; year < 10; year++) await keep(days.slice(year * 365, (year + 1) * 365));
  const heart: CurveStatistic = {
    ...{ kind: 'day', field: 'heart_rate', isOwn: false, store: (value) => value },
    metadata: { statisticId: 'sensor.heart_rate', name: 'Heart rate', unit: 'bpm', unitClass: null, kind: 'mean' },
  };
  const [start, end] = [days[4 * 365]!.start, days[5 * 365]!.start];

  const values = await curveValues({ userId: '7', displayName: 'Anna', series: store.series }, heart, {
    from: '',
    to: '',
    start,
    end,
  });
  const heads = await store.series.list('7', 'day', days[0]!.start, days.at(-1)!.end);

  expect(values).toHaveLength(365 * POINTS_A_DAY);
  expect(values.every(({ time }) => time >= start && time < end)).toBe(true);
  expect([heads.length, 'fields' in heads[0]!]).toEqual([3650, false]);
  const before = log();
  const today = days.at(-1)!;
  const last: DaySeries = { ...today, fields: { heart_rate: [[today.end - 60, 77]] } };
  await keep([last], { from: today.end - 6 * 3600, to: today.end });
  const points = (await store.series.get('7', 'day', today.id)) as DaySeries;
  expect(points.fields.heart_rate?.filter(([time]) => time >= today.end - 6 * 3600)).toEqual([[today.end - 60, 77]]);
  expect(points.fields.heart_rate!.length).toBeGreaterThan(POINTS_A_DAY / 2);
  expect(log() - before).toBeLessThan(64 * 1024);
  await store.close();
  expect(file()).toBeLessThan(10.5 * MOST_BYTES_A_YEAR);
}, 60_000);

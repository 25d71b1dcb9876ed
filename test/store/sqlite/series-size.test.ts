import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { EMPTY_PERSON } from '../../../src/store/person-state.js';
import type { DaySeries } from '../../../src/store/series.js';
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

async function sizeWith(put: readonly DaySeries[]): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const store = openSqliteStore({ dataDir, onDamaged: () => {}, clock: () => 0, sleep: async () => {} });
  await store.lease.acquire({ host: 'box', pid: 1, since: 0 });
  await store.people.put('7', 'anna');
  const change = { feed: 'intraday', put: [], series: [{ kind: 'day', put } as const] };
  await store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, [change]);
  await store.close();
  return statSync(join(dataDir, 'withings2mqtt.db')).size;
}

it('keeps 100,000 points of a year in a megabyte and a half', async () => {
  const year = Array.from({ length: 365 }, (_, index) => dayOf(index));

  const bytes = (await sizeWith(year)) - (await sizeWith([]));

  expect(bytes).toBeLessThan(MOST_BYTES_A_YEAR);
});

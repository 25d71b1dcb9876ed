import { describe, expect, it } from 'vitest';
import { sleep } from '../../src/feeds/sleep.js';
import { createTrendWorld } from '../bridge/trend-world.js';
import { at, news, SITES } from './cloud.js';
import { page, sleepRow } from './rows.js';
import { LAST_NIGHT, shown, synced, value } from './sleeper.js';

const FIRST = sleepRow(21, '2026-02-28T21:10:00Z', '2026-03-01T01:05:00Z');
const SECOND = sleepRow(22, '2026-03-01T02:20:00Z', '2026-03-01T05:50:00Z');
const NIGHT_TIME = at('2026-03-01T01:10:00Z');
const MORNING = at('2026-03-01T06:00:00Z');

describe('a night whose parts come one after the other', () => {
  it('is told of once, and corrected', async () => {
    const { answer } = await synced(LAST_NIGHT);
    const before = await answer(NIGHT_TIME, LAST_NIGHT, FIRST);
    expect([value(before, 'sleep_end'), news(before)]).toEqual([FIRST.enddate, ['sleep 21']]);

    const state = await answer(MORNING, LAST_NIGHT, FIRST, SECOND);

    expect([value(state, 'sleep_start'), value(state, 'sleep_end')]).toEqual([FIRST.startdate, SECOND.enddate]);
    expect(value(state, 'sleep_total')).toBe(6.4167);
    expect(shown(state)).toEqual({ night: '21', nap: null });
    expect(news(await answer(MORNING + 600, LAST_NIGHT, FIRST, SECOND))).toEqual(['sleep 21']);
  });

  it('is told of once, also when the second part comes first', async () => {
    const { answer } = await synced(LAST_NIGHT);
    await answer(MORNING, LAST_NIGHT, SECOND);

    expect(news(await answer(MORNING + 600, LAST_NIGHT, SECOND, { ...FIRST, created: MORNING }))).toEqual(['sleep 22']);
  });

  it('is told of once when a part is new that is longer than all before it', async () => {
    const { answer } = await synced(LAST_NIGHT);
    await answer(NIGHT_TIME, LAST_NIGHT, FIRST);
    const long = sleepRow(22, '2026-03-01T02:20:00Z', '2026-03-01T09:50:00Z');

    const state = await answer(at('2026-03-01T10:00:00Z'), LAST_NIGHT, FIRST, long);

    expect([news(state), shown(state).night]).toEqual([['sleep 21'], '22']);
  });

  it('is told of once, as a whole, when all come together', async () => {
    const { answer } = await synced(LAST_NIGHT);
    const echo = { ...sleepRow(31, '2026-02-28T21:30:00Z', '2026-03-01T01:00:00Z'), hash_deviceid: 'watch' };
    const rows = [FIRST, SECOND, echo].map((row) => ({ ...row, created: MORNING - 60 }));

    const state = await answer(MORNING, LAST_NIGHT, ...rows);

    expect(state.outbox).toMatchObject([
      { id: 'sleep/21', takenAt: SECOND.enddate, values: { sleep_start: FIRST.startdate, sleep_total: 6.4167 } },
    ]);
    expect(state.outbox).toHaveLength(1);
  });

  it('is told of to nobody when the first sync found its first part', async () => {
    const { answer } = await synced(LAST_NIGHT, FIRST);

    expect(news(await answer(MORNING, LAST_NIGHT, FIRST, SECOND))).toEqual([]);
  });

  it('is the night that it was before when a part is deleted', async () => {
    const { answer } = await synced(LAST_NIGHT, FIRST, SECOND);

    expect(value(await answer(MORNING + 600, LAST_NIGHT, FIRST), 'sleep_end')).toBe(FIRST.enddate);
    expect(value(await answer(MORNING + 1200, LAST_NIGHT), 'sleep_end')).toBe(LAST_NIGHT.enddate);
  });

  it('leaves the nap after it a nap, which is told of', async () => {
    const { answer } = await synced(LAST_NIGHT, FIRST, SECOND);
    const nap = sleepRow(23, '2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z');

    const state = await answer(at('2026-03-01T13:10:00Z'), LAST_NIGHT, FIRST, SECOND, nap);

    expect([news(state), shown(state)]).toEqual([['nap 23'], { night: '21', nap: '23' }]);
  });
});

describe('sleep_total_average_7d', () => {
  it('counts all parts of a night', async () => {
    const before = [1, 2].map((days) => {
      const day = (offset: number) => new Date(Date.UTC(2026, 1, 28 - days + offset)).toISOString().slice(0, 10);
      return sleepRow(days, `${day(0)}T22:00:00Z`, `${day(1)}T05:00:00Z`);
    });

    const world = await createTrendWorld([sleep], { [SITES.sleep]: page('series', ...before, FIRST, SECOND) });

    expect(value(await world.round(MORNING), 'sleep_total_average_7d')).toBe(6.4722);
  });
});

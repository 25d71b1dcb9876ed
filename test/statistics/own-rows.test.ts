import { describe, expect, it } from 'vitest';
import { dayAt } from '../../src/feeds/day.js';
import { findOwn } from '../../src/statistics/own-rows.js';
import type { Period, Recorder, StatisticMetadata, StoredRow } from '../../src/statistics/recorder.js';
import type { StatisticSpan } from '../../src/store/store.js';
import { at } from '../feeds/cloud.js';
import { emptyStatistic, type FakeRow, query } from './fake-statistics.js';

const NOW = at('2026-11-24T12:20:00Z');
const ZONE = 'Europe/Amsterdam';
const dateBegun = async (midnight: number) => dayAt(midnight, ZONE).date;

const about = (kind: 'mean' | 'sum') => ({ unit: 'kg', unitClass: 'mass', kind });
const metadata = (kind: 'mean' | 'sum'): StatisticMetadata => ({ ...about(kind), statisticId: 'sensor.x' });

/** Rows of hours and of five minutes, by ISO time. */
function setUp(kind: 'mean' | 'sum', hours: Record<string, FakeRow>, fiveMinutes: Record<string, FakeRow> = {}) {
  const statistic = emptyStatistic(about(kind));
  for (const [time, row] of Object.entries(hours)) statistic.hours.set(at(time), row);
  for (const [time, row] of Object.entries(fiveMinutes)) statistic.fiveMinutes.set(at(time), row);
  const periods: Period[] = [];
  const rows: Recorder['rows'] = async (_, start, end, period = 'hour') => {
    periods.push(period);
    const types = kind === 'mean' ? ['mean', 'min', 'max'] : ['state', 'sum', 'last_reset'];
    return query(statistic, { start, end, period, types, unit: 'kg' }).map(
      (row) =>
        ({
          start: Number(row.start) / 1e3,
          mean: row.mean ?? undefined,
          state: row.state ?? undefined,
          sum: row.sum ?? undefined,
          lastReset: typeof row.last_reset === 'number' ? row.last_reset / 1e3 : undefined,
        }) as StoredRow,
    );
  };
  const find = (span?: StatisticSpan, now = NOW) => {
    const first = span && statistic.hours.get(span.since);
    const known = span && { span, hasRow: first?.mean !== undefined || first?.sum !== undefined };
    return findOwn({ recorder: { rows } as Recorder, now, dateBegun }, metadata(kind), known);
  };
  return { find, periods };
}

describe('findOwn of a mean', () => {
  it('begins with the oldest row that has a value', async () => {
    const { find } = setUp('mean', {
      '2026-09-30T22:00:00Z': {},
      '2026-10-31T23:00:00Z': { mean: 70 },
      '2026-11-01T00:00:00Z': { mean: 70 },
    });

    expect(await find()).toEqual({ since: at('2026-10-31T23:00:00Z'), late: [] });
  });

  it('begins with this hour where there is none', async () => {
    expect(await setUp('mean', {}).find()).toEqual({ since: at('2026-11-24T12:00:00Z'), late: [] });
  });

  it('leaves the hour that has just ended to Home Assistant, which may be compiling it', async () => {
    const { find } = setUp('mean', {}, { '2026-11-24T11:55:00Z': { mean: 70 } });

    expect(await find(undefined, at('2026-11-24T12:00:05Z'))).toEqual({ since: at('2026-11-24T11:00:00Z'), late: [] });
  });

  it('stays with what an earlier run has found, without a look', async () => {
    const { find, periods } = setUp('mean', { '2026-11-20T10:00:00Z': { mean: 70 } });
    const known = { since: at('2026-11-20T10:00:00Z'), late: [at('2026-11-21T10:00:00Z')] };

    expect(await find(known)).toEqual(known);
    expect(periods).toEqual([]);
  });

  it('stays with it also when Home Assistant had nothing then, as long as there are rows of ours', async () => {
    const { find } = setUp('mean', { '2026-10-01T10:00:00Z': { mean: 70 } });
    const known = { since: at('2026-11-20T10:00:00Z'), late: [at('2026-11-21T10:00:00Z')] };

    expect(await find(known)).toEqual(known);
  });

  it('begins later when all that was there is lost, whatever came late before', async () => {
    const { find } = setUp('mean', { '2026-11-23T10:00:00Z': { mean: 70 } });
    const known = { since: at('2026-11-20T10:00:00Z'), late: [at('2026-11-21T10:00:00Z')] };

    expect(await find(known)).toEqual({ since: at('2026-11-23T10:00:00Z'), late: [] });
    expect(await setUp('mean', {}).find(known)).toEqual({ since: at('2026-11-24T12:00:00Z'), late: [] });
  });

  it('does not take an hour that came late for its own', async () => {
    const { find } = setUp('mean', {
      '2026-11-21T10:00:00Z': { mean: 70 },
      '2026-11-22T10:00:00Z': { mean: 70 },
      '2026-11-23T10:00:00Z': { mean: 70 },
    });
    const late = ['2026-11-21T10:00:00Z', '2026-11-23T10:00:00Z'].map(at);

    const own = await find({ since: at('2026-11-20T10:00:00Z'), late });

    expect(own).toEqual({ since: at('2026-11-22T10:00:00Z'), late: [at('2026-11-23T10:00:00Z')] });
  });
});

describe('findOwn of a total', () => {
  it('knows what its sums start from, and the first day that is in them', async () => {
    const { find } = setUp('sum', {
      '2026-11-20T09:00:00Z': { state: 5000, sum: 800, lastReset: at('2026-11-19T23:00:00Z') },
      '2026-11-20T10:00:00Z': { state: 6000, sum: 1800, lastReset: at('2026-11-19T23:00:00Z') },
    });

    expect(await find()).toEqual({
      since: at('2026-11-20T09:00:00Z'),
      late: [],
      base: { sum: -4200, firstDay: '2026-11-20' },
    });
  });

  it('takes the day of the row where the row does not say when it began', async () => {
    const { find } = setUp('sum', { '2026-11-20T23:00:00Z': { state: 0, sum: 0 } });

    expect((await find()).base).toEqual({ sum: 0, firstDay: '2026-11-21' });
  });

  it('looks at the rows of five minutes before there is one of an hour', async () => {
    const lastReset = at('2026-11-23T23:00:00Z');
    const { find } = setUp('sum', {}, { '2026-11-24T12:10:00Z': { state: 4000, sum: 0, lastReset } });

    expect(await find()).toEqual({
      since: at('2026-11-24T12:00:00Z'),
      late: [],
      base: { sum: -4000, firstDay: '2026-11-24' },
    });
  });

  it('leaves the hour that has just ended to Home Assistant, which may be compiling it', async () => {
    const { find } = setUp('sum', {}, { '2026-11-24T11:55:00Z': { state: 4000, sum: 0 } });

    const own = await find(undefined, at('2026-11-24T12:00:05Z'));

    expect(own).toMatchObject({ since: at('2026-11-24T11:00:00Z'), base: { sum: -4000 } });
  });

  it('has no base where nothing was counted', async () => {
    expect(await setUp('sum', {}).find()).toEqual({ since: at('2026-11-24T12:00:00Z'), late: [], base: undefined });
  });

  it('finds the base later, in what Home Assistant has counted since, not in our own rows', async () => {
    const { find } = setUp('sum', {
      '2026-11-20T21:00:00Z': { state: 9000, sum: -3000, lastReset: at('2026-11-19T23:00:00Z') },
      '2026-11-21T10:00:00Z': { state: 1500, sum: 500, lastReset: at('2026-11-20T23:00:00Z') },
    });
    const since = at('2026-11-21T09:00:00Z');

    expect(await find({ since, late: [] })).toEqual({
      since: at('2026-11-21T10:00:00Z'),
      late: [],
      base: { sum: -1000, firstDay: '2026-11-21' },
    });
  });

  it('finds it also when Home Assistant has begun to count months after our last row', async () => {
    const { find } = setUp(
      'sum',
      {
        '2026-05-03T21:00:00Z': { state: 9000, sum: -3000, lastReset: at('2026-05-02T22:00:00Z') },
        '2026-08-20T10:00:00Z': { state: 1500, sum: 500, lastReset: at('2026-08-19T22:00:00Z') },
        '2026-11-20T10:00:00Z': { state: 1000, sum: 90_000, lastReset: at('2026-11-19T23:00:00Z') },
      },
      { '2026-11-20T10:00:00Z': { state: 1000, sum: 90_000, lastReset: at('2026-11-19T23:00:00Z') } },
    );
    const since = at('2026-05-04T09:00:00Z');

    // The days between are nobody's yet, and so are ours.
    expect(await find({ since, late: [] })).toMatchObject({
      since: at('2026-08-20T10:00:00Z'),
      base: { sum: -1000, firstDay: '2026-08-20' },
    });
  });

  it('keeps a base that is known, without a look', async () => {
    const { find, periods } = setUp('sum', { '2026-11-20T10:00:00Z': { state: 1, sum: 1 } });
    const known = { since: at('2026-11-20T10:00:00Z'), late: [], base: { sum: -7, firstDay: '2026-11-01' } };

    expect(await find(known)).toEqual(known);
    expect(periods).toEqual([]);
  });

  it('finds another base when all that was there is lost', async () => {
    const known = { since: at('2026-11-20T10:00:00Z'), late: [], base: { sum: -7, firstDay: '2026-11-20' } };
    const lastReset = at('2026-11-22T23:00:00Z');
    const { find } = setUp('sum', { '2026-11-23T10:00:00Z': { state: 3000, sum: 0, lastReset } });

    expect(await find(known)).toEqual({
      since: at('2026-11-23T10:00:00Z'),
      late: [],
      base: { sum: -3000, firstDay: '2026-11-23' },
    });
    expect(await setUp('sum', {}).find(known)).toEqual({
      since: at('2026-11-24T12:00:00Z'),
      late: [],
      base: undefined,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { ecgs } from '../../src/feeds/ecgs.js';
import { at, createWorld, news, SITES } from './cloud.js';
import { ecgRow, page } from './rows.js';
import { valuesOf } from './samples.js';

const MORNING = ecgRow(5, '2026-02-28T08:00:00Z');
const EVENING = ecgRow(6, '2026-02-28T20:00:00Z', { ecg: { signalid: 6, afib: 1 }, heart_rate: 88 });
const NOW = at('2026-02-28T21:00:00Z');

async function synced(...rows: unknown[]) {
  const world = createWorld([ecgs], { [SITES.ecgs]: page('series', ...rows) });
  await world.round(NOW);
  expect(world.errors).toEqual([]);
  return world;
}

describe('the ECG feed', () => {
  it('shows the newest recording: its word, its rate, its time', async () => {
    const { sync } = await synced(EVENING, MORNING);

    expect(valuesOf(sync.state())).toEqual({
      ecg_afib: 'positive',
      ecg_heart_rate: 88,
      ecg_recorded: EVENING.timestamp,
    });
    expect(sync.state().readings.ecg_afib).toMatchObject({
      takenAt: EVENING.timestamp,
      groupId: '6',
      deviceId: 'watch',
      deviceModel: 'ScanWatch',
    });
  });

  it.each([
    [0, 'negative'],
    [1, 'positive'],
    [2, 'inconclusive'],
    ['1', 'positive'],
    [3, 'unknown'],
    [17, 'unknown'],
    [-1, 'unknown'],
    [null, undefined],
    ['odd', undefined],
  ])('says of classification %j: %s', async (afib, word) => {
    const { sync } = await synced({ ...EVENING, ecg: { signalid: 6, afib } });

    expect(valuesOf(sync.state()).ecg_afib).toBe(word);
    expect(valuesOf(sync.state()).ecg_heart_rate).toBe(88);
  });

  it.each([
    [{ grpid: 7, value: 91, date: 5, is_deleted: false }, 91],
    [{ value: '91' }, 91],
    [{ value: 91, is_deleted: true }, undefined],
    [{ value: null }, undefined],
    ['77', 77],
    [0, undefined],
    [-3, undefined],
    [null, undefined],
    [[91], undefined],
  ])('reads a heart rate of %j', async (rate, expected) => {
    const { sync } = await synced({ ...EVENING, heart_rate: rate });

    expect(valuesOf(sync.state()).ecg_heart_rate).toBe(expected);
  });

  it('leaves out what is no ECG: blood pressures, sounds', async () => {
    const { ecg: _, ...rest } = EVENING;
    const pressure = { ...rest, bloodpressure: { diastole: 80, systole: 120 } };
    const sound = { ...rest, stetho: { signalid: 8, vhd: 0 } };

    const { sync } = await synced(pressure, sound, { ...rest, ecg: null }, { ...rest, ecg: { afib: 1 } }, MORNING);

    expect(valuesOf(sync.state())).toMatchObject({ ecg_afib: 'negative', ecg_heart_rate: 65 });
    expect(sync.state().records?.ecgs).toHaveLength(1);
  });

  it("reads everything once, then the days of a window, in the account's zone", async () => {
    const { cloud, round } = await synced(MORNING);

    await round(NOW + 600);

    expect(cloud.requests.map(({ params }) => params)).toEqual([
      { offset: undefined },
      { startdate: at('2026-02-19T00:00:00+01:00'), enddate: at('2026-03-02T00:00:00+01:00'), offset: undefined },
    ]);
  });

  it('tells of a new one, once, and of none that is edited', async () => {
    const { cloud, round } = await synced(MORNING);
    cloud.answers[SITES.ecgs] = page('series', EVENING, MORNING);
    await round(NOW);
    await round(NOW + 600);
    cloud.answers[SITES.ecgs] = page(
      'series',
      { ...EVENING, modified: NOW + 700 },
      { ...MORNING, modified: NOW + 700 },
    );

    const state = await round(NOW + 1200);

    expect(news(state)).toEqual(['ecg 6']);
    expect(state.outbox).toMatchObject([
      {
        id: 'ecg/6',
        takenAt: EVENING.timestamp,
        values: { ecg_afib: 'positive', ecg_heart_rate: 88, ecg_recorded: EVENING.timestamp },
      },
    ]);
  });

  it('tells of one that came late, when the watch was away for days', async () => {
    const { cloud, round } = await synced(MORNING);
    cloud.answers[SITES.ecgs] = page('series', { ...EVENING, modified: NOW + 3 * 86_400 }, MORNING);
    await round(NOW + 2 * 86_400);

    expect(news(await round(NOW + 3 * 86_400 + 60))).toContain('ecg 6');
  });

  it('falls back to the one before when it is deleted', async () => {
    const { cloud, round } = await synced(MORNING, EVENING);
    cloud.answers[SITES.ecgs] = page('series', MORNING);

    expect(valuesOf(await round(NOW + 600)).ecg_afib).toBe('negative');
    cloud.answers[SITES.ecgs] = page('series');
    expect(valuesOf(await round(NOW + 1200)).ecg_afib).toBe('negative');
  });
});

import { describe, expect, it } from 'vitest';
import type { DaySeries, NightSeries, Series } from '../../src/store/series.js';
import type { SeriesStore } from '../../src/store/store.js';
import { ANNA } from '../demo/helpers.js';
import { at } from '../feeds/cloud.js';
import { entity, importWorld, NOW } from './importing.js';

const ASLEEP = `withings2mqtt:${ANNA}_sleep_heart_rate`;
const RMSSD = `withings2mqtt:${ANNA}_sleep_hrv_rmssd`;
const night = (date: string, fields: NightSeries['fields'], id = date): NightSeries => ({
  ...{ kind: 'night', id, start: at(`${date}T22:00:00Z`), end: at(`${date}T22:00:00Z`) + 7200, device: 'mat' },
  ...{ stages: [], fields },
});
const minutes = (from: string, ...values: readonly number[]) =>
  values.map((value, index) => [at(from) + index * 60, value] as const);

/** Anna's world with these curves in her store. */
async function withCurves(...all: Series[]) {
  const here = await importWorld();
  const series: SeriesStore = {
    list: async (_, kind, from, to) => all.filter((one) => one.kind === kind && one.start < to && one.end > from),
    get: async (_, kind, id) => all.find((one) => one.kind === kind && one.id === id),
  };
  const curves = { userId: String(ANNA), displayName: 'Anna', series };
  return { ...here, all, run: (more: object = {}) => here.run({ curves, ...more }) };
}

describe('the curves of nights', () => {
  it('go by the hour into statistics of their own, once, from all devices, without what was not measured', async () => {
    const { ha, run, kept } = await withCurves(
      night('2026-09-01', {
        hr: minutes('2026-09-01T22:58:00Z', 60, 62, 58, 56),
        rmssd: minutes('2026-09-01T22:10:00Z', 0, 40),
      }),
      night('2026-09-01', { hr: minutes('2026-09-01T22:30:00Z', 70) }, '2026-09-01/watch'),
    );

    const first = await run();
    const again = await run();

    expect(kept(ASLEEP)).toEqual(['2026-09-01T22:00Z 64', '2026-09-01T23:00Z 57']);
    expect(ha.statistic(ASLEEP).hours.get(at('2026-09-01T22:00:00Z'))).toMatchObject({ min: 60, max: 70 });
    expect(kept(RMSSD)).toEqual(['2026-09-01T22:00Z 40']);
    expect([ha.statistic(ASLEEP).unit, ha.nameOf(ASLEEP), ha.nameOf(RMSSD)]).toEqual([
      'bpm',
      'Anna heart rate asleep',
      'Anna HRV RMSSD asleep',
    ]);
    expect([first.rows.get(ASLEEP)?.length, again.count]).toEqual([2, 0]);
  });

  it('follow a night that has changed, or is none', async () => {
    const { run, kept, all } = await withCurves(
      night('2026-08-01', { hr: minutes('2026-08-01T22:30:00Z', 70) }),
      night('2026-09-01', { hr: minutes('2026-09-01T22:30:00Z', 70) }),
      night('2026-09-02', { hr: minutes('2026-09-02T22:30:00Z', 70) }),
    );
    await run();

    all.splice(1, 2, night('2026-09-02', { hr: minutes('2026-09-02T22:30:00Z', 66) }));
    await run();

    expect(kept(ASLEEP)).toEqual(['2026-08-01T22:00Z 70', '2026-09-02T22:00Z 66']);
  });

  it('are not written where only some metrics were asked for, nor the hour that is not over, nor dry', async () => {
    const { ha, run } = await withCurves(
      night('2026-10-01', { hr: [[NOW - 600, 60]] }, 'now'),
      night('2026-09-01', { hr: minutes('2026-09-01T22:30:00Z', 70) }),
    );

    await run({ metrics: new Set(['weight']) });
    const dry = await run({ dryRun: true });
    expect(ha.statistics.has(ASLEEP)).toBe(false);

    const { rows } = await run();
    expect([dry.rows.get(ASLEEP)?.length, rows.get(ASLEEP)?.length]).toEqual([1, 1]);
  });
});

describe('the curve of the day', () => {
  const day = (...points: (readonly [number, number])[]): DaySeries => ({
    ...{
      kind: 'day',
      id: '2026-09-30',
      start: at('2026-09-29T22:00:00Z'),
      end: at('2026-09-30T22:00:00Z'),
      device: 'watch',
    },
    fields: { heart_rate: points },
  });

  it('goes into the statistics of its entity, where Home Assistant has its own hours, too', async () => {
    const { ha, run, kept } = await withCurves(
      day(...minutes('2026-09-30T10:00:00Z', 60, 64), ...minutes('2026-09-30T11:00:00Z', 90)),
    );
    ha.entities.push(entity('heart_rate', { unit: 'bpm', unitClass: null }));
    const hours = ha.statistic('sensor.heart_rate').hours;
    hours.set(at('2026-09-30T11:00:00Z'), { mean: 80, min: 80, max: 80 });
    hours.set(at('2026-09-30T12:00:00Z'), { mean: 75, min: 75, max: 75 });

    await run();
    const again = await run();

    expect(kept('sensor.heart_rate')).toEqual(['2026-09-30T10:00Z 62', '2026-09-30T11:00Z 90', '2026-09-30T12:00Z 75']);
    expect(again.count).toBe(0);
  });
});

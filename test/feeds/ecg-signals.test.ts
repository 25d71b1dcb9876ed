import { describe, expect, it } from 'vitest';
import { ecgSignals } from '../../src/feeds/ecg-signals.js';
import { ecgs } from '../../src/feeds/ecgs.js';
import type { EcgSeries, SeriesChange } from '../../src/store/series.js';
import { InvalidParametersError, TransportError, WithingsError } from '../../src/withings/errors.js';
import { fetchAll } from '../bridge/person-sync-setup.js';
import { at, createWorld, SITES } from './cloud.js';
import { ecgRow, page } from './rows.js';

const NOW = at('2026-02-28T21:00:00Z');
const DAY = 86_400;
const CURVE = { signal: [5, -7, null, 9], sampling_frequency: 2, wearposition: 1, model: 93 };
/** One each week, the newest first. */
const WEEKLY = Array.from({ length: 120 }, (_, index) => {
  return ecgRow(1000 - index, new Date((NOW - DAY - index * 7 * DAY) * 1000).toISOString());
});
type Params = { readonly startdate?: number; readonly enddate?: number };
const within = (
  { startdate = 0, enddate = Number.POSITIVE_INFINITY }: Params,
  rows: readonly ReturnType<typeof ecgRow>[],
) => page('series', ...rows.filter(({ timestamp }) => timestamp >= startdate && timestamp <= enddate));

function setUp(rows: readonly ReturnType<typeof ecgRow>[], signal: unknown = CURVE) {
  const changes: SeriesChange[] = [];
  const shown = { rows };
  const world = createWorld(
    [ecgs, ecgSignals],
    { [SITES.ecgs]: (params: Params) => within(params, shown.rows), [SITES.ecg_signals]: signal },
    {},
    {
      onState(_, __, archive = []) {
        changes.push(...[...archive].flatMap((change) => change.series ?? []));
      },
    },
  );
  const asked = () => {
    const calls = world.cloud.requests.splice(0).filter(({ site }) => site === SITES.ecg_signals);
    return calls.map(({ params }) => params.signalid);
  };
  const kept = () => changes.flatMap(({ put }) => put) as EcgSeries[];
  return { ...world, shown, changes, asked, kept };
}

describe('the signals of ECGs', () => {
  it('are kept once each, the newest first, a few at a time, back to the first of all', async () => {
    const { sync, time, asked, errors } = setUp(WEEKLY);
    const all: unknown[] = [];
    for (let turn = 0; turn < 80; turn++) {
      time.now = NOW + turn * 600;
      await fetchAll(sync, [ecgs, ecgSignals], false);
      const some = asked();
      expect(some.length).toBeLessThanOrEqual(3);
      all.push(...some);
    }

    expect(all).toEqual(WEEKLY.map(({ ecg }) => String(ecg.signalid)));
    expect(errors).toEqual([]);
  });

  it('are in the archive with when, where and by what they were recorded, and nothing is shown', async () => {
    const { round, kept } = setUp([ecgRow(6, '2026-02-28T20:00:00Z')]);
    const { readings, outbox } = await round(NOW);
    const start = at('2026-02-28T20:00:00Z');

    expect(kept()).toEqual([
      {
        ...{ kind: 'ecg', id: '6', start, end: start + 2, device: 'watch' },
        ...{ signal: [5, -7, null, 9], frequency: 2, wearPosition: 1 },
      },
    ]);
    expect(Object.keys(readings).every((metric) => metric.startsWith('ecg_'))).toBe(true);
    expect(outbox).toEqual([]);
  });

  it('are asked for again while Withings has not got all of it, for a day', async () => {
    const { round, asked, kept } = setUp([ecgRow(6, '2026-02-28T20:00:00Z')], { signal: [] });
    await round(NOW);
    await round(NOW + 600);
    await round(NOW + DAY);
    expect(asked()).toEqual(['6', '6', '6']);

    await round(NOW + DAY + 600);
    expect([asked(), kept()]).toEqual([[], []]);
  });

  it('are left alone when Withings knows no such recording', async () => {
    const { round, asked, errors } = setUp([ecgRow(6, '2026-02-28T20:00:00Z')], new InvalidParametersError('signalid'));
    await round(NOW);
    asked();
    await round(NOW + 600);

    expect([asked(), errors]).toEqual([[], []]);
  });

  it('are kept of all others where two never come, also where these are the newest', async () => {
    const rows = WEEKLY.slice(0, 5);
    const { sync, time, asked, kept, cloud } = setUp(rows);
    const bad = rows.slice(0, 2).map(({ ecg }) => String(ecg.signalid));
    cloud.answers[SITES.ecg_signals] = ({ signalid }: { readonly signalid: string }) => {
      if (bad.includes(signalid)) throw new TransportError('odd');
      return CURVE;
    };
    for (let turn = 0; turn < 12; turn++) {
      time.now = NOW + turn * 600;
      await fetchAll(sync, [ecgs, ecgSignals], false);
      expect(asked().length).toBeLessThanOrEqual(6);
    }

    expect(kept().map(({ id }) => id)).toEqual(rows.slice(2).map(({ ecg }) => String(ecg.signalid)));
  });

  it('are read of the years before, also where the only one of a year never comes', async () => {
    const newer = WEEKLY.slice(0, 15);
    const years = [2024, 2023, 2022].map((year, index) => ecgRow(9 - index, `${year}-06-01T12:00:00Z`));
    const { sync, time, kept, cloud } = setUp([...newer, ...years]);
    cloud.answers[SITES.ecg_signals] = ({ signalid }: { readonly signalid: string }) => {
      if (signalid === '9') throw new TransportError('odd');
      return CURVE;
    };
    for (let turn = 0; turn < 60; turn++) {
      time.now = NOW + turn * 3600;
      await fetchAll(sync, [ecgs, ecgSignals], false);
    }

    expect(kept().slice(newer.length)).toMatchObject([{ id: '8' }, { id: '7' }]);
    expect(sync.state().feeds.ecg_signals?.details?.failing).toBeUndefined();
  });

  it('go with the ECG', async () => {
    const [newest, other] = WEEKLY;
    const { round, shown, changes } = setUp([newest!, other!]);
    await round(NOW);
    changes.splice(0);
    shown.rows = [other!];

    await round(NOW + 600);

    expect(changes).toEqual([
      { kind: 'ecg', put: [], instead: { from: newest!.timestamp, to: newest!.timestamp + 1 } },
    ]);
  });

  it('are no trouble where they are refused', async () => {
    const refusal = new WithingsError('insufficient_scope', { family: 'unauthorized', status: 277 });
    const { round, sync, errors } = setUp([ecgRow(6, '2026-02-28T20:00:00Z')], refusal);
    const { feeds } = await round(NOW);

    expect([sync.complete(), errors, [...sync.problems()]]).toEqual([true, [], []]);
    expect(feeds.ecg_signals).toMatchObject({ refused: true });
  });

  it('are not asked for by somebody without ECGs', async () => {
    const { round, cloud } = setUp([]);
    await round(NOW);
    await round(NOW + 600);

    expect(new Set(cloud.requests.map(({ site }) => site))).toEqual(new Set([SITES.ecgs]));
  });
});

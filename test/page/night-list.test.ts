import { describe, expect, it } from 'vitest';
import type { NightCourseView, NightView } from '../../src/page/api.js';
import type { NightSeries } from '../../src/store/series.js';
import { at } from '../feeds/cloud.js';
import { reading } from '../store/samples.js';
import { archiveHouse } from './archive-house.js';

const HOUR = 3600;
const NIGHTS = '/api/people/anna/nights';
const BED = at('2026-03-01T22:00:00Z');

/** What the archive has of a night that lasted so many hours. */
const night = (id: string, start: number, hours: number) => {
  const end = start + hours * HOUR;
  return [
    reading('sleep_start', end, start, id),
    reading('sleep_end', end, end, id),
    reading('sleep_total', end, hours, id),
  ];
};

/** What a device saw in hours from BED: light sleep all along, with a heart rate each half hour. */
function seen(
  id: string,
  device: string,
  rate: number,
  ...runs: readonly (readonly [from: number, to: number])[]
): NightSeries {
  const times = runs.flatMap(([from, to]) => Array.from({ length: (to - from) * 2 }, (_, half) => from + half / 2));
  return {
    ...{ kind: 'night', id, device, start: BED + runs[0]![0] * HOUR, end: BED + runs.at(-1)![1] * HOUR },
    stages: runs.map(([from, to]) => [BED + from * HOUR, BED + to * HOUR, 1]),
    fields: { hr: times.map((hour) => [BED + hour * HOUR, rate]) },
  };
}

async function nightSeen(...series: readonly NightSeries[]) {
  const { put, get } = await archiveHouse();
  await put('sleep', night('n', BED, 8), series);
  const { stages, curves, detail } = (await get(`${NIGHTS}/2026-03-02`)).json<NightCourseView>();
  const hours = stages.map(([from, to]) => [(from - BED) / HOUR, (to - BED) / HOUR]);
  return { hours, rates: curves.heart_rate?.v ?? [], unit: curves.heart_rate?.unit, detail };
}

describe('nights', () => {
  it('are a list by the day of waking up, in the zone of the person', async () => {
    const { put, get } = await archiveHouse();
    await put('sleep', [...night('b', BED, 8), ...night('a', at('2026-02-28T23:30:00Z'), 6)]);
    await put('sleep', [reading('nap_start', at('2026-03-01T13:00:00Z'), at('2026-03-01T12:00:00Z'), 'nap')]);

    const all = (await get(NIGHTS)).json<NightView[]>();
    const one = (await get(`${NIGHTS}?from=2026-03-02&to=2026-03-02`)).json<NightView[]>();

    expect(all.map(({ date, start }) => [date, start])).toEqual([
      ['2026-03-01', '2026-03-01T00:30:00+01:00'],
      ['2026-03-02', '2026-03-01T23:00:00+01:00'],
    ]);
    expect(one).toEqual([
      {
        ...{ date: '2026-03-02', start: '2026-03-01T23:00:00+01:00', end: '2026-03-02T07:00:00+01:00', detail: false },
        metrics: {
          sleep_start: expect.objectContaining({ kind: 'time', value: '2026-03-01T23:00:00+01:00' }),
          sleep_end: expect.objectContaining({ kind: 'time' }),
          sleep_total: {
            ...{
              names: { en: 'Sleep total', de: 'Schlaf: gesamt' },
              value: 8,
              unit: 'h',
              kind: 'number',
              precision: 1,
            },
          },
        },
      },
    ]);
  });

  it('have no more metrics than are wanted', async () => {
    const { put, get } = await archiveHouse();
    await put('sleep', night('b', BED, 8));

    const [one] = (await get(`${NIGHTS}?metrics=sleep_total,sleep_score`)).json<NightView[]>();
    const all = (await get(NIGHTS)).json();
    const wrong = await get(`${NIGHTS}?metrics=weight`);

    expect(one).toMatchObject({ start: '2026-03-01T23:00:00+01:00', end: '2026-03-02T07:00:00+01:00' });
    expect(Object.keys(one!.metrics)).toEqual(['sleep_total']);
    expect([wrong.status, wrong.json().code]).toEqual([400, 'unknown_metric']);
    expect((await get(`${NIGHTS}?metrics=&from=&to=`)).json()).toEqual(all);
  });

  it('are none of somebody without any, and of a day without one', async () => {
    const { get } = await archiveHouse();

    expect((await get(`${NIGHTS}?from=0001-01-01&to=9999-12-31`)).json()).toEqual([]);
    expect((await get('/api/people/ben/nights')).json()).toEqual([]);
    for (const date of ['2026-03-02', 'yesterday', '2026-02-30', '..%2F..', '9999-12-31']) {
      const { status, json } = await get(`${NIGHTS}/${date}`);
      expect([status, json().code]).toEqual([404, 'not_found']);
    }
  });

  it('show what their own device saw, not what another one saw of the same', async () => {
    expect(await nightSeen(seen('n', 'mat', 50, [0, 8]), seen('n/watch', 'watch', 60, [-0.5, 8.5]))).toEqual({
      ...{ hours: [[0, 8]], rates: Array(16).fill(50), unit: 'bpm', detail: true },
    });
  });

  it('that were interrupted show of each part what was seen of it', async () => {
    const { hours, rates } = await nightSeen(
      seen('n', 'mat', 50, [0, 3], [5, 6]),
      seen('n/watch', 'watch', 60, [0, 3], [6.5, 8]),
    );

    expect(hours).toEqual([
      [0, 3],
      [5, 6],
      [6.5, 8],
    ]);
    expect(rates).toEqual([...Array(8).fill(50), ...Array(3).fill(60)]);
  });

  it('show nothing that lies without them, and no course where there is none', async () => {
    expect((await nightSeen(seen('n', 'mat', 50, [-2, -1], [0, 9]))).hours).toEqual([[0, 8]]);
    expect(await nightSeen()).toEqual({ hours: [], rates: [], unit: undefined, detail: false });
  });
});

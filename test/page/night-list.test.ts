import { describe, expect, it } from 'vitest';
import type { NightCourseView, NightView } from '../../src/page/api.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
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

/** The same, slept in this zone. */
const nightIn = (zone: string, id: string, start: number, hours: number) =>
  night(id, start, hours).map((one) => (one.metric === 'sleep_start' ? { ...one, zone } : one));

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
        zone: 'Europe/Berlin',
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

  it('keep their day and their hours when the person moves, and are found by them', async () => {
    const { house, put, get } = await archiveHouse();
    await put('sleep', [
      ...nightIn('Europe/Berlin', 'a', at('2026-02-28T22:30:00Z'), 7),
      ...nightIn('Europe/Berlin', 'b', at('2026-03-01T22:30:00Z'), 7),
    ]);
    const before = [await get(NIGHTS), await get(`${NIGHTS}/2026-03-02`), await get(`${NIGHTS}?from=2026-03-02`)];
    house.become('anna', { userId: '7', state: { ...EMPTY_PERSON, zone: 'America/Los_Angeles' } });

    const after = [await get(NIGHTS), await get(`${NIGHTS}/2026-03-02`), await get(`${NIGHTS}?from=2026-03-02`)];

    expect(after.map(({ body }) => body)).toEqual(before.map(({ body }) => body));
    expect(after[0]!.json<NightView[]>()).toMatchObject([
      {
        date: '2026-03-01',
        start: '2026-02-28T23:30:00+01:00',
        end: '2026-03-01T06:30:00+01:00',
        zone: 'Europe/Berlin',
      },
      {
        date: '2026-03-02',
        start: '2026-03-01T23:30:00+01:00',
        end: '2026-03-02T06:30:00+01:00',
        zone: 'Europe/Berlin',
      },
    ]);
    expect((await get(`${NIGHTS}?to=2026-03-01`)).json<NightView[]>().map(({ date }) => date)).toEqual(['2026-03-01']);
    expect((await get(`${NIGHTS}?from=2026-02-28&to=2026-02-28`)).json()).toEqual([]);
    expect((await get(`${NIGHTS}/2026-02-28`)).status).toBe(404);
  });

  it('are of the day that it was where the person slept, half a world away', async () => {
    const { put, get } = await archiveHouse();
    // Until six in the morning of 2 March in Kiritimati, and until six in the evening of 2 March in Pago Pago.
    await put('sleep', [
      ...nightIn('Pacific/Kiritimati', 'a', at('2026-03-01T08:00:00Z'), 8),
      ...nightIn('Pacific/Pago_Pago', 'b', at('2026-03-02T22:00:00Z'), 7),
    ]);

    expect((await get(`${NIGHTS}?from=2026-03-02&to=2026-03-02`)).json<NightView[]>()).toHaveLength(2);
    // Of two of one day the longer one.
    expect((await get(`${NIGHTS}/2026-03-02`)).json()).toMatchObject({ end: '2026-03-02T06:00:00+14:00' });
  });

  it('of which it is not known where they were slept are where the person is', async () => {
    const { put, get } = await archiveHouse();
    await put('sleep', [...night('a', BED, 8), ...nightIn('Atlantis/Capital', 'b', BED + 24 * HOUR, 8)]);

    expect((await get(NIGHTS)).json()).toMatchObject([
      { date: '2026-03-02', end: '2026-03-02T07:00:00+01:00', zone: 'Europe/Berlin' },
      { date: '2026-03-03', end: '2026-03-03T07:00:00+01:00', zone: 'Europe/Berlin' },
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

  it('show of another device what their own one does not measure, while that one saw them', async () => {
    const { put, get } = await archiveHouse();
    const variability = (hour: number, value: number) => [BED + hour * HOUR, value] as const;
    const watch = seen('n/watch', 'watch', 60, [-0.5, 8.5]);
    const ring = seen('n/ring', 'ring', 70, [0, 2]);
    await put('sleep', night('n', BED, 8), [
      { ...ring, fields: { rmssd: [variability(0, 11)] } },
      seen('n', 'mat', 50, [0, 3], [5, 8]),
      { ...watch, fields: { ...watch.fields, rmssd: [1, 4, 6].map((hour) => variability(hour, 40 + hour)) } },
    ]);

    const { curves } = (await get(`${NIGHTS}/2026-03-02`)).json<NightCourseView>();

    expect(curves.hrv_rmssd).toEqual({ unit: 'ms', t: [BED + HOUR, BED + 6 * HOUR], v: [41, 46] });
    expect(curves.heart_rate?.v).toEqual(Array(12).fill(50));
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

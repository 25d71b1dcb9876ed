import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import Database from 'libsql';
import { describe, expect, it, vi } from 'vitest';
import { groupOfDay } from '../../src/feeds/activity/days.js';
import { recentAverage } from '../../src/metrics/trends.js';
import type { SeriesAnswer } from '../../src/page/api.js';
import { createRunningAverage } from '../../src/page/computed-series.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import { FILE_NAME } from '../../src/store/sqlite/database.js';
import { at } from '../feeds/cloud.js';
import { reading } from '../store/samples.js';
import { archiveHouse } from './archive-house.js';

const DAY = 86_400;
const SERIES = '/api/people/anna/series';
const FIRST = at('2016-10-01T06:00:00Z');

/** A weigh-in each day. */
const weights = (days: number, each = DAY) =>
  Array.from({ length: days }, (_, day) => reading('weight', FIRST + day * each, 70 + (day % 7) / 10));

/** Of the one reading that there is, one every ten minutes. */
const HALF_A_MILLION = `
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 499999)
  insert into reading select person, metric, taken_at + 600 * i, 'n' || i, 70 + i % 9, created_at, modified_at, origin,
    last_reset from reading, n`;

describe('series', () => {
  it('are what the archive has, with names, unit and the days asked for, both whole, in the zone of the person', async () => {
    const { put, get } = await archiveHouse();
    await put('measures', [
      reading('weight', at('2026-03-01T22:59:59Z'), 70),
      reading('weight', at('2026-03-01T23:00:00Z'), 71),
      reading('weight', at('2026-03-03T22:59:59Z'), 72),
      reading('weight', at('2026-03-03T23:00:00Z'), 73),
    ]);

    const { json, status, headers } = await get(`${SERIES}?metrics=weight,fat_mass&from=2026-03-02&to=2026-03-03`);

    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(json<SeriesAnswer>()).toEqual({
      weight: {
        ...{ names: { en: 'Weight', de: 'Gewicht' }, unit: 'kg', precision: 2, count: 2 },
        ...{ t: [at('2026-03-01T23:00:00Z'), at('2026-03-03T22:59:59Z')], v: [71, 72] },
      },
      fat_mass: {
        ...{ names: { en: 'Fat mass', de: 'Fettmasse' }, unit: 'kg', precision: 2, count: 0 },
        ...{ t: [], v: [] },
      },
    });
  });

  it('are answered in the order in which they are asked for: the first picture does not wait for the last one', async () => {
    const { put, get } = await archiveHouse();
    await put('measures', [
      ...weights(6000),
      ...Array.from({ length: 10 }, (_, day) => reading('fat_ratio', FIRST + day * DAY, 20)),
    ]);
    const answered: string[] = [];
    const ask = async (metric: string) => {
      await get(`${SERIES}?metrics=${metric}`);
      answered.push(metric);
    };

    await Promise.all([ask('weight'), ask('fat_ratio')]);

    expect(answered).toEqual(['weight', 'fat_ratio']);
  });

  it('are in the units of the account', async () => {
    const { put, get } = await archiveHouse({ units: 'us' });
    await put('measures', [reading('weight', FIRST, 70)]);

    const { json } = await get(`${SERIES}?metrics=weight`);

    expect(json<SeriesAnswer>().weight).toMatchObject({ unit: 'lb', v: [154.3236], count: 1 });
  });

  it('of days lie on these, wherever they were spent', async () => {
    const { put, get, house } = await archiveHouse();
    house.become('anna', { state: { ...EMPTY_PERSON, zone: 'America/New_York' } });
    await put(
      'activity',
      ['28', '29'].map((day) => ({
        ...reading('activity_steps', at(`2026-11-${day}T00:00:00+01:00`), 8000),
        groupId: groupOfDay(`2026-11-${day}`),
      })),
    );
    const times = async (query: string) =>
      (await get(`${SERIES}?metrics=activity_steps${query}`)).json<SeriesAnswer>().activity_steps?.t;

    expect(await times('')).toEqual([at('2026-11-28T12:00:00-05:00'), at('2026-11-29T12:00:00-05:00')]);
    expect(await times('&from=2026-11-28&to=2026-11-28')).toEqual([at('2026-11-28T12:00:00-05:00')]);
    expect(await times('&from=2026-11-29&to=2026-11-30')).toEqual([at('2026-11-29T12:00:00-05:00')]);
  });

  it('of a way in miles have the decimals of miles', async () => {
    const { get } = await archiveHouse({ units: 'uk' });

    const { json } = await get(`${SERIES}?metrics=activity_distance,activity_elevation`);

    expect(json<SeriesAnswer>()).toMatchObject({
      activity_distance: { unit: 'mi', precision: 2 },
      activity_elevation: { unit: 'ft', precision: 0 },
    });
  });

  it('are thinned to as many points as are wanted, with their peaks', async () => {
    const { put, get } = await archiveHouse();
    await put('measures', [...weights(1000), reading('weight', FIRST + 500.5 * DAY, 99)]);

    const { weight } = (await get(`${SERIES}?metrics=weight&points=100`)).json<SeriesAnswer>();

    expect([weight!.t.length, weight!.count]).toEqual([100, 1001]);
    expect([Math.min(...(weight!.min as number[])), Math.max(...(weight!.max as number[]))]).toEqual([70, 99]);
  });

  it('take a part of the address that is empty as if it were not there', async () => {
    const { put, get } = await archiveHouse();
    await put('measures', weights(3));

    const empty = (await get(`${SERIES}?metrics=weight&from=&to=&points=`)).json();

    expect(empty).toEqual((await get(`${SERIES}?metrics=weight`)).json());
  });

  it('have ten years of daily weigh-ins, from year 1 to 9999, in two reads', async () => {
    const { put, get, house } = await archiveHouse();
    await put('measures', weights(3653));
    const readings = vi.spyOn(house.store.states, 'readings');

    const { json } = await get(`${SERIES}?metrics=weight&from=0001-01-01&to=9999-12-31`);

    expect(json<SeriesAnswer>().weight).toMatchObject({ count: 3653 });
    expect(readings).toHaveBeenCalledTimes(2);
  });

  it('have 500,000 points, and others have their turn meanwhile', { timeout: 60_000 }, async () => {
    const { put, get, dataDir } = await archiveHouse();
    await put('measures', weights(1));
    const database = new Database(join(dataDir, FILE_NAME));
    database.exec(HALF_A_MILLION);
    database.close();
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);

    const { json } = await get(`${SERIES}?metrics=weight`);
    clearInterval(timer);

    expect(json<SeriesAnswer>().weight).toMatchObject({ count: 500_000 });
    expect(turns).toBeGreaterThan(50);
  });

  it('are read no further when the client has gone away', async () => {
    const { app, house, put, unexpected } = await archiveHouse();
    await put('measures', weights(1));
    const { readings } = house.store.states;
    let reads = 0;
    // An archive without an end.
    house.store.states.readings = async (userId, metric, from, _to, most) => {
      const [one] = await readings(userId, 'weight', FIRST, FIRST + 1);
      reads += 1;
      return Array.from({ length: most! }, (_, index) => ({ ...one!, metric, takenAt: Math.max(from, 0) + index }));
    };
    const answered = new Promise<ServerResponse>((resolve) => {
      app.addHook('preHandler', async (_request, reply) => resolve(reply.raw));
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(`GET ${SERIES}?metrics=weight HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const closed = once(await answered, 'close');
    await expect.poll(() => reads).toBeGreaterThan(2);

    socket.destroy();
    await closed;
    const before = reads;
    for (let turn = 0; turn < 100; turn++) await nextTurn();

    expect(reads - before).toBeLessThanOrEqual(1);
    expect(unexpected).toEqual([]);
  });

  it('have one point, or none', async () => {
    const { put, get } = await archiveHouse();
    await put('measures', [reading('weight', FIRST, 70)]);

    expect((await get(`${SERIES}?metrics=weight&points=1`)).json()).toMatchObject({ weight: { t: [FIRST], v: [70] } });
    expect((await get('/api/people/ben/series?metrics=weight')).json()).toMatchObject({ weight: { t: [], count: 0 } });
  });

  it('have what the bridge works out as it was at each weigh-in', async () => {
    const { put, get } = await archiveHouse();
    await put('measures', [
      reading('height', FIRST + DAY, 2),
      ...[70, 71, 72].map((value, day) => reading('weight', FIRST + day * DAY, value)),
      reading('weight', FIRST + 8 * DAY, 78),
    ]);

    const all = (await get(`${SERIES}?metrics=weight_average_7d,bmi`)).json<SeriesAnswer>();
    const late = (await get(`${SERIES}?metrics=weight_average_7d&from=2016-10-03`)).json<SeriesAnswer>();

    const times = [1, 2, 8].map((day) => FIRST + day * DAY);
    expect(all.weight_average_7d).toMatchObject({ t: times, v: [70.5, 71, 75], unit: 'kg' });
    expect(all.bmi).toMatchObject({ t: times, v: [17.75, 18, 19.5], unit: 'kg/m²' });
    expect(late.weight_average_7d).toMatchObject({ t: times.slice(1), v: [71, 75] });
  });

  it('have the curve of days', async () => {
    const { put, get } = await archiveHouse();
    const midnight = at('2026-02-28T23:00:00Z');
    const day = { kind: 'day', id: '2026-03-01', start: midnight, end: midnight + DAY, device: 'watch' } as const;
    await put(
      'intraday',
      [],
      [
        {
          ...day,
          fields: {
            heart_rate: [
              [midnight + 60, 61],
              [midnight + 120, 0],
              [midnight + 180, 63],
            ],
          },
        },
      ],
    );

    const { json } = await get(`${SERIES}?metrics=heart_rate&from=2026-03-01&to=2026-03-01`);

    expect(json<SeriesAnswer>().heart_rate).toMatchObject({
      t: [midnight + 60, midnight + 180],
      v: [61, 63],
      unit: 'bpm',
    });
  });

  it.each([
    ['metrics=wieght', 400, 'unknown_metric'],
    ['metrics=__proto__', 400, 'unknown_metric'],
    ['metrics=workout_type', 400, 'unknown_metric'],
    ['metrics=battery', 400, 'unknown_metric'],
    ['metrics=weight_to_goal', 400, 'unknown_metric'],
    ['', 400, 'bad_request'],
    ['metrics=', 400, 'bad_request'],
    ['metrics=weight&metrics=bmi', 400, 'bad_request'],
    ['metrics=weight&points=0', 400, 'bad_request'],
    ['metrics=weight&points=many', 400, 'bad_request'],
    ['metrics=weight&from=2026-02-02&to=2026-02-01', 400, 'bad_range'],
    ['metrics=weight&from=yesterday', 400, 'bad_range'],
    ['metrics=weight&from=2026-02-30', 400, 'bad_range'],
  ])('refuse %s', async (query, status, code) => {
    const { get } = await archiveHouse();

    const answer = await get(`${SERIES}?${query}`);

    expect([answer.status, answer.json().code]).toEqual([status, code]);
  });

  it.each(['nobody', '..%2F..%2Fetc%2Fpasswd', '__proto__', '%00', '%F0%9F%98%80'])(
    'know nobody called %s',
    async (name) => {
      const { get } = await archiveHouse();

      const answer = await get(`/api/people/${name}/series?metrics=weight`);

      expect([answer.status, answer.json().code]).toEqual([404, 'unknown_account']);
    },
  );
});

it('a running average is that of the bridge at each point', () => {
  const list = fc.array(fc.tuple(fc.nat({ max: 30 * DAY }), fc.integer({ min: 30_000, max: 200_000 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(list, (some) => {
      const points = some.sort(([a], [b]) => a - b).map(([time, grams]) => ({ time, value: grams / 1000 }));
      const average = createRunningAverage(7 * DAY, 2);
      for (const [index, { time, value }] of points.entries()) {
        const usual = recentAverage(points.slice(0, index + 1), 7, 2);
        const running = average([time, value]);
        if (usual === undefined) expect(running).toBeUndefined();
        else expect(Math.abs(running! - usual)).toBeLessThan(0.00011);
      }
    }),
  );
});

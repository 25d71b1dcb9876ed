import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/demo/cloud.js';
import { cloudFor } from './helpers.js';

const BOTH = { startdateymd: '2026-09-01', enddateymd: '2026-09-30' };

/** The three endpoints that select by day, each with rows that differ in `steps` alone. */
const ENDPOINTS = [
  {
    path: '/v2/measure',
    action: 'getactivity',
    listKey: 'activities',
    has: (rows: DayRow[]): Partial<Person> => ({ activities: rows.map((row) => ({ ...row, steps: row.modified })) }),
  },
  {
    path: '/v2/measure',
    action: 'getworkouts',
    listKey: 'series',
    has: (rows: DayRow[]): Partial<Person> => ({ workouts: rows.map((row) => ({ ...lasting(row), category: 1 })) }),
  },
  {
    path: '/v2/sleep',
    action: 'getsummary',
    listKey: 'series',
    has: (rows: DayRow[]): Partial<Person> => ({ sleeps: rows.map(lasting) }),
  },
];

interface DayRow {
  date: string;
  modified: number;
}

function lasting(row: DayRow) {
  return { ...row, id: row.modified, startdate: 1, enddate: 2, data: {} };
}

function day(number: number, modified: number): DayRow {
  return { date: `2026-09-${String(number).padStart(2, '0')}`, modified };
}

describe.each(ENDPOINTS)('$action', ({ path, action, listKey, has }) => {
  async function setup(rows: DayRow[], pageSize?: number) {
    const { call, ...rest } = await cloudFor(has(rows), pageSize === undefined ? {} : { pageSize });
    const read = (params: Record<string, string | number>) => call(path, action, params);
    const found = async (params: Record<string, string | number>) =>
      ((await read(params)).body[listKey] as DayRow[]).map(({ modified }) => modified);
    return { ...rest, read, found };
  }

  it('finds by days, both ends included, in the order of the last change', async () => {
    const { found } = await setup([day(1, 40), day(2, 30), day(3, 20), day(4, 10)]);

    expect(await found({ startdateymd: '2026-09-02', enddateymd: '2026-09-03' })).toEqual([20, 30]);
    expect(await found({ startdateymd: '2026-09-04', enddateymd: '2026-09-04' })).toEqual([10]);
    expect(await found({ startdateymd: '2026-09-05', enddateymd: '2026-09-01' })).toEqual([]);
  });

  it('finds by lastupdate what has changed after it, however old its day', async () => {
    const { found } = await setup([day(1, 40), day(9, 30)]);

    expect(await found({ lastupdate: 0 })).toEqual([30, 40]);
    expect(await found({ lastupdate: 30 })).toEqual([40]);
    expect(await found({ lastupdate: 40 })).toEqual([]);
  });

  it('lets lastupdate win over the days', async () => {
    const { found } = await setup([day(1, 40), day(9, 30)]);

    expect(await found({ startdateymd: '2026-09-09', enddateymd: '2026-09-09', lastupdate: 30 })).toEqual([40]);
  });

  it.each([
    ['startdateymd', {}],
    ['startdateymd', { enddateymd: '2026-09-01' }],
    ['enddateymd', { startdateymd: '2026-09-01' }],
    ['startdateymd', { ...BOTH, startdateymd: '1788000000' }],
    ['enddateymd', { ...BOTH, enddateymd: '2026-13-01' }],
    ['lastupdate', { lastupdate: 'yesterday' }],
    ['offset', { lastupdate: 0, offset: 'next' }],
  ])('refuses a wrong or missing %s (%j)', async (wrong, params) => {
    const { read } = await setup([day(1, 10)]);

    expect(await read(params)).toEqual({ status: 503, body: {}, error: `Invalid Params: invalid ${wrong}` });
  });

  it('pages with more and offset; the last page has an offset that means nothing', async () => {
    const { read } = await setup([day(1, 1), day(1, 2), day(1, 3), day(1, 4), day(1, 5)], 2);

    const pages = [await read(BOTH), await read({ ...BOTH, offset: 2 }), await read({ ...BOTH, offset: 4 })];

    const last = action === 'getactivity' ? 2 : 0;
    expect(pages.map(({ body }) => [body.more, body.offset])).toEqual([
      [true, 2],
      [true, 4],
      [false, last],
    ]);
  });

  it('gives every row once whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 9 }), fc.integer({ min: 1, max: 4 }), async (count, pageSize) => {
        const { read } = await setup(
          Array.from({ length: count }, (_, index) => day(1 + (index % 3), index)),
          pageSize,
        );
        const seen: number[] = [];
        for (let offset: number | undefined = 0; offset !== undefined; ) {
          const { body } = await read({ ...BOTH, offset });
          seen.push(...(body[listKey] as DayRow[]).map(({ modified }) => modified));
          offset = body.more === true ? Number(body.offset) : undefined;
        }
        expect(seen).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
      { numRuns: 6 },
    );
  });

  it('sends an empty list where there is nothing', async () => {
    const { call } = await cloudFor({});

    expect((await call(path, action, { lastupdate: 0 })).body[listKey]).toEqual([]);
  });

  it('needs user.activity and a living token', async () => {
    const { cloud, call } = await cloudFor(has([]), {}, 'user.info,user.metrics,user.sleepevents');
    const refused = await call(path, action, { lastupdate: 0 });
    cloud.expireAccessTokens();
    const expired = await call(path, action, { lastupdate: 0 });

    expect(refused).toEqual({ status: 403, body: {}, error: expect.stringContaining('Insufficient_scope: ') });
    expect(expired.status).toBe(401);
  });

  it('refuses the same call within ten seconds', async () => {
    const { clock, call } = await cloudFor(has([]), { dedupeSeconds: 10 });
    const statuses: number[] = [];

    for (const seconds of [0, 9, 1]) {
      clock.forward(seconds);
      statuses.push((await call(path, action, { lastupdate: 0 })).status);
    }

    expect(statuses).toEqual([0, 601, 0]);
  });
});

it('has pages of 200 rows, and of 300 nights', async () => {
  const rows = Array.from({ length: 301 }, (_, index) => day(1, index));
  for (const { path, action, listKey, has } of ENDPOINTS) {
    const { call } = await cloudFor(has(rows));
    const { body } = await call(path, action, BOTH);
    expect((body[listKey] as unknown[]).length).toBe(action === 'getsummary' ? 300 : 200);
  }
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cloud, MeasureGroup } from '../../src/demo/cloud.js';
import { ANNA, cloudWith, getMeasures, group, post } from './helpers.js';

async function ids(cloud: Cloud, token: string, params: Record<string, string | number>): Promise<number[]> {
  const { body } = await getMeasures(cloud, token, params);
  return (body.measuregrps as MeasureGroup[]).map(({ grpid }) => grpid);
}

describe('getmeas', () => {
  it('answers newest first with a numeric updatetime, and with no paging keys when all fits', async () => {
    const { cloud, clock, token } = await cloudWith([group(1, 100), group(2, 300), group(3, 200)]);

    const reply = await getMeasures(cloud, token);

    expect(reply).toEqual({
      status: 0,
      body: {
        updatetime: clock.seconds(),
        timezone: 'Europe/Amsterdam',
        measuregrps: [group(2, 300), group(3, 200), group(1, 100)],
      },
    });
  });

  it('pages with more and offset, absent on the last page', async () => {
    const groups = [1, 2, 3, 4, 5].map((id) => group(id, id * 100));
    const { cloud, token } = await cloudWith(groups, 2);

    const first = (await getMeasures(cloud, token)).body;
    const second = (await getMeasures(cloud, token, { offset: Number(first.offset) })).body;
    const third = (await getMeasures(cloud, token, { offset: Number(second.offset) })).body;

    expect([first.more, second.more]).toEqual([1, 1]);
    expect(third).not.toHaveProperty('more');
    expect(third).not.toHaveProperty('offset');
    const all = [first, second, third].flatMap((page) => page.measuregrps as MeasureGroup[]);
    expect(all.map(({ grpid }) => grpid)).toEqual([5, 4, 3, 2, 1]);
  });

  it('gives every group once whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 12 }), fc.integer({ min: 1, max: 5 }), async (count, pageSize) => {
        const groups = Array.from({ length: count }, (_, index) => group(index, 100 + (index % 3)));
        const { cloud, token } = await cloudWith(groups, pageSize);
        const seen: number[] = [];
        for (let offset: number | undefined = 0; offset !== undefined; ) {
          const { body } = await getMeasures(cloud, token, { offset });
          seen.push(...(body.measuregrps as MeasureGroup[]).map(({ grpid }) => grpid));
          offset = body.more === 1 ? Number(body.offset) : undefined;
        }
        expect(seen.sort((a, b) => a - b)).toEqual(groups.map(({ grpid }) => grpid));
      }),
      { numRuns: 10 },
    );
  });

  it('finds by lastupdate what was created or modified after, however old its date', async () => {
    const { cloud, token } = await cloudWith([
      group(1, 100),
      group(2, 100, { created: 900, modified: 900 }),
      group(3, 500, { created: 501, modified: 950 }),
    ]);

    expect(await ids(cloud, token, { lastupdate: 0 })).toEqual([3, 2, 1]);
    expect(await ids(cloud, token, { lastupdate: 899 })).toEqual([3, 2]);
    expect(await ids(cloud, token, { lastupdate: 900 })).toEqual([3]);
    expect(await ids(cloud, token, { lastupdate: 950 })).toEqual([]);
  });

  it('finds by dates, both ends included', async () => {
    const { cloud, token } = await cloudWith([group(1, 100), group(2, 200), group(3, 300)]);

    expect(await ids(cloud, token, { lastupdate: '', startdate: 100, enddate: 200 })).toEqual([2, 1]);
    expect(await ids(cloud, token, { lastupdate: '', startdate: 200 })).toEqual([3, 2]);
  });

  it('finds nothing with neither dates nor lastupdate', async () => {
    const { cloud, token } = await cloudWith([group(1, 100)]);

    const { status, body } = await post(cloud, '/measure', { action: 'getmeas', category: 1 }, token);

    expect([status, body.measuregrps]).toEqual([0, []]);
  });

  it('keeps only the wanted types and drops groups without one', async () => {
    const pulse = { value: 61, type: 11, unit: 0 };
    const weight = { value: 70_000, type: 1, unit: -3 };
    const { cloud, token } = await cloudWith([
      group(1, 100, { measures: [weight, pulse] }),
      group(2, 200, { measures: [pulse] }),
    ]);

    const one = await getMeasures(cloud, token, { meastype: 1 });
    const several = await ids(cloud, token, { meastypes: '1,11' });

    expect(one.body.measuregrps).toEqual([group(1, 100, { measures: [weight] })]);
    expect(several).toEqual([2, 1]);
    expect(cloud.people.get(ANNA)?.measuregrps[0]?.measures).toHaveLength(2);
  });

  it('mixes goals in unless a category is asked for', async () => {
    const { cloud, token } = await cloudWith([group(1, 100), group(2, 200, { category: 2 })]);

    expect(await ids(cloud, token, { category: 1 })).toEqual([1]);
    expect(await ids(cloud, token, { category: '' })).toEqual([2, 1]);
  });

  it.each([{ lastupdate: 'yesterday' }, { meastypes: '1,x' }, { offset: -1 }])('refuses %j', async (wrong) => {
    const { cloud, token } = await cloudWith([]);

    expect(await getMeasures(cloud, token, wrong)).toMatchObject({
      status: 503,
      error: `Invalid Params: invalid ${Object.keys(wrong)[0]}`,
    });
  });

  it('shows what is added while it runs', async () => {
    const { cloud, token } = await cloudWith([]);

    cloud.people.get(ANNA)?.measuregrps.push(group(9, 100));

    expect(await ids(cloud, token, {})).toEqual([9]);
  });
});

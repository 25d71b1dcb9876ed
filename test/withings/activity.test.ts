import { describe, expect, it } from 'vitest';
import { getActivity } from '../../src/withings/activity.js';
import { createCloud, SITES } from '../feeds/cloud.js';
import { dayRow } from '../feeds/rows.js';

const RANGE = { from: '2026-02-21', to: '2026-03-02' };
const DAY = dayRow('2026-03-01', 4321, { distance: '3000.5', calories: null, hr_zone_9: 5 });

async function read(...rows: unknown[]) {
  const cloud = createCloud({ [SITES.activity]: { activities: rows, more: false, offset: 0 } });
  return { cloud, days: await getActivity(cloud.call, RANGE, ['steps', 'distance', 'calories']) };
}

describe('getActivity', () => {
  it('asks for days and fields by name', async () => {
    const { cloud } = await read();

    expect(cloud.requests).toEqual([
      {
        site: '/v2/measure getactivity',
        params: {
          startdateymd: '2026-02-21',
          enddateymd: '2026-03-02',
          data_fields: 'steps,distance,calories',
          offset: undefined,
        },
      },
    ]);
  });

  it('reads a row, and of its fields those that were asked for', async () => {
    expect((await read(DAY)).days).toEqual([
      {
        date: '2026-03-01',
        timezone: 'Europe/Berlin',
        modified: DAY.modified,
        brand: 1,
        isTracker: true,
        deviceId: 'watch',
        model: 'ScanWatch',
        data: { steps: 4321, distance: 3000.5 },
      },
    ]);
  });

  it.each([
    [
      { brand: '18', is_tracker: 0 },
      { brand: 18, isTracker: false },
    ],
    [{ is_tracker: undefined }, { isTracker: false }],
    [{ is_tracker: 1 }, { isTracker: true }],
    [{ model: null, modelid: 1055 }, { model: 'GoogleFit tracker' }],
    [{ model: null, modelid: 4711 }, { model: undefined }],
    [{ model: 'New watch', modelid: 4711 }, { model: 'New watch' }],
    [{ hash_deviceid: null, deviceid: null }, { deviceId: undefined }],
    [{ modified: null }, { modified: 0 }],
    [{ modified: 9e15 }, { modified: 0 }],
    [{ modified: -7 }, { modified: 0 }],
    [{ timezone: null }, { timezone: undefined }],
    [{ steps: {} }, { data: { distance: 3000.5 } }],
  ])('reads %j', async (more, expected) => {
    expect((await read({ ...DAY, ...more })).days).toMatchObject([expected]);
  });

  it.each([[{ ...DAY, date: null }], [{ ...DAY, date: '2026-02-30' }], [null], [[]], [5], ['row']])(
    'leaves out %j',
    async (row) => {
      expect((await read(row, DAY)).days).toHaveLength(1);
    },
  );

  it('reads all pages', async () => {
    const pages = [
      { activities: [DAY], more: true, offset: 200 },
      { activities: [DAY], more: false, offset: 200 },
    ];
    const cloud = createCloud({ [SITES.activity]: () => pages.shift() });

    expect(await getActivity(cloud.call, 'everything', ['steps'])).toHaveLength(2);
    expect(cloud.requests.map(({ params }) => [params.lastupdate, params.offset])).toEqual([
      [0, undefined],
      [0, 200],
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getIntradayActivity } from '../../src/withings/intraday.js';
import { createCloud, SITES } from '../feeds/cloud.js';

const START = 1_772_320_000;
const RANGE = { start: START, end: START + 21_600 };
const WATCH = { deviceid: 'watch', model: 'ScanWatch 2', model_id: 94 };

async function read(series: unknown, range = RANGE) {
  const cloud = createCloud({ [SITES.intraday]: { series } });
  return { cloud, entries: await getIntradayActivity(cloud.call, range, ['heart_rate', 'steps']) };
}

describe('getIntradayActivity', () => {
  it('asks for a time and for fields by name, 24 hours with a call', async () => {
    const { cloud } = await read([], { start: START, end: START + 100_000 });

    expect(cloud.requests.map(({ params }) => params)).toEqual([
      { startdate: START, enddate: START + 86_400, data_fields: 'heart_rate,steps' },
      { startdate: START + 86_400, enddate: START + 100_000, data_fields: 'heart_rate,steps' },
    ]);
  });

  it('reads what stands under a time, in its order', async () => {
    const { entries } = await read({
      [START + 60]: { ...WATCH, heart_rate: '71', steps: null, calories: 3 },
      odd: { heart_rate: 1 },
      [START]: { ...WATCH, heart_rate: 70, steps: 12 },
      [START + 120]: null,
    });

    const watch = { deviceId: 'watch', model: 'ScanWatch 2' };
    expect(entries).toEqual([
      { time: START, ...watch, data: { heart_rate: 70, steps: 12 } },
      { time: START + 60, ...watch, data: { heart_rate: 71 } },
      { time: START + 120, deviceId: undefined, model: undefined, data: {} },
    ]);
  });

  it('reads a list of rows that have their time with them', async () => {
    const { entries } = await read([{ timestamp: START + 60, heart_rate: 71 }, { heart_rate: 5 }]);

    expect(entries.map(({ time, data }) => [time, data.heart_rate])).toEqual([[START + 60, 71]]);
  });

  it.each([[[]], [{}], [null], [undefined]])('finds nothing in %j', async (series) => {
    expect((await read(series)).entries).toEqual([]);
  });

  it.each(['none', 5, ['a'], { nothing: 1 }, { [START]: 5 }])('fails for %j, which says nothing', async (series) => {
    await expect(read(series)).rejects.toThrow('Withings answered /v2/measure getintradayactivity with');
  });

  it('never fails for what stands in an entry', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.nat().map(String), fc.object()), async (series) => {
        const { entries } = await read(series);
        expect(entries.every(({ time }) => Number.isInteger(time))).toBe(true);
      }),
    );
  });
});

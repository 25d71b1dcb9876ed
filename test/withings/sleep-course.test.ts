import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getSleepCourse, sleepStateName } from '../../src/withings/sleep-course.js';
import { createCloud, SITES } from '../feeds/cloud.js';

const START = 1_772_320_000;
const DAY = 86_400;
const RANGE = { start: START, end: START + 28_800 };
const phase = (start: number, minutes: number, more: object = {}) => ({
  ...{ startdate: start, enddate: start + minutes * 60, state: 1, model: 'Aura', model_id: 63, hash_deviceid: 'mat' },
  ...more,
});

async function read(series: unknown, range = RANGE) {
  const cloud = createCloud({ [SITES.nights]: typeof series === 'function' ? series : { series, model: 32 } });
  return { cloud, phases: await getSleepCourse(cloud.call, range, ['hr', 'sdnn_1', 'rmssd']) };
}

describe('getSleepCourse', () => {
  it('asks for a time and for fields by name', async () => {
    const { cloud } = await read([]);

    expect(cloud.requests).toEqual([
      {
        site: '/v2/sleep get',
        params: { startdate: RANGE.start, enddate: RANGE.end, data_fields: 'hr,sdnn_1,rmssd' },
      },
    ]);
  });

  it('brings rows and values into the order of time, whatever order they come in', async () => {
    const hr = { [START + 120]: 58, [START]: '61', [START + 60]: null, odd: 3, [START + 180]: 'x', '-5': 1 };
    const { phases } = await read([
      phase(START + 3600, 30, { state: '2' }),
      phase(START, 60, { hr, rmssd: [], rr: { [START]: 14 }, sdnn_1: { [START]: 0 } }),
    ]);

    expect(phases).toEqual([
      {
        ...{ start: START, end: START + 3600, state: 1, deviceId: 'mat', model: 'Aura Sensor V2' },
        values: {
          hr: [
            [START, 61],
            [START + 120, 58],
          ],
          sdnn_1: [[START, 0]],
        },
      },
      { ...{ start: START + 3600, end: START + 5400, state: 2, deviceId: 'mat', model: 'Aura Sensor V2' }, values: {} },
    ]);
  });

  it.each([
    ['a list', [phase(START, 10)]],
    ['one row alone', phase(START, 10)],
    ['an object with numbers for keys', { 0: phase(START, 10) }],
  ])('reads %s', async (_, series) => {
    expect((await read(series)).phases).toHaveLength(1);
  });

  it.each([[[]], [{}], [null], [undefined]])('finds nothing in %j', async (series) => {
    expect((await read(series)).phases).toEqual([]);
  });

  it.each(['none', 5, ['a', 'b'], { nothing: 1 }])('fails for %j, which says nothing', async (series) => {
    await expect(read(series)).rejects.toThrow('Withings answered /v2/sleep get with');
  });

  it('keeps a state that nobody knows, and leaves out what has no time', async () => {
    const { phases } = await read([
      phase(START, 10, { state: 77 }),
      phase(START + 600, 10, { state: null }),
      phase(START + 1200, -1),
      { state: 1 },
      null,
    ]);

    expect(phases.map(({ state }) => state)).toEqual([77, undefined]);
  });

  it('asks once for each 24 hours; what comes with both calls is one', async () => {
    const answer = ({ startdate }: { readonly startdate: number }) => ({
      series: [phase(START + DAY - 600, 20), phase(startdate, 5)],
    });
    const { cloud, phases } = await read(answer, { start: START, end: START + DAY + 3600 });

    expect(cloud.requests.map(({ params }) => [params.startdate, params.enddate])).toEqual([
      [START, START + DAY],
      [START + DAY, START + DAY + 3600],
    ]);
    expect(phases.map(({ start }) => start - START)).toEqual([0, DAY - 600, DAY]);
  });

  it('never fails for what stands in a row', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.constantFrom('startdate', 'enddate', 'state', 'hr'), fc.anything())),
        async (rows) => {
          const { phases } = await read(rows);
          for (const { values } of phases) {
            for (const points of Object.values(values)) {
              expect(points.every(([time, value]) => Number.isInteger(time) && Number.isFinite(value))).toBe(true);
            }
          }
        },
      ),
    );
  });
});

describe('sleepStateName', () => {
  it('has a word for each state, and a number for others', () => {
    expect([0, 1, 2, 3, 4, 5, 15, 7].map(sleepStateName)).toEqual([
      ...['awake', 'light', 'deep', 'rem', 'manual', 'unspecified', 'out_of_bed', 'state_7'],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { readObject, readRows } from '../../src/withings/answer-rows.js';
import type { WithingsApiClient } from '../../src/withings/client.js';
import { TransportError } from '../../src/withings/errors.js';
import { failureOf, lonelyClient, testServer } from './support.js';

const SITE = { endpoint: '/v2/measure', action: 'getactivity' };
const ACTIVITIES = { key: 'activities', isRow: (row: object) => 'date' in row };
const read = (value: unknown) => readRows(value, ACTIVITIES, SITE);
const [A, B, C] = [{ date: 'a' }, { date: 'b' }, { date: 'c' }];

describe('readRows', () => {
  it.each([
    ['a list', [A, B], [A, B]],
    ['one row alone', A, [A]],
    ['an object with numbers for keys, in their order', { 10: C, '02': B, 1: A }, [A, B, C]],
    ['one with a single number', { 0: A }, [A]],
    ['an empty list', [], []],
    ['an empty object', {}, []],
    ['null', null, []],
    ['nothing', undefined, []],
    ['nothing among rows', [A, null], [A, null]],
    ['nothing but null', [null], [null]],
    ['what is no object among rows', [A, 7], [A, 7]],
  ])('%s', (_, value, rows) => expect(read(value)).toEqual(rows));

  it.each([
    ['text', 'none', 'text'],
    ['an empty text', '', 'text'],
    ['a number', 0, 'a number'],
    ['false', false, 'a boolean'],
    ['an object that is no row', { error: 'busy' }, 'another object'],
    ['keys of which one is no number', { 0: A, total: 1 }, 'another object'],
    ['numbers for keys, but no rows', { 0: 'a' }, 'another object'],
    ['a list of texts', ['a'], 'a list of something else'],
    ['a list of lists', [[A]], 'a list of something else'],
  ])('fails: %s', (_, value, found) => {
    expect(() => read(value)).toThrow(
      new TransportError(`Withings answered /v2/measure getactivity with ${found} where activities should be`, SITE),
    );
  });
});

describe('readObject', () => {
  it.each([
    [{ a: 1 }, { a: 1 }],
    [{}, {}],
    [[], {}],
    [null, {}],
    [undefined, {}],
  ])('%j', (value, object) => expect(readObject(value, 'goals', SITE)).toEqual(object));

  it.each([['text'], [7], [[{ a: 1 }]], [false]])('fails: %j', (value) => {
    expect(() => readObject(value, 'goals', SITE)).toThrow(/getactivity with .+ where goals should be/);
  });
});

const DAY = 86_400;
const T = 1_700_000_000;

interface Endpoint {
  /** A body with the list as it is. */
  readonly body: (list: unknown) => unknown;
  readonly rows: readonly [object, object];
  /** What is known of the rows, in a word each. */
  readonly ids: (client: WithingsApiClient) => Promise<readonly unknown[]>;
}

const groupOf = (grpid: number, measures: unknown) => ({ grpid, attrib: 0, date: T + grpid, measures });
const weighIn = (grpid: number) => groupOf(grpid, [{ type: 1, value: grpid, unit: 0 }]);
const lasting = (id: number) => ({ id, startdate: T + id, enddate: T + id + 60, date: '2023-11-14', data: {} });
const weights = async (client: WithingsApiClient) =>
  ((await client.getNormalizedMeasures()).weight ?? []).map(({ value }) => Number(value)).sort((a, b) => a - b);

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  measuregrps: { body: (measuregrps) => ({ measuregrps }), rows: [weighIn(1), weighIn(2)], ids: weights },
  'measures of a group': {
    body: (measures) => ({ measuregrps: [groupOf(1, measures)] }),
    rows: [
      { type: 1, value: 1, unit: 0 },
      { type: 1, value: 2, unit: 0 },
    ],
    ids: weights,
  },
  activities: {
    body: (activities) => ({ activities }),
    rows: [{ date: '2023-11-14' }, { date: '2023-11-15' }],
    ids: async (client) => (await client.getActivity('everything', [])).map(({ date }) => Number(date.slice(-2)) - 13),
  },
  'series of nights': {
    body: (series) => ({ series }),
    rows: [lasting(1), lasting(2)],
    ids: async (client) => (await client.getSleepSummaries('everything', [])).map(({ start }) => start - T),
  },
  'series of workouts': {
    body: (series) => ({ series }),
    rows: [lasting(1), lasting(2)],
    ids: async (client) => (await client.getWorkouts('everything', [])).map(({ start }) => start - T),
  },
  'series of ECGs': {
    body: (series) => ({ series }),
    rows: [
      { timestamp: T, ecg: { signalid: 1 } },
      { timestamp: T + DAY, ecg: { signalid: 2 } },
    ],
    ids: async (client) => (await client.getEcgs()).map(({ id }) => Number(id)),
  },
  devices: {
    body: (devices) => ({ devices }),
    rows: [{ deviceid: '1' }, { hash_deviceid: '2' }],
    ids: async (client) => (await client.getDevices()).map(({ id }) => Number(id)),
  },
  profiles: {
    body: (profiles) => ({ profiles }),
    rows: [
      { appli: 1, callbackurl: 'https://a.example', expires: null },
      { appli: 2, callbackurl: 'https://a.example', expires: null },
    ],
    ids: async (client) => (await client.listSubscriptions()).map(({ appli }) => appli),
  },
};

describe.each(Object.entries(ENDPOINTS))('%s', (name, { body, rows, ids }) => {
  async function found(list: unknown) {
    const url = await testServer((_request, response) => {
      response.end(JSON.stringify({ status: 0, body: body(list) }));
    });
    return ids(lonelyClient(url));
  }

  it('as a list, as one object, and as an object with numbers for keys', async () => {
    const [first, second] = rows;

    expect(await found([first, second])).toEqual([1, 2]);
    expect(await found(first)).toEqual([1]);
    expect(await found({ 20: second, 3: first })).toEqual([1, 2]);
  });

  it.each([[[]], [{}], [null], [undefined]])('%j: none', async (list) => expect(await found(list)).toEqual([]));

  it.each([['none'], [7], [{ code: 1 }], [['x']]])('%j: a failed call, but for one group of many', async (list) => {
    if (name === 'measures of a group') expect(await found(list)).toEqual([]);
    else expect(await failureOf(found(list))).toMatchObject({ name: 'TransportError', temporary: true });
  });
});

describe('goals', () => {
  it.each([
    [[], undefined],
    [{}, undefined],
    [null, undefined],
    [{ weight: { value: '72.5', unit: 0 } }, 72.5],
    [{ weight: { value: 725, unit: -1 } }, 72.5],
  ])('%j', async (goals, weight) => {
    const url = await testServer((_, response) => void response.end(JSON.stringify({ status: 0, body: { goals } })));

    expect((await lonelyClient(url).getGoals())?.weight).toBe(weight);
  });

  it.each([['none'], [7], [['x']]])('%j: a failed call, since nobody has taken a goal back', async (goals) => {
    const url = await testServer((_, response) => void response.end(JSON.stringify({ status: 0, body: { goals } })));

    expect((await failureOf(lonelyClient(url).getGoals())).message).toContain('where goals should be');
  });
});

import { describe, expect, it } from 'vitest';
import { getDevices, getGoals } from '../../src/withings/user.js';
import { ANNA, person, testCloud } from '../demo/helpers.js';
import { testClient } from './support.js';

const DEVICE = {
  type: 'Scale',
  battery: 'high',
  model: 'Body+',
  model_id: 5,
  timezone: 'Europe/Amsterdam',
  first_session_date: null,
  last_session_date: 1_750_000_000,
  deviceid: 'd0d0',
  hash_deviceid: 'abab',
};

const answering = (body: unknown) => async () => body;
const devicesOf = (devices: unknown) => getDevices(answering({ devices }));
const goalsOf = (goals: unknown) => getGoals(answering({ goals }));

describe('getDevices', () => {
  it('reads a row', async () => {
    expect(await devicesOf([{ ...DEVICE, fw: 1891 }])).toEqual([
      {
        id: 'abab',
        type: 'Scale',
        model: 'Body+',
        modelId: 5,
        battery: 'high',
        timezone: 'Europe/Amsterdam',
        firstSession: undefined,
        lastSession: 1_750_000_000,
        firmware: '1891',
      },
    ]);
  });

  it('a device that is listed twice is one: its last row, and the last session that is known', async () => {
    const again = { ...DEVICE, battery: 'low', last_session_date: null, model: '' };

    expect(await devicesOf([DEVICE, again])).toMatchObject([
      { id: 'abab', battery: 'low', lastSession: 1_750_000_000, model: undefined },
    ]);
  });

  it('two devices of one model are two', async () => {
    const devices = await devicesOf([DEVICE, { ...DEVICE, hash_deviceid: 'cdcd' }, { ...DEVICE, hash_deviceid: null }]);

    expect(devices.map(({ id }) => id)).toEqual(['abab', 'cdcd', 'd0d0']);
  });

  it('keeps a battery level that nobody has documented, in small letters', async () => {
    const devices = await devicesOf([
      { ...DEVICE, hash_deviceid: 'a', battery: 'Charging' },
      { ...DEVICE, hash_deviceid: 'b', battery: null },
    ]);

    expect(devices.map(({ battery }) => battery)).toEqual(['charging', undefined]);
  });

  it.each([[null], [{}], [undefined], [[null, {}, 'x', { deviceid: null }, { deviceid: '__proto__' }]]])(
    'no device in %j',
    async (devices) => {
      expect(await devicesOf(devices)).toEqual([]);
    },
  );

  it.each([[null], [[]], [undefined]])('no device in the body %j', async (body) => {
    expect(await getDevices(answering(body))).toEqual([]);
  });
});

describe('getGoals', () => {
  const NONE = { steps: undefined, sleep: undefined, weight: undefined };

  it.each([
    [
      'all',
      { steps: 10_000, sleep: 28_800, weight: { value: 70_500, unit: -3 } },
      { steps: 10_000, sleep: 28_800, weight: 70.5 },
    ],
    ['strings', { steps: '8000', weight: { value: '68', unit: '0' } }, { ...NONE, steps: 8000, weight: 68 }],
    ['no exponent', { weight: { value: 68 } }, { ...NONE, weight: 68 }],
    ['some', { steps: 8000 }, { ...NONE, steps: 8000 }],
    ['none, as a list', [], NONE],
    ['none, as an object', {}, NONE],
    ['empty ones', { steps: '', sleep: {}, weight: [] }, NONE],
    ['one without a value', { steps: 8000, weight: { value: null, unit: 0 } }, { ...NONE, steps: 8000 }],
  ])('%s', async (_, goals, expected) => expect(await goalsOf(goals)).toEqual(expected));

  it.each([
    ['steps', { steps: 'many' }],
    ['sleep', { sleep: [1] }],
    ['weight', { weight: 70 }],
    ['weight', { weight: { value: 9, unit: 999 } }],
    ['weight', { weight: { unit: 0 } }],
  ])('nonsense is no goal of %s that was taken back: %j', async (name, goals) => {
    expect(await goalsOf({ steps: 1, sleep: 1, ...goals })).toMatchObject({ unreadable: [name] });
  });

  it.each([[[]], [{}], [null], [undefined], [{ goals: null }]])('the body %j says nothing of goals', async (body) => {
    expect(await getGoals(answering(body))).toBeUndefined();
  });
});

describe('over HTTP', () => {
  it('asks /v2/user for devices and goals', async () => {
    const anna = { ...person(ANNA, 'Anna'), devices: [DEVICE], goals: { steps: 9000 } };
    const cloud = await testCloud({ people: [anna] });
    const client = testClient(cloud);

    expect(await client.getDevices()).toMatchObject([{ id: 'abab', model: 'Body+' }]);
    expect(await client.getGoals()).toMatchObject({ steps: 9000 });
    expect(cloud.requests.map(({ path, action }) => `${path} ${action}`)).toEqual([
      '/v2/user getdevice',
      '/v2/user getgoals',
    ]);
  });
});

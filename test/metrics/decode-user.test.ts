import { describe, expect, it } from 'vitest';
import { decodeDevice, decodeGoals } from '../../src/metrics/decode/user.js';
import type { Device } from '../../src/withings/user.js';

const NOW = 1_760_000_000;
const DEVICE: Device = {
  id: 'abab',
  type: 'Scale',
  model: 'Body+',
  modelId: 5,
  battery: 'high',
  timezone: 'Europe/Amsterdam',
  firstSession: undefined,
  lastSession: 1_750_000_000,
  firmware: undefined,
};

const valuesOf = (readings: readonly { metric: string; value: unknown }[]) =>
  Object.fromEntries(readings.map(({ metric, value }) => [metric, value]));

describe('decodeGoals', () => {
  it('steps, hours and kilograms', () => {
    const readings = decodeGoals({ steps: 10_000, sleep: 27_000, weight: 70.5 }, NOW);

    expect(readings.map(({ metric, value, unit }) => [metric, value, unit])).toEqual([
      ['goal_steps', 10_000, 'steps'],
      ['goal_sleep', 7.5, 'h'],
      ['goal_weight', 70.5, 'kg'],
    ]);
    expect(readings[1]).toMatchObject({
      takenAt: NOW,
      createdAt: NOW,
      modifiedAt: NOW,
      groupId: null,
    });
  });

  it('hours keep four decimals', () => {
    expect(valuesOf(decodeGoals({ steps: 1, sleep: 25_000, weight: 1 }, NOW)).goal_sleep).toBe(6.9444);
  });

  it.each([0, -1, undefined])('a goal of %s is none', (none) => {
    expect(valuesOf(decodeGoals({ steps: none, sleep: none, weight: none }, NOW))).toEqual({
      goal_steps: null,
      goal_sleep: null,
      goal_weight: null,
    });
  });
});

describe('decodeDevice', () => {
  it('battery and last session, at the time of that session', () => {
    const readings = decodeDevice(DEVICE, NOW);

    expect(valuesOf(readings)).toEqual({ battery: 'high', last_session: 1_750_000_000 });
    for (const row of readings) {
      expect(row).toMatchObject({ takenAt: 1_750_000_000, deviceId: 'abab', deviceModel: 'Body+' });
    }
  });

  it.each(['unknown', 'charging', undefined])('a battery that is %s has no value', (battery) => {
    expect(valuesOf(decodeDevice({ ...DEVICE, battery }, NOW)).battery).toBeNull();
  });

  it('a device that was never heard of counts from now', () => {
    const readings = decodeDevice({ ...DEVICE, lastSession: undefined, model: undefined }, NOW);

    expect(valuesOf(readings)).toEqual({ battery: 'high', last_session: null });
    expect(readings).toMatchObject([{ takenAt: NOW, deviceModel: null }, { takenAt: NOW }]);
  });
});

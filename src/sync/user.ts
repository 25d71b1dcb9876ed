import { decodeDevice, decodeGoals } from '../metrics/decode/user.js';
import type { Reading } from '../metrics/reading.js';
import type { DeviceState } from '../store/state.js';
import type { Feed } from './feed.js';

const HOUR = 3_600_000;

/** The person's goals. One that is taken back loses its value; one that never was set makes no metric. */
export function createGoalsFeed(): Feed {
  return {
    name: 'goals',
    every: HOUR,
    async fetch({ client, account, now }) {
      const readings = decodeGoals(await client.getGoals(), account, now);
      return (state) => ({ ...state, readings: { ...state.readings, ...changed(state.readings, readings) } });
    },
  };
}

/** The account's devices. One that is no longer listed stays as it was. */
export function createDevicesFeed(): Feed {
  return {
    name: 'devices',
    every: HOUR,
    async fetch({ client, account, now }) {
      const devices = await client.getDevices();
      return (state) => {
        const next: Record<string, DeviceState> = { ...state.devices };
        for (const device of devices) {
          const before = next[device.id]?.readings ?? {};
          next[device.id] = { device, readings: { ...before, ...changed(before, decodeDevice(device, account, now)) } };
        }
        // A new account has no measures yet that would tell its zone.
        const zone = state.zone ?? devices.find((device) => device.timezone)?.timezone;
        return { ...state, devices: next, ...(zone !== undefined && { zone }) };
      };
    },
  };
}

/**
 * Of a snapshot, the readings that say something new: another value, or a value where there was none. A value that
 * stays keeps the time at which it was first seen.
 */
function changed(before: Readonly<Record<string, Reading>>, readings: readonly Reading[]): Record<string, Reading> {
  const news = readings.filter(({ metric, value }) => {
    const old = before[metric];
    return old === undefined ? value !== null : old.value !== value;
  });
  return Object.fromEntries(news.map((reading) => [reading.metric, reading]));
}

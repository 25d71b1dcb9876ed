import { decodeDevice, decodeGoals } from '../metrics/decode/user.js';
import type { Reading } from '../metrics/reading.js';
import type { DeviceState } from '../store/state.js';
import type { Device } from '../withings/user.js';
import type { Feed } from './feed.js';
import { withZone, type ZoneEvidence } from './zone.js';

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

const WEEK_SECONDS = 7 * 86_400;

/** The account's devices. One that is no longer listed is kept for a week, since lists come back incomplete. */
export function createDevicesFeed(): Feed {
  return {
    name: 'devices',
    every: HOUR,
    async fetch({ client, account, now }) {
      const devices = await client.getDevices();
      return (state) => {
        const next: Record<string, DeviceState> =
          devices.length > 0 ? missing(state.devices, now) : { ...state.devices };
        for (const device of devices) {
          const before = state.devices[device.id]?.readings ?? {};
          next[device.id] = { device, readings: { ...before, ...changed(before, decodeDevice(device, account, now)) } };
        }
        return withZone({ ...state, devices: next }, whereOf(devices));
      };
    },
  };
}

/** Where the device was that was used last. */
function whereOf(devices: readonly Device[]): ZoneEvidence {
  const [newest] = devices
    .filter(({ timezone }) => timezone !== undefined)
    .sort((a, b) => (b.lastSession ?? 0) - (a.lastSession ?? 0));
  return { zone: newest?.timezone, feed: 'devices', at: newest?.lastSession ?? 0 };
}

/** The known devices as if none were listed any more: those that have been missing for a week are gone. */
function missing(devices: Readonly<Record<string, DeviceState>>, now: number): Record<string, DeviceState> {
  const kept = Object.entries(devices).filter(([, { missingSince = now }]) => now - missingSince < WEEK_SECONDS);
  return Object.fromEntries(kept.map(([id, device]) => [id, { ...device, missingSince: device.missingSince ?? now }]));
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

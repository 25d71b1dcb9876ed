import { decodeDevice, decodeGoals } from '../metrics/decode/user.js';
import { withoutValue } from '../metrics/latest.js';
import type { Reading } from '../metrics/reading.js';
import type { DeviceState } from '../store/person-state.js';
import type { Device } from '../withings/user.js';
import type { Feed } from './feed.js';
import { lastPossible } from './possible.js';
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

type Readings = Readonly<Record<string, Reading>>;

const LAST_SESSION = 'last_session';
const WEEK_SECONDS = 7 * 86_400;

/** The account's devices. One that is no longer listed is kept for a week, since lists come back incomplete. */
export function createDevicesFeed(): Feed {
  return {
    name: 'devices',
    every: HOUR,
    async fetch(context) {
      const { client, account, now } = context;
      const devices = await client.getDevices();
      const last = lastPossible(context);
      const ahead = new Set(devices.filter(({ lastSession = 0 }) => lastSession > last).map(({ id }) => id));
      for (const { id, lastSession = 0 } of devices) if (ahead.has(id)) context.onFuture?.(id, lastSession);
      return (state) => {
        const next: Record<string, DeviceState> =
          devices.length > 0 ? missing(state.devices, now) : { ...state.devices };
        for (const device of devices) {
          const before = withoutFutureSession(state.devices[device.id]?.readings ?? {}, last);
          const possible = ahead.has(device.id) ? { ...device, lastSession: undefined } : device;
          // A session that is still to come says nothing: the one before it stays.
          const readings = decodeDevice(possible, account, now).filter(
            ({ metric }) => possible === device || metric !== LAST_SESSION,
          );
          next[device.id] = { device: possible, readings: { ...before, ...changed(before, readings) } };
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

/** What an older version kept of a session that is still to come. */
function withoutFutureSession(readings: Readings, last: number): Readings {
  const possible = Object.entries(readings).flatMap(([key, reading]): [string, Reading][] => {
    if (reading.takenAt <= last) return [[key, reading]];
    return key === LAST_SESSION ? [[key, withoutValue(reading)]] : [];
  });
  return Object.fromEntries(possible);
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

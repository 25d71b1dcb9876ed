import { decodeDevice } from '../metrics/decode/user.js';
import { withoutValue } from '../metrics/latest.js';
import type { Reading } from '../metrics/reading.js';
import type { DeviceState } from '../store/person-state.js';
import { type Device, GETDEVICE } from '../withings/user.js';
import { toldByDevices } from './archive.js';
import { changed } from './changed.js';
import { DAY_SECONDS } from './day.js';
import type { Answer, FeedContext, FetchedFeed } from './feed.js';
import { lastPossible } from './future.js';
import { withZone, type ZoneEvidence } from './zone.js';

/** The account's devices. One that is no longer listed is kept for a week, since lists come back incomplete. */
export const devices: FetchedFeed = {
  name: 'devices',
  about: 'the Withings devices, their charge and when they were last used',
  call: GETDEVICE,
  scope: 'user.info',
  notifications: [],
  every: 3_600_000,
  events: [],
  staleAfter: 14,
  fetch: fetchDevices,
};

type Readings = Readonly<Record<string, Reading>>;

const LAST_SESSION = 'last_session';
const WEEK_SECONDS = 7 * DAY_SECONDS;

async function fetchDevices(context: FeedContext): Promise<Answer> {
  const { client, now } = context;
  const listed = await client.getDevices();
  const last = lastPossible(context);
  const ahead = new Set(listed.filter(({ lastSession = 0 }) => lastSession > last).map(({ id }) => id));
  for (const { id, lastSession = 0 } of listed) if (ahead.has(id)) context.onFuture?.(id, lastSession);
  const possibleOnes = listed.map((device) => (ahead.has(device.id) ? { ...device, lastSession: undefined } : device));
  return (state) => {
    const next: Record<string, DeviceState> = listed.length > 0 ? missing(state.devices, now) : { ...state.devices };
    for (const device of possibleOnes) {
      const before = withoutFutureSession(state.devices[device.id]?.readings ?? {}, last);
      // A session that is still to come says nothing: the one before it stays.
      const readings = decodeDevice(device, now).filter(
        ({ metric }) => !ahead.has(device.id) || metric !== LAST_SESSION,
      );
      next[device.id] = { device, readings: { ...before, ...changed(before, readings) } };
    }
    // As they are shown, each since it was first seen: one that an older version knew has not been kept yet.
    const shown = Object.values(next).flatMap(({ readings }) => Object.values(readings));
    return {
      state: withZone({ ...state, devices: next }, whereOf(possibleOnes, last)),
      archive: [toldByDevices(devices.name, shown)],
    };
  };
}

/** Where the device was that was used last. One that cannot tell when says where only as long as nobody else does. */
function whereOf(listed: readonly Device[], last: number): ZoneEvidence {
  const [newest] = listed
    .filter(({ timezone }) => timezone !== undefined)
    .sort((a, b) => (b.lastSession ?? 0) - (a.lastSession ?? 0));
  return { zone: newest?.timezone, feed: 'devices', at: newest?.lastSession ?? 0, last };
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
function missing(known: Readonly<Record<string, DeviceState>>, now: number): Record<string, DeviceState> {
  const kept = Object.entries(known).filter(([, { missingSince = now }]) => now - missingSince < WEEK_SECONDS);
  return Object.fromEntries(kept.map(([id, device]) => [id, { ...device, missingSince: device.missingSince ?? now }]));
}

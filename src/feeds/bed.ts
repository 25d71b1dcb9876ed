import { IN_BED } from '../metrics/catalogue/account.js';
import { snapshot } from '../metrics/decode/user.js';
import { withoutValue } from '../metrics/latest.js';
import type { Reading } from '../metrics/reading.js';
import type { PersonState } from '../store/person-state.js';
import type { Notification } from '../withings/notify.js';
import { BED_SCOPE } from '../withings/oauth.js';
import { toldByDevices } from './archive.js';
import { DAY_SECONDS } from './day.js';
import type { Answer, NotifiedFeed } from './feed.js';

const INTO_BED = 50;
const OUT_OF_BED = 51;

/** Whether somebody is in bed, as the mat below it says. Of what Withings posts, only this is more than a hint. */
export const bed: NotifiedFeed = {
  name: 'bed',
  about: 'whether somebody is in bed',
  scope: BED_SCOPE,
  notifications: [
    { appli: INTO_BED, about: 'somebody got into bed' },
    { appli: OUT_OF_BED, about: 'somebody got out of bed' },
    { appli: 52, about: 'the sleep mat is inflated', empty: true },
  ],
  events: [],
  staleAfter: 2,
  notified: told,
};

function told({ appli, start, end, deviceId }: Notification, now: number): Answer {
  const since = (appli === INTO_BED ? start : (end ?? start)) ?? now;
  // A time to come would outlast everything that is told later.
  const time = since > 0 ? Math.min(since, now) : now;
  const reading = { ...snapshot(IN_BED, appli === INTO_BED, time), deviceId: deviceId ?? null };
  // One that came late is of the past all the same.
  return (state) => ({ state: withNewer(state, reading, now), archive: [toldByDevices(bed.name, [reading])] });
}

/**
 * The state as it is at a time, seconds since 1970: whoever went to bed so long ago, without a word of getting up, may be
 * anywhere. The same state as long as nothing changes.
 */
export function bedAt(state: PersonState, now: number): PersonState {
  const last = state.readings[IN_BED.key];
  // One from the future is of a clock that was set back since.
  if (last?.value !== true || Math.abs(now - last.takenAt) < DAY_SECONDS) return state;
  return { ...state, readings: { ...state.readings, [IN_BED.key]: withoutValue(last) } };
}

function withNewer(state: PersonState, reading: Reading, now: number): PersonState {
  const before = state.readings[IN_BED.key];
  // One from the future is of a clock that was set back since.
  if (before && before.takenAt > reading.takenAt && before.takenAt <= now) return state;
  return { ...state, readings: { ...state.readings, [IN_BED.key]: reading } };
}

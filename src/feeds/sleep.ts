import { NAP_METRICS, NIGHT_HEAD, SLEEP_DATA_FIELDS, SLEEP_METRICS } from '../metrics/catalogue/sleep.js';
import { decodeNap, decodeNight } from '../metrics/decode/records.js';
import { isEcho, isKnownNight, nightOf, nightsAndNaps } from '../metrics/night.js';
import type { Reading } from '../metrics/reading.js';
import type { HealthRecord } from '../withings/record.js';
import { GETSUMMARY } from '../withings/sleep.js';
import type { FetchedFeed } from './feed.js';
import { FIRST_SCALE } from './past.js';
import { fetchRecords } from './records/fetch.js';
import type { RecordKind } from './records/kind.js';
import { recordsPast } from './records/past.js';

const KIND: RecordKind = {
  feed: 'sleep',
  metrics: [...SLEEP_METRICS, ...NAP_METRICS],
  read: (client, range, zone, onOdd) => client.getSleepSummaries(range, SLEEP_DATA_FIELDS, zone, onOdd),
  *entries(records, zone) {
    const { nights, naps } = nightsAndNaps(records, zone);
    for (const night of nights) yield { record: night, readings: inItsZone(decodeNight(night), night) };
    for (const nap of naps) yield { record: nap, readings: decodeNap(nap) };
  },
  shown(records, zone) {
    const {
      nights: [night],
      naps: [nap],
    } = nightsAndNaps(records, zone);
    return [...(night ? decodeNight(night) : []), ...(nap ? decodeNap(nap) : [])];
  },
  event(record, { records, known, zone }) {
    const night = nightOf(record, records, zone);
    if (night === undefined) {
      return isEcho(record, records, known) ? undefined : { type: 'nap', readings: decodeNap(record) };
    }
    // Of a night one is told, whichever of its parts and of its devices come when.
    if (isEcho(record, [], known) || isKnownNight(record, records, known, zone)) return undefined;
    return { type: 'sleep', readings: decodeNight(night) };
  },
};

/** The archive knows of a night where it was slept, so that it stays on its day when the person moves. */
function inItsZone(readings: readonly Reading[], { timezone }: HealthRecord): readonly Reading[] {
  if (timezone === undefined) return readings;
  return readings.map((reading) => (reading.metric === NIGHT_HEAD ? { ...reading, zone: timezone } : reading));
}

/** Nights and naps. A night is told of when it first appears, though it may grow for some hours. */
export const sleep: FetchedFeed = {
  name: KIND.feed,
  about: 'nights and naps',
  call: GETSUMMARY,
  scope: 'user.activity',
  notifications: [{ appli: 44, about: 'sleep' }],
  every: 0,
  events: ['sleep', 'nap'],
  staleAfter: 2,
  fetch: (context) => fetchRecords(KIND, context),
  past: recordsPast(KIND, FIRST_SCALE),
};

import { ECG_METRICS } from '../metrics/catalogue/ecg.js';
import { NAP_METRICS, SLEEP_DATA_FIELDS, SLEEP_METRICS } from '../metrics/catalogue/sleep.js';
import { WORKOUT_DATA_FIELDS, WORKOUT_METRICS } from '../metrics/catalogue/workouts.js';
import { decodeEcg, decodeNap, decodeNight, decodeWorkout } from '../metrics/decode/records.js';
import { isEcho, isKnownNight, mainNight, newestNap, nightOf } from '../metrics/night.js';
import type { Reading } from '../metrics/reading.js';
import type { HealthRecord } from '../withings/record.js';
import { midnightOf } from './day.js';
import type { Feed } from './feed.js';
import { createRecordsFeed } from './records.js';

const DAY_SECONDS = 86_400;

/** Nights and naps. A night is told of when it first appears, though it may grow for some hours. */
export function createSleepFeed(): Feed {
  return createRecordsFeed({
    name: 'sleep',
    metrics: [...SLEEP_METRICS, ...NAP_METRICS],
    read: (client, range, zone) => client.getSleepSummaries(range, SLEEP_DATA_FIELDS, zone),
    decode(records, account, zone) {
      const night = mainNight(records, zone);
      const nap = newestNap(records, zone);
      return [...(night ? decodeNight(night, account) : []), ...(nap ? decodeNap(nap, account) : [])];
    },
    event(record, { records, known, account, zone }) {
      const night = nightOf(record, records, zone);
      if (night === undefined) {
        return isEcho(record, records, known) ? undefined : { type: 'nap', readings: decodeNap(record, account) };
      }
      // Of a night one is told, whichever of its parts and of its devices come when.
      if (isEcho(record, [], known) || isKnownNight(record, records, known, zone)) return undefined;
      return { type: 'sleep', readings: decodeNight(night, account) };
    },
  });
}

/** Workouts, the newest by its start. */
export function createWorkoutsFeed(): Feed {
  return createRecordsFeed({
    name: 'workouts',
    metrics: WORKOUT_METRICS,
    read: (client, range, zone) => client.getWorkouts(range, WORKOUT_DATA_FIELDS, zone),
    decode: (records, account) => newest(records, account, decodeWorkout),
    event: (record, { account }) => ({ type: 'workout', readings: decodeWorkout(record, account) }),
  });
}

/** ECG recordings. Heart list knows no days, only times. */
export function createEcgFeed(): Feed {
  return createRecordsFeed({
    name: 'ecgs',
    metrics: ECG_METRICS,
    read: (client, range, zone) =>
      client.getEcgs(
        range === 'everything'
          ? undefined
          : { startDate: midnightOf(range.from, zone), endDate: midnightOf(range.to, zone) + DAY_SECONDS },
        zone,
      ),
    decode: (records, account) => newest(records, account, decodeEcg),
    event: (record, { account }) => ({ type: 'ecg', readings: decodeEcg(record, account) }),
  });
}

function newest(
  records: readonly HealthRecord[],
  account: string,
  decode: (record: HealthRecord, account: string) => Reading[],
): Reading[] {
  return records[0] ? decode(records[0], account) : [];
}

import { SLEEP_DATA_FIELDS } from '../metrics/catalogue/sleep.js';
import { WORKOUT_DATA_FIELDS } from '../metrics/catalogue/workouts.js';
import { decodeEcg, decodeNap, decodeNight, decodeWorkout } from '../metrics/decode/records.js';
import { isNap, mainNight, newestNap } from '../metrics/night.js';
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
    read: (client, range) => client.getSleepSummaries(range, SLEEP_DATA_FIELDS),
    decode(records, account, zone) {
      const night = mainNight(records, zone);
      const nap = newestNap(records, zone);
      return [...(night ? decodeNight(night, account) : []), ...(nap ? decodeNap(nap, account) : [])];
    },
    event(record, records, account, zone) {
      if (isNap(record, records, zone)) return { type: 'nap', readings: decodeNap(record, account) };
      // A second device's record of a night that is known already is nothing new.
      const night = mainNight(
        records.filter(({ date }) => date === record.date),
        zone,
      );
      return night?.id === record.id ? { type: 'sleep', readings: decodeNight(record, account) } : undefined;
    },
  });
}

/** Workouts, the newest by its start. */
export function createWorkoutsFeed(): Feed {
  return createRecordsFeed({
    name: 'workouts',
    read: (client, range) => client.getWorkouts(range, WORKOUT_DATA_FIELDS),
    decode: (records, account) => newest(records, account, decodeWorkout),
    event: (record, _, account) => ({ type: 'workout', readings: decodeWorkout(record, account) }),
  });
}

/** ECG recordings. Heart list knows no days, only times. */
export function createEcgFeed(): Feed {
  return createRecordsFeed({
    name: 'ecgs',
    read: (client, range, zone) =>
      client.getEcgs(
        range === 'everything'
          ? undefined
          : { startDate: midnightOf(range.from, zone), endDate: midnightOf(range.to, zone) + DAY_SECONDS },
      ),
    decode: (records, account) => newest(records, account, decodeEcg),
    event: (record, _, account) => ({ type: 'ecg', readings: decodeEcg(record, account) }),
  });
}

function newest(
  records: readonly HealthRecord[],
  account: string,
  decode: (record: HealthRecord, account: string) => Reading[],
): Reading[] {
  return records[0] ? decode(records[0], account) : [];
}

import { ECG_METRICS } from '../metrics/catalogue/ecg.js';
import { decodeEcg } from '../metrics/decode/records.js';
import { HEART_LIST } from '../withings/heart.js';
import { DAY_SECONDS, midnightOf } from './day.js';
import type { FetchedFeed } from './feed.js';
import { FIRST_SCALE } from './past.js';
import { fetchRecords } from './records/fetch.js';
import { eachByItself, type RecordKind } from './records/kind.js';
import { recordsPast } from './records/past.js';

const KIND: RecordKind = {
  feed: 'ecgs',
  metrics: ECG_METRICS,
  // The call knows no days, only times.
  read: (client, range, zone, onOdd) =>
    client.getEcgs(
      range === 'everything'
        ? undefined
        : { startDate: midnightOf(range.from, zone), endDate: midnightOf(range.to, zone) + DAY_SECONDS },
      zone,
      onOdd,
    ),
  ...eachByItself(decodeEcg),
  event: (record) => ({ type: 'ecg', readings: decodeEcg(record) }),
};

/** ECG recordings. */
export const ecgs: FetchedFeed = {
  name: KIND.feed,
  about: 'ECG recordings',
  call: HEART_LIST,
  scope: 'user.metrics',
  notifications: [
    { appli: 54, about: 'an ECG was recorded' },
    { appli: 55, about: 'an ECG was tried and failed', empty: true },
  ],
  every: 0,
  events: ['ecg'],
  staleAfter: 60,
  fetch: (context) => fetchRecords(KIND, context),
  past: recordsPast(KIND, FIRST_SCALE),
};

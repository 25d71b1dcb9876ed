import { HEART_GET } from '../withings/ecg-signal.js';
import { fetchEcgSignals } from './ecg-signals/fetch.js';
import type { FetchedFeed } from './feed.js';
import { FIRST_SCALE } from './past.js';

/** The curves of the ECGs that the feed of ECGs has brought; never on MQTT. */
export const ecgSignals: FetchedFeed = {
  name: 'ecg_signals',
  about: 'the recorded signal of each ECG, for the archive alone',
  call: HEART_GET,
  scope: 'user.metrics',
  notifications: [],
  every: 0,
  events: [],
  follows: 'ecgs',
  optional: true,
  back: { since: FIRST_SCALE },
  fetch: (context) => fetchEcgSignals(context, FIRST_SCALE),
};

import { GETMEAS } from '../withings/measures.js';
import { valued } from './archive.js';
import type { FetchedFeed } from './feed.js';
import { fetchMeasures } from './measures/fetch.js';
import { FIRST_DAY, isWithin, type PastContext, type Window } from './past.js';

/** What scales, thermometers, blood pressure monitors and watches measure. */
export const measures: FetchedFeed = {
  name: 'measures',
  about: 'body measures of scales, thermometers, blood pressure monitors and watches',
  call: GETMEAS,
  scope: 'user.metrics',
  notifications: [
    { appli: 1, about: 'weight and body composition' },
    { appli: 2, about: 'temperature' },
    { appli: 4, about: 'blood pressure, heart rate, SpO2' },
    { appli: 58, about: 'glucose' },
    { appli: 62, about: 'heart rate variability' },
  ],
  every: 0,
  events: ['measure'],
  fetch: fetchMeasures,
  past: { since: FIRST_DAY, read: readPast },
};

async function* readPast({ client, decode }: PastContext, window: Window) {
  for await (const page of client.measurePages({ startDate: window.start, endDate: window.end })) {
    yield valued(decode(page.groups).readings).filter(({ takenAt }) => isWithin(takenAt, window));
  }
}

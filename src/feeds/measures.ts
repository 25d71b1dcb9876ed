import { GETMEAS } from '../withings/measures.js';
import type { FetchedFeed } from './feed.js';
import { archived } from './measures/answer.js';
import { fetchMeasures } from './measures/fetch.js';
import { FIRST_DAY, isWithin, nothingElse, type PastContext, type Window } from './past.js';

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
    { appli: 63, about: 'urine' },
  ],
  every: 0,
  events: ['measure'],
  staleAfter: 14,
  fetch: fetchMeasures,
  past: { since: FIRST_DAY, read: readPast },
};

async function* readPast({ client, decode }: PastContext, window: Window) {
  const groups = new Set<string>();
  for await (const page of client.measurePages({ startDate: window.start, endDate: window.end })) {
    const { readings, groupIds, unreadable } = decode(page.groups);
    for (const group of [...groupIds, ...unreadable]) groups.add(group);
    // The cloud counts the window's end to it. What was taken then is the next window's to say, and stays.
    const others = readings.filter(({ takenAt }) => !isWithin(takenAt, window));
    const foreign = new Set(others.map(({ groupId }) => groupId));
    yield archived(
      readings.filter(({ takenAt }) => isWithin(takenAt, window)),
      new Set([...groupIds].filter((id) => !foreign.has(id))),
    );
  }
  yield* nothingElse('measures', window, groups);
}

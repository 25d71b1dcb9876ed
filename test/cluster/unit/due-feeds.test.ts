import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feedTimes, intervalOf, nextDay, scheduleOf } from '../../../src/cluster/due-feeds.js';
import type { FetchedFeed } from '../../../src/feeds/feed.js';
import { FETCHED_FEEDS } from '../../../src/feeds/index.js';
import { EMPTY_PERSON, type FeedState, type PersonState } from '../../../src/store/person-state.js';

const NOW = 1_790_000_000_000;
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const RHYTHM = { pollInterval: 10 * MINUTE, webhookPollInterval: DAY, isNotified: false };
const measures = feedCalled('measures');
const activity = feedCalled('activity');

function feedCalled(name: string): FetchedFeed {
  return FETCHED_FEEDS.find((feed) => feed.name === name)!;
}

function stateWith(feeds: Record<string, FeedState>): PersonState {
  return { ...EMPTY_PERSON, feeds };
}

function timesOf(state: PersonState, notified: readonly string[] = []) {
  const times = feedTimes([measures, activity], state, new Set(notified), NOW, RHYTHM);
  return { measures: times.get(measures)!, activity: times.get(activity)! };
}

describe('the feeds of a person that are due', () => {
  it('are all of them as long as nothing is known', () => {
    expect(timesOf(EMPTY_PERSON)).toEqual({ measures: NOW, activity: NOW });
  });

  it('wait for the time that is kept', () => {
    const state = stateWith({ measures: { next: NOW / 1000 + 60, lastSuccess: NOW / 1000 - 60 } });
    expect(timesOf(state).measures).toBe(NOW + MINUTE);
  });

  it('are those that Withings has told of, when the same question may be asked again', () => {
    const known = { next: NOW / 1000 + 300 };
    const state = stateWith({
      measures: { ...known, lastSuccess: NOW / 1000 - 5 },
      activity: { ...known, lastSuccess: NOW / 1000 - 60 },
    });
    const times = timesOf(state, ['measures', 'activity']);
    expect(times.activity).toBe(NOW);
    expect(times.measures).toBe(NOW + 7000);
  });

  it('are none that Withings wants to be left alone, whoever asks', () => {
    const notBefore = NOW / 1000 + 40;
    const state = stateWith({ measures: { next: notBefore, notBefore, lastSuccess: 1 } });
    expect(timesOf(state, ['measures']).measures).toBe(NOW + 40_000);
  });

  it('wait for as long as Withings has said, for hours, too', () => {
    const notBefore = NOW / 1000 + 40_000;
    const state = stateWith({ measures: { next: notBefore, notBefore, wait: 43_000, lastSuccess: 1 } });
    expect(timesOf(state, ['measures']).measures).toBe(NOW + 40_000_000);
  });

  it('are due that are planned for longer than any wait: the clock was set back', () => {
    expect(timesOf(stateWith({ measures: { next: NOW / 1000 + 86_400, lastSuccess: 1 } })).measures).toBe(NOW);
  });

  it('never lie before now, and come no later by a notification', () => {
    const feed = fc.record({
      next: fc.integer({ min: NOW / 1000 - 1e6, max: NOW / 1000 + 600 }),
      lastSuccess: fc.integer({ min: NOW / 1000 - 1e6, max: NOW / 1000 }),
    });
    fc.assert(
      fc.property(feed, (known) => {
        const state = stateWith({ measures: known });
        const [planned, notified] = [timesOf(state), timesOf(state, ['measures'])];
        expect(planned.measures).toBeGreaterThanOrEqual(NOW);
        expect(notified.measures).toBeLessThanOrEqual(planned.measures);
      }),
    );
  });
});

describe('how often', () => {
  it('everything is polled where Withings tells of nothing', () => {
    expect(intervalOf(measures, RHYTHM)).toBe(10 * MINUTE);
    expect(intervalOf(activity, RHYTHM)).toBe(Math.max(activity.every, 10 * MINUTE));
  });

  it('one cheap call a day looks after people of whom Withings tells', () => {
    const rhythm = { ...RHYTHM, isNotified: true };
    expect(intervalOf(measures, rhythm)).toBe(DAY);
    expect(intervalOf(activity, rhythm)).toBe(7 * DAY);
  });

  it('one that has failed comes back soon: nothing counts as settled', () => {
    expect(scheduleOf({ next: 5, failures: 2, lastSuccess: 1 })).toEqual({ next: 5000, failures: 2, succeeded: false });
  });

  it('a day begins at the midnight of the person', () => {
    expect(new Date(nextDay({ ...EMPTY_PERSON, zone: 'Asia/Tokyo' }, NOW)).toISOString()).toMatch(/T15:00:00/);
  });
});

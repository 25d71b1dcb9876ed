import { describe, expect, it } from 'vitest';
import { FEEDS } from '../../src/feeds/index.js';
import { applisFor, feedsNotifiedBy } from '../../src/feeds/notifications.js';

describe('applisFor', () => {
  it.each([
    ['user.info,user.metrics,user.activity,user.sleepevents', [1, 2, 4, 16, 44, 50, 51, 52, 54, 55, 58, 62, 63]],
    ['', [1, 2, 4, 16, 44, 50, 51, 52, 54, 55, 58, 62, 63]],
    ['user.info,user.metrics', [1, 2, 4, 54, 55, 58, 62, 63]],
    ['user.activity', [16, 44]],
    ['user.activity user.sleepevents', [16, 44, 50, 51, 52]],
    ['user.info', []],
    ['user.metrics2', []],
  ])('of a login for %j are %j', (scope, applis) => expect(applisFor(FEEDS, scope)).toEqual(applis));
});

describe('feedsNotifiedBy', () => {
  it.each<[number, readonly string[]]>([
    [1, ['measures']],
    [2, ['measures']],
    [4, ['measures']],
    [16, ['activity', 'workouts', 'intraday']],
    [44, ['sleep']],
    [50, ['bed']],
    [51, ['bed']],
    [52, []],
    [54, ['ecgs']],
    [55, []],
    [58, ['measures']],
    [62, ['measures']],
    [63, ['measures']],
    [4711, []],
  ])('%i is about %j', (appli, feeds) => expect(feedsNotifiedBy(FEEDS, appli).map(({ name }) => name)).toEqual(feeds));
});

import { createActivityFeed } from './activity.js';
import type { Feed } from './feed.js';
import { createMeasuresFeed, type MeasuresFeedOptions } from './measures.js';
import { createEcgFeed, createSleepFeed, createWorkoutsFeed } from './record-feeds.js';
import { createDevicesFeed, createGoalsFeed } from './user.js';

/** Every feed that an account has. */
export function createFeeds(measures: MeasuresFeedOptions): readonly Feed[] {
  return [
    createMeasuresFeed(measures),
    createActivityFeed(),
    createSleepFeed(),
    createWorkoutsFeed(),
    createEcgFeed(),
    createGoalsFeed(),
    createDevicesFeed(),
  ];
}

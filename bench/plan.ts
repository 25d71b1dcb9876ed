// The plan of requests, against what Withings allows; from the feeds themselves.
import { createActivityFeed } from '#built/sync/activity.js';
import type { Feed } from '#built/sync/feed.js';
import { CALLS_PER_MINUTE } from '#built/sync/limiter.js';
import { createMeasuresFeed } from '#built/sync/measures.js';
import { createEcgFeed, createSleepFeed, createWorkoutsFeed } from '#built/sync/record-feeds.js';
import { createDevicesFeed, createGoalsFeed } from '#built/sync/user.js';

const HOUR_MILLISECONDS = 3_600_000;

/** Rows of Markdown: how, calls an hour for one account, accounts that fit. */
export function requestPlan(): string[] {
  const feeds: readonly Feed[] = [
    createMeasuresFeed({ decode: () => ({ readings: [], groupIds: new Set(), modified: 0 }), ignoreAttributions: [] }),
    createActivityFeed(),
    createSleepFeed(),
    createWorkoutsFeed(),
    createEcgFeed(),
    createGoalsFeed(),
    createDevicesFeed(),
  ];
  const calls = (minutes: number) =>
    feeds.reduce(
      (sum, { every }) => sum + Math.min(60 / minutes, every ? HOUR_MILLISECONDS / every : Number.POSITIVE_INFINITY),
      0,
    );
  const row = (how: string, minutes: number) => {
    const hourly = calls(minutes);
    return `| ${how} | ${hourly} | ${Math.floor((CALLS_PER_MINUTE * 60) / hourly)} |`;
  };
  return [row('polling every 10 minutes', 10), row('webhooks, polling every hour', 60)];
}

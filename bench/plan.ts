// The plan of requests, against what Withings allows; from the feeds themselves.

import { FETCHED_FEEDS } from '#built/feeds/index.js';
import { CALLS_PER_MINUTE } from '#built/scheduler/budget.js';

const HOUR_MILLISECONDS = 3_600_000;

/** Rows of Markdown: how, calls an hour for one account, accounts that fit. */
export function requestPlan(): string[] {
  const calls = (minutes: number) =>
    FETCHED_FEEDS.reduce(
      (sum, { every }) => sum + Math.min(60 / minutes, every ? HOUR_MILLISECONDS / every : Number.POSITIVE_INFINITY),
      0,
    );
  const row = (how: string, minutes: number) => {
    const hourly = calls(minutes);
    return `| ${how} | ${hourly} | ${Math.floor((CALLS_PER_MINUTE * 60) / hourly)} |`;
  };
  return [row('polling every 10 minutes', 10), row('webhooks, polling every hour', 60)];
}

// The plan of requests, against what Withings allows; from the feeds themselves.

import { feedsFor } from '#built/feeds/index.js';
import { CALLS_PER_MINUTE } from '#built/scheduler/budget.js';

const HOUR_MILLISECONDS = 3_600_000;

/** Rows of Markdown: how, calls an hour for one account, accounts that fit. What follows another feed has no rhythm. */
export function requestPlan(): string[] {
  const inRhythm = (intraday: boolean) => feedsFor({ intraday }).filter(({ follows }) => follows === undefined);
  const calls = (minutes: number, intraday: boolean) =>
    inRhythm(intraday).reduce(
      (sum, { every }) => sum + Math.min(60 / minutes, every ? HOUR_MILLISECONDS / every : Number.POSITIVE_INFINITY),
      0,
    );
  const row = (how: string, minutes: number, intraday: boolean) => {
    const hourly = calls(minutes, intraday);
    return `| ${how} | ${hourly} | ${Math.floor((CALLS_PER_MINUTE * 60) / hourly)} |`;
  };
  return [
    row('polling every 10 minutes', 10, false),
    row('the same with `intraday: true`', 10, true),
    row('webhooks, polling every hour', 60, false),
    row('the same with `intraday: true`', 60, true),
  ];
}

import { dayAt } from '../feeds/day.js';
import { type FeedWithPast, hasPast } from '../feeds/feed.js';
import { FEEDS } from '../feeds/index.js';
import type { PastContext, Window } from '../feeds/past.js';
import { isRefused, type WithingsError } from '../withings/errors.js';
import { lastHourOf } from './hours.js';
import { createSeries, type Series } from './series.js';

/** The feeds whose past can be written. */
export const PAST_FEEDS: readonly FeedWithPast[] = FEEDS.filter(hasPast);

/** What was read of a window. */
export interface WindowReadings {
  readonly series: ReadonlyMap<string, Series>;
  /** The feeds that Withings does not let this login read, by name, with its error. */
  readonly refused: ReadonlyMap<string, WithingsError>;
}

/** Every numeric reading of a window that has one; a day's values at its last hour, when they are what they are. */
export async function readWindow(
  context: PastContext,
  window: Window,
  feeds: readonly FeedWithPast[] = PAST_FEEDS,
): Promise<WindowReadings> {
  const series = new Map<string, Series>();
  const refused = new Map<string, WithingsError>();
  for (const { name, past } of feeds) {
    if (window.to < past.since) continue;
    try {
      for await (const readings of past.read(context, window)) {
        for (const { metric, value, takenAt, lastReset } of readings) {
          if (typeof value !== 'number') continue;
          const at = past.daily ? lastHourOf(dayAt(takenAt, context.zone).date, context.zone) : takenAt;
          seriesOf(metric, series).add({ takenAt: at, value, lastReset });
        }
      }
    } catch (error) {
      if (!isRefused(error)) throw error;
      refused.set(name, error);
    }
  }
  return { series, refused };
}

function seriesOf(metric: string, all: Map<string, Series>): Series {
  const known = all.get(metric) ?? createSeries();
  all.set(metric, known);
  return known;
}

import { ACTIVITY_DATA_FIELDS, ACTIVITY_METRICS } from '../metrics/catalogue/activity.js';
import { decodeActivity, isCounted, rowOfDay } from '../metrics/decode/activity.js';
import type { PersonState } from '../store/person-state.js';
import type { ActivityDay } from '../withings/activity.js';
import { addDays, dayAt, midnightOf } from './day.js';
import type { Feed } from './feed.js';
import { lastPossible, withoutFuture } from './possible.js';
import { todayOf, withMidnights } from './today.js';
import { withZone, type ZoneEvidence } from './zone.js';

/** Enough for the average of a week, and for rows that are corrected late. */
const WINDOW_DAYS = 8;

/** The account's own today, and the days before it that averages need. */
export function createActivityFeed(): Feed {
  return {
    name: 'activity',
    every: 0,
    async fetch(context) {
      const { client, account, state, now } = context;
      const today = dayAt(now, state.zone).date;
      // To tomorrow: the account may be ahead of the zone that is known here.
      const answer = await client.getActivity(
        { from: addDays(today, -WINDOW_DAYS), to: addDays(today, 1) },
        ACTIVITY_DATA_FIELDS,
      );
      const rows = withoutFuture(answer, context, aboutDay).map(withKnownChange(lastPossible(context)));
      return (current) => {
        const days = rows.length > 0 ? oneRowADay(rows) : (current.activity ?? []);
        return withToday(withZone({ ...current, activity: days }, whereOf(rows)), account, now);
      };
    },
  };
}

function aboutDay({ date, deviceId }: ActivityDay) {
  return { id: `${date} ${deviceId ?? ''}`, time: midnightOf(date, 'utc') };
}

/** A change that is still to come says nothing of when the row was changed. */
function withKnownChange(last: number): (day: ActivityDay) => ActivityDay {
  return (day) => (day.modified > last ? { ...day, modified: 0 } : day);
}

/**
 * Begins a new day when the account's has begun: totals are 0 until the cloud says more. A traveller to the west is in
 * the day before again, with the row that is known of it. The same state on the same day.
 */
export function rollOver(state: PersonState, account: string, now: number): PersonState {
  const { midnight } = todayOf(state, now);
  const resets = ACTIVITY_METRICS.flatMap(({ key }) => state.readings[key]?.lastReset ?? []);
  return resets.every((reset) => reset === midnight) ? state : withToday(state, account, now);
}

function withToday(before: PersonState, account: string, now: number): PersonState {
  const state = withMidnights(before, now);
  const readings = { ...state.readings };
  const known = (metric: string) => metric in state.readings;
  const days = state.activity ?? [];
  for (const reading of decodeActivity(days, todayOf(state, now), account, known)) {
    const { metric } = reading;
    if (known(metric) || isCounted(days, metric)) readings[metric] = reading;
  }
  return { ...state, readings };
}

/** Where the person was when something last counted the newest day. */
function whereOf(rows: readonly ActivityDay[]): ZoneEvidence {
  const [newest] = rows
    .filter(({ timezone }) => timezone !== undefined)
    .sort((a, b) => (a.date === b.date ? b.modified - a.modified : a.date < b.date ? 1 : -1));
  return { zone: newest?.timezone, feed: 'activity', at: newest?.modified ?? 0 };
}

function oneRowADay(rows: readonly ActivityDay[]): ActivityDay[] {
  const dates = [...new Set(rows.map(({ date }) => date))].sort();
  return dates.flatMap((date) => rowOfDay(rows, date) ?? []);
}

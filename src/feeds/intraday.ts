import { isMeasured } from '../metrics/curves.js';
import { decodeIntraday } from '../metrics/decode/detail.js';
import type { Reading } from '../metrics/reading.js';
import { type FeedState, type PersonState, withFeedState } from '../store/person-state.js';
import type { DaySeries, SeriesChange } from '../store/series.js';
import { GETINTRADAY, INTRADAY_FIELDS, type IntradayEntry } from '../withings/intraday.js';
import type { Point, TimeRange } from '../withings/timed.js';
import { lateDays } from './activity/late-days.js';
import { DAY_SECONDS, dayAt, midnightOf, nextMidnight } from './day.js';
import type { Answer, FeedContext, FetchedFeed } from './feed.js';
import { withoutFuture } from './future.js';

const FEED = 'intraday';
/** What a watch measured comes that much later, when it finds its phone. */
const LATE_SECONDS = 6 * 3600;
/** At first, and once each day. */
const WHOLE_DAYS = 1;
/** After a time without an answer; each day is a call. */
const LONGEST_DAYS = 7;

/** The curve of the day, of accounts that want it: a call with each poll. */
export const intraday: FetchedFeed = {
  name: FEED,
  about: 'the curve of the day: heart rate, steps and so on',
  call: GETINTRADAY,
  scope: 'user.activity',
  notifications: [{ appli: 16, about: 'activity' }],
  every: 0,
  events: [],
  staleAfter: 2,
  choice: 'intraday',
  optional: true,
  back: { days: WHOLE_DAYS },
  fetch: fetchIntraday,
};

/** What a call has brought. */
interface Part {
  readonly entries: readonly IntradayEntry[];
  readonly series: readonly SeriesChange[];
}

/**
 * The last hours, since data comes late; at first, and once each day, a whole day of them; all since the last answer. Then,
 * at leisure, the days of which the feed of activity has heard later than that.
 */
async function fetchIntraday(context: FeedContext): Promise<Answer> {
  const { state, thorough, leisurely = (work) => work() } = context;
  // A box without a battery for its clock starts years back.
  const now = Math.max(context.now, context.cloudTime?.() ?? 0);
  const zone = state.zone ?? 'utc';
  const { windowRead = 0, lastSuccess = now, cursor = now } = state.feeds[FEED] ?? {};
  const isWhole = thorough || dayAt(windowRead, zone).date !== dayAt(now, zone).date;
  const usual = now - (isWhole ? WHOLE_DAYS * DAY_SECONDS : LATE_SECONDS);
  const start = Math.max(Math.min(usual, lastSuccess - LATE_SECONDS), now - LONGEST_DAYS * DAY_SECONDS);
  const newest = await readPart(context, { start, end: now }, zone);
  const noted = { windowRead: isWhole ? now : windowRead, cursor };
  const answer = answerOf([newest], noted);
  const late = lateDays(state, dayAt(start, zone).date, cursor);
  // Somebody who asks waits for what is new alone; the rest comes with the next poll.
  if (thorough || late.length === 0) return answer;
  await context.progress?.(answer);
  const parts: Part[] = [];
  const isRead = await leisurely(async () => {
    for (const { date } of late) {
      const midnight = midnightOf(date, zone);
      // Its last second is in, and so a day is a call.
      parts.push(await readPart(context, { start: midnight, end: nextMidnight(midnight, zone) - 1 }, zone));
    }
    return true;
  });
  if (!isRead) return answer;
  return answerOf([...parts, newest], { ...noted, cursor: Math.max(...late.map(({ modified }) => modified)) });
}

async function readPart(context: FeedContext, range: TimeRange, zone: string): Promise<Part> {
  const answer = await context.client.getIntradayActivity(range, INTRADAY_FIELDS);
  const entries = withoutFuture(answer, context, ({ time, deviceId = '' }) => ({ id: deviceId, time }));
  const within = { from: range.start, to: range.end + 1 };
  return { entries, series: daysOf(entries, zone).map((day): SeriesChange => ({ kind: 'day', put: [day], within })) };
}

/** @param parts in the order of time */
function answerOf(parts: readonly Part[], noted: Pick<FeedState, 'windowRead' | 'cursor'>): Answer {
  const series = parts.flatMap((part) => part.series);
  return (current) => ({
    state: withFeedState(
      withNewest(
        current,
        parts.flatMap(({ entries }) => entries.flatMap(decodeIntraday)),
      ),
      FEED,
      noted,
    ),
    ...(series.length > 0 && { archive: [{ feed: FEED, put: [], series }] }),
  });
}

function withNewest(state: PersonState, readings: readonly Reading[]): PersonState {
  const newest = readings.filter(({ metric, takenAt }) => takenAt >= (state.readings[metric]?.takenAt ?? 0));
  if (newest.length === 0) return state;
  // They stand in the order of time.
  return { ...state, readings: { ...state.readings, ...Object.fromEntries(newest.map((one) => [one.metric, one])) } };
}

/** A series for each day of the zone that has something. */
function daysOf(entries: readonly IntradayEntry[], zone: string): DaySeries[] {
  const days = new Map<string, { readonly midnight: number; readonly entries: IntradayEntry[] }>();
  for (const entry of entries) {
    const { date, midnight } = dayAt(entry.time, zone);
    const known = days.get(date);
    if (known) known.entries.push(entry);
    else days.set(date, { midnight, entries: [entry] });
  }
  return [...days].flatMap(([date, day]) => {
    const fields = curvesOf(day.entries);
    const devices = new Set(day.entries.map(({ deviceId }) => deviceId));
    const [device] = devices.size === 1 ? devices : [];
    const span = { start: day.midnight, end: nextMidnight(day.midnight, zone) };
    if (Object.keys(fields).length === 0) return [];
    return [{ kind: 'day', id: date, ...span, device: device ?? null, fields }];
  });
}

function curvesOf(entries: readonly IntradayEntry[]): Record<string, Point[]> {
  const curves = INTRADAY_FIELDS.flatMap((field): [string, Point[]][] => {
    const points = entries.flatMap(({ time, data: { [field]: value } }): Point[] =>
      typeof value === 'number' && isMeasured(field, value) ? [[time, value]] : [],
    );
    return points.length === 0 ? [] : [[field, points]];
  });
  return Object.fromEntries(curves);
}

import { computedReadings } from '../metrics/computed.js';
import type { DecodedMeasures } from '../metrics/decode/measures.js';
import { latestOf, mergeAnswer, withoutValue } from '../metrics/latest.js';
import type { Latest, Reading } from '../metrics/reading.js';
import type { AccountState } from '../store/state.js';
import type { MeasureRange } from '../withings/measures.js';
import type { Feed, FeedContext, Update } from './feed.js';

export interface MeasuresFeedOptions {
  readonly decode: (rows: readonly unknown[]) => DecodedMeasures;
  /** Groups with one of these attributions are left out; another list means another history. */
  readonly ignoreAttributions: readonly number[];
}

/** Late enough for groups that became visible after the last answer (Withings, "How to compute lastupdate"). */
const OVERLAP_SECONDS = 3600;
const WINDOW_SECONDS = 30 * 86_400;
const DAY_SECONDS = 86_400;

/**
 * Body measures. The first fetch reads the whole history, later ones what has changed. An edited group replaces what it
 * said before; once a day the recent window is read again, since a deleted group leaves no trace elsewhere. When a
 * reading has gone and nothing as new stands in for it, the history is read once more for the one before it.
 */
export function createMeasuresFeed({ decode, ignoreAttributions }: MeasuresFeedOptions): Feed {
  const ignored = ignoreAttributions.join(',');

  async function fetch(context: FeedContext): Promise<Update> {
    const feed = context.state.feeds.measures ?? {};
    if (!feed.cursor || feed.ignored !== ignored) return readHistory(context);
    const changed = await read(context, { lastUpdate: Math.max(0, feed.cursor - OVERLAP_SECONDS) });
    const windowDue = context.now - (feed.windowRead ?? 0) >= DAY_SECONDS;
    const window = windowDue ? await readWindow(context) : undefined;
    const current = new Map(Object.entries(context.state.readings).filter(([, reading]) => isMeasure(reading)));
    const [first, second] = merge(current, changed, window, context.now);
    if (first.lost.length > 0 || second.lost.length > 0) return readHistory(context);
    return (state) => {
      const latest = second.latest;
      const cursor = Math.max(feed.cursor ?? 0, changed.cursor);
      return withMeasures(state, latest, context.account, {
        zone: changed.zone,
        feed: { cursor, ignored, windowRead: windowDue ? context.now : (feed.windowRead ?? 0) },
      });
    };
  }

  async function read(context: FeedContext, range: MeasureRange): Promise<Answer> {
    const readings: Reading[] = [];
    const groupIds = new Set<string>();
    let zone: string | undefined;
    let cursor = 0;
    for await (const page of context.client.measurePages(range)) {
      const decoded = decode(page.groups);
      for (const reading of decoded.readings) readings.push(reading);
      for (const id of decoded.groupIds) groupIds.add(id);
      zone ??= page.timezone;
      cursor = Math.max(cursor, trusted(decoded.modified, page.updateTime ?? context.now));
    }
    return { readings, groupIds, zone, cursor };
  }

  function readWindow(context: FeedContext): Promise<Answer> {
    const { now } = context;
    return read(context, { startDate: now - WINDOW_SECONDS, endDate: now + DAY_SECONDS });
  }

  async function readHistory(context: FeedContext): Promise<Update> {
    let latest = new Map<string, Reading>();
    let zone: string | undefined;
    let cursor = 0;
    let groups = 0;
    for await (const page of context.client.measurePages({ lastUpdate: 0 })) {
      const decoded = decode(page.groups);
      latest = latestOf(decoded.readings, latest);
      zone ??= page.timezone;
      cursor = Math.max(cursor, trusted(decoded.modified, page.updateTime ?? context.now));
      groups += decoded.groupIds.size;
    }
    return (state) => {
      // An empty answer says nothing: a history does not vanish.
      if (groups === 0) return zone ? { ...state, zone } : state;
      for (const [metric, reading] of Object.entries(state.readings)) {
        if (isMeasure(reading) && !latest.has(metric)) latest.set(metric, withoutValue(reading));
      }
      const feed = { cursor, ignored, windowRead: context.now };
      return withMeasures(state, latest, context.account, { zone, feed });
    };
  }

  return { name: 'measures', every: 0, fetch };
}

interface Answer {
  readonly readings: readonly Reading[];
  readonly groupIds: ReadonlySet<string>;
  readonly zone: string | undefined;
  readonly cursor: number;
}

function merge(current: Latest, changed: Answer, window: Answer | undefined, now: number) {
  const first = mergeAnswer(current, changed.readings, (r) => changed.groupIds.has(r.groupId ?? ''));
  if (!window || window.groupIds.size === 0) return [first, { ...first, lost: [] }] as const;
  const since = now - WINDOW_SECONDS;
  const second = mergeAnswer(
    first.latest,
    window.readings,
    (r) => r.takenAt >= since && !window.groupIds.has(r.groupId ?? ''),
  );
  return [first, second] as const;
}

function withMeasures(
  state: AccountState,
  latest: Latest,
  account: string,
  { zone, feed }: { zone: string | undefined; feed: AccountState['feeds'][string] },
): AccountState {
  const readings = Object.fromEntries(latest);
  for (const reading of computedReadings(latest, account)) readings[reading.metric] = reading;
  return {
    ...state,
    ...(zone !== undefined && { zone }),
    readings: { ...state.readings, ...readings },
    feeds: { ...state.feeds, measures: { ...state.feeds.measures, ...feed } },
  };
}

/** A time from the future, of a device with a wrong clock, must not become a cursor that hides what comes next. */
function trusted(modified: number, serverTime: number): number {
  return Math.min(modified, serverTime);
}

function isMeasure(reading: Reading): boolean {
  return reading.source.startsWith('getmeas/');
}

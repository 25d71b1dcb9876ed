import { feedOf } from '../../metrics/catalogue/index.js';
import { latestOf, mergeAnswer, withoutValue } from '../../metrics/latest.js';
import type { Latest, Reading } from '../../metrics/reading.js';
import type { FeedState, PersonState } from '../../store/person-state.js';
import { EVER } from '../archive.js';
import { DAY_SECONDS } from '../day.js';
import type { Answer, FeedContext, Update } from '../feed.js';
import { earlierNow } from '../future.js';
import { wholePast } from '../past-progress.js';
import { MOST_AT_ONCE, newestTaken, newsOf } from '../upload.js';
import { withZone } from '../zone.js';
import { archived, type MeasureAnswer, readHistory, readMeasures } from './answer.js';
import { groupEvents, newGroups, seenAfter } from './effects.js';

/** Of what is left out, beside the list: where a state went by older ones, the history is read anew. */
const RULES = 2;
/** Late enough for groups that became visible after the last answer (Withings, "How to compute lastupdate"). */
const OVERLAP_SECONDS = 3600;
const WINDOW_SECONDS = 30 * DAY_SECONDS;

/**
 * The first fetch reads the whole history, later ones what has changed. An edited group replaces what it said before;
 * once a day, and when somebody asks, the recent window is read again, since a deleted group leaves no trace elsewhere.
 * When a reading has gone and nothing as new stands in for it, the history is read once more for the one before it.
 */
export async function fetchMeasures(context: FeedContext): Promise<Answer> {
  const { state, now } = context;
  const feed = state.feeds.measures ?? {};
  if (!feed.cursor || feed.ignored !== ignoredOf(context)) return fetchHistory(context);
  const lastUpdate = Math.max(0, feed.cursor - OVERLAP_SECONDS);
  const changed = await readMeasures(context, { lastUpdate });
  if (feed.rules !== RULES) return fetchHistory(context, changed);
  const current = new Map(Object.entries(state.readings).filter(([, reading]) => isMeasure(reading)));
  const zone = changed.zone ?? state.zone;
  const isOutdated = (r: Reading) => changed.groupIds.has(r.groupId ?? '') || r.takenAt > changed.last;
  const first = mergeAnswer(current, changed.readings, isOutdated, zone);
  if (first.lost.length > 0) return fetchHistory(context, changed);
  const cursor = Math.max(feed.cursor, changed.cursor);
  const update: Update = (then) => withMeasures(then, first.latest, changed, { ...feed, cursor }, now);
  const answer: Answer = (then) => ({ state: update(then), archive: [archived(changed.readings, changed.groupIds)] });
  if (!windowDue(feed, context)) return answer;
  // What is new must not wait for the search for what is gone; applying it twice changes nothing.
  await context.progress?.(answer);
  return fetchWindow(context, first.latest, cursor, update);
}

/** @param before what is known already of this fetch */
async function fetchWindow(context: FeedContext, current: Latest, cursor: number, before: Update): Promise<Answer> {
  const { now } = context;
  const { startDate, endDate } = windowAt(now);
  const window = await readMeasures(context, { startDate, endDate });
  const { groupIds } = window;
  const listed = new Set([...groupIds, ...window.unreadable]);
  const { latest, lost } = mergeAnswer(
    current,
    window.readings,
    (r) => r.takenAt >= startDate && r.takenAt <= endDate && !listed.has(r.groupId ?? ''),
    window.zone ?? context.state.zone,
  );
  if (lost.length > 0) {
    const history = await fetchHistory(context);
    return (then) => history(before(then));
  }
  const change = archived(window.readings, groupIds);
  const all = { ...change, window: { from: startDate, to: endDate + 1, groups: listed } };
  return (then) => {
    const nothingNew = { ...window, readings: [], zone: undefined };
    const feed = { cursor, ignored: ignoredOf(context), rules: RULES, windowRead: now };
    return {
      state: withMeasures(before(then), latest, nothingNew, feed, now),
      // An empty answer says nothing: not even that nothing is there.
      archive: groupIds.size === 0 ? [] : [all],
    };
  };
}

/** @param changed the answer that made the history necessary, if there was one: it tells what is new */
async function fetchHistory(context: FeedContext, changed?: MeasureAnswer): Promise<Answer> {
  const { now } = context;
  const since = now - WINDOW_SECONDS;
  const history = await readHistory(context, since);
  return (then) => {
    // An empty answer says nothing: a history does not vanish.
    if (history.groupIds.size === 0) {
      return { state: withZone(then, { zone: history.zone, feed: 'measures', at: now, last: history.last }) };
    }
    const listed = new Set([...history.groupIds, ...history.unreadable]);
    const kept = Object.values(then.readings).filter(
      (one) => isMeasure(one) && history.unreadable.has(one.groupId ?? ''),
    );
    const latest = latestOf(kept, history.latest, history.zone ?? then.zone);
    for (const [metric, reading] of Object.entries(then.readings)) {
      if (isMeasure(reading) && !latest.has(metric)) latest.set(metric, withoutValue(reading));
    }
    const feed = {
      ...{ cursor: history.cursor, ignored: ignoredOf(context), rules: RULES, windowRead: now },
      past: wholePast(earlierNow(context)),
    };
    const news = changed ?? (isFirstOfAll(then, history) ? history : { ...history, readings: [] });
    return {
      state: withMeasures(then, latest, news, feed, now, history),
      archive: [{ feed: 'measures', put: [], window: { ...EVER, groups: listed } }],
    };
  };
}

/** The list as it is noted: another one means another history. */
function ignoredOf({ ignoreAttributions }: FeedContext): string {
  return ignoreAttributions.join(',');
}

function windowDue({ windowRead = 0 }: FeedState, { now, thorough }: FeedContext): boolean {
  // A negative time is a clock that was set back.
  return thorough || now - windowRead >= DAY_SECONDS || now < windowRead;
}

function windowAt(now: number) {
  return { startDate: now - WINDOW_SECONDS, endDate: now + DAY_SECONDS };
}

/**
 * @param news the answer in which new groups are looked for
 * @param seen the answer whose groups are known from now on; default: the same
 */
function withMeasures(
  state: PersonState,
  latest: Latest,
  news: MeasureAnswer,
  feed: FeedState & { readonly cursor: number },
  now: number,
  seen: MeasureAnswer = news,
): PersonState {
  const before = state.feeds.measures ?? {};
  // Of an account that had nothing, everything is new that the answer is looked through for.
  const since = before.cursor ? before.cursor - OVERLAP_SECONDS : 0;
  const groups = before.cursor && !state.seen ? [] : newGroups(news, state.seen ?? {}, since);
  const told = newsOf(groups, newestTaken(timesOf(state), now));
  const known = seenAfter(state.seen ?? {}, seen, feed.cursor - 2 * OVERLAP_SECONDS);
  return {
    ...withZone(state, { zone: news.zone, feed: 'measures', at: now, last: news.last }),
    readings: { ...state.readings, ...Object.fromEntries(latest) },
    feeds: { ...state.feeds, measures: { ...before, ...feed } },
    seen: known,
    outbox: [...(state.outbox ?? []), ...groupEvents(told)],
  };
}

/** True when every answer before was empty, and this one is no history that turns up after all. */
function isFirstOfAll({ feeds }: PersonState, history: MeasureAnswer): boolean {
  const { cursor, lastSuccess } = feeds.measures ?? {};
  return !cursor && lastSuccess !== undefined && history.groupIds.size <= MOST_AT_ONCE;
}

function timesOf({ readings }: PersonState): number[] {
  const measures = Object.values(readings).filter((reading) => isMeasure(reading) && reading.value !== null);
  return measures.map(({ takenAt }) => takenAt);
}

function isMeasure(reading: Reading): boolean {
  return feedOf(reading.metric) === 'measures';
}

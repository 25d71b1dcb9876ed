import { type ReadingEvent, readingEvent } from '../../metrics/event.js';
import { withoutValue } from '../../metrics/latest.js';
import { type PersonState, withFeedState } from '../../store/person-state.js';
import type { ArchiveChange } from '../../store/store.js';
import type { HealthRecord } from '../../withings/record.js';
import { addDays, dayAt } from '../day.js';
import type { Answer, FeedContext } from '../feed.js';
import { earlierNow, withoutFuture } from '../future.js';
import { wholePast } from '../past-progress.js';
import { newestTaken, newsOf } from '../upload.js';
import { historyArchive, windowArchive } from './archive.js';
import { aboutRecord, withoutFutureRecords } from './future.js';
import type { RecordKind, RecordSurroundings } from './kind.js';
import { underOneId } from './one-id.js';

/** What an answer comes to: the records after it, those that are new, and the ids of which it says how they are. */
interface RecordOutcome {
  /** Those that were there before. */
  readonly known: readonly HealthRecord[];
  readonly records: readonly HealthRecord[];
  /** What there is to show, where it is more than what is kept: the newest nap may be older than many nights. */
  readonly everything?: readonly HealthRecord[];
  readonly added: readonly HealthRecord[];
  readonly spokenOf: ReadonlySet<string>;
  readonly archive: Iterable<ArchiveChange>;
}

/** Revised for hours, and late by days when a device was away from the phone. */
const WINDOW_DAYS = 9;
/** Older records that are kept, for when the newest is deleted. */
const KEEP = 10;
const HOURS_OF_GRACE = 6 * 3600;

/**
 * Things that lasted. The first fetch reads the whole history for the newest ones; every later one reads a window that
 * holds the two newest at least, so that what was added, edited or deleted shows at once.
 */
export async function fetchRecords(kind: RecordKind, context: FeedContext): Promise<Answer> {
  const zone = context.state.zone ?? 'utc';
  const known = context.state.records?.[kind.feed];
  // It is at least as late as the cloud's own time of the newest measure, whatever a clock that was set back says.
  const now = Math.max(context.now, context.state.feeds.measures?.cursor ?? 0);
  const window = windowOf(known ?? [], now, zone);
  const answer = await kind.read(context.client, known ? window : 'everything', zone, context.onOdd);
  const rows = newestFirst(withoutFuture(answer, context, aboutRecord));
  return (current) => {
    const state = withoutFutureRecords(current, kind.feed, context);
    const result = known ? outcome(kind, rows, window.from, state) : history(kind, rows, window.from, state);
    if (!result) return { state };
    const after = withRecords(kind, state, context.now, result);
    const whole = { past: wholePast(earlierNow(context)) };
    return { state: known ? after : withFeedState(after, kind.feed, whole), archive: result.archive };
  };
}

function history(kind: RecordKind, rows: readonly HealthRecord[], from: string, state: PersonState): RecordOutcome {
  const over = newestFirst(underOneId([], rows).rows.filter(({ ongoing }) => !ongoing));
  const older = over.filter(({ date }) => date < from).slice(0, KEEP);
  const records = newestFirst([...over.filter(({ date }) => date >= from), ...older]);
  const archive = historyArchive(kind, over, zoneOf(state));
  return { known: [], records, everything: over, added: [], spokenOf: new Set(), archive };
}

/** Undefined for an empty answer: it says nothing, and what was there stays. */
function outcome(
  kind: RecordKind,
  answer: readonly HealthRecord[],
  from: string,
  state: PersonState,
): RecordOutcome | undefined {
  const kept = state.records?.[kind.feed] ?? [];
  const { known: before, rows: told } = underOneId(kept, answer);
  const ids = new Set(before.map(({ id }) => id));
  // What goes on is not shown before it is over; what was over, and goes on after all, is.
  const rows = newestFirst(told).filter(({ ongoing, id }) => !ongoing || ids.has(id));
  if (rows.length === 0) return undefined;
  const inWindow = [...kept, ...before].filter(({ date }) => date >= from);
  const spokenOf = new Set([...rows, ...inWindow].map(({ id }) => id));
  const older = before.filter(({ id }) => !spokenOf.has(id)).slice(0, KEEP);
  const { lastSuccess = 0, cursor = newestOf(before) } = state.feeds[kind.feed] ?? {};
  // Later than all that was ever read is new also by a clock that is ahead of the cloud's.
  const isNew = (created: number) => created >= lastSuccess - HOURS_OF_GRACE || created > cursor;
  const added = rows.filter(({ id, created }) => !ids.has(id) && isNew(created)).reverse();
  const records = newestFirst([...rows, ...older]);
  const archive = [windowArchive(kind, records, zoneOf(state), { from, spokenOf })];
  return { known: before, records, added, spokenOf, archive };
}

function withRecords(kind: RecordKind, state: PersonState, now: number, result: RecordOutcome): PersonState {
  const { known, records, everything = records, added, spokenOf } = result;
  const zone = zoneOf(state);
  const shown = new Map(kind.shown(everything, zone).map((reading) => [reading.metric, reading]));
  const readings = { ...state.readings };
  for (const { key } of kind.metrics) {
    const before = state.readings[key];
    const after = shown.get(key);
    if (after) {
      if (after.value !== null || before) readings[key] = after;
    } else if (before && before.value !== null && spokenOf.has(before.groupId ?? '')) {
      // Of a record that is gone, or is not what it was: a nap that became a night.
      readings[key] = withoutValue(before);
    }
  }
  const arrivals = added.map((record) => ({ record, takenAt: record.end, createdAt: record.created }));
  const ends = known.map(({ end }) => end);
  const told = newsOf(arrivals, newestTaken(ends, now));
  const events = told.flatMap(({ record }) => toEvent(kind, record, { records, known, zone }) ?? []);
  const feed = state.feeds[kind.feed] ?? {};
  return {
    ...state,
    readings,
    feeds: { ...state.feeds, [kind.feed]: { ...feed, cursor: Math.max(feed.cursor ?? 0, newestOf(records)) } },
    records: { ...state.records, [kind.feed]: records },
    outbox: [...(state.outbox ?? []), ...uniqueIds(events)],
  };
}

function toEvent(kind: RecordKind, record: HealthRecord, among: RecordSurroundings): ReadingEvent | undefined {
  const event = kind.event(record, among);
  return event && readingEvent(event.type, event.readings);
}

function zoneOf({ zone }: PersonState): string {
  return zone ?? 'utc';
}

/**
 * From some days ago, or from the second newest record if that is older, so that the answer is not empty when the newest
 * has been deleted; to tomorrow, since the account may be ahead of us, and past the newest record.
 */
function windowOf(known: readonly HealthRecord[], now: number, zone: string): { from: string; to: string } {
  const today = dayAt(now, zone).date;
  const dates = known.slice(0, 2).map(({ date }) => date);
  return {
    from: [addDays(today, -WINDOW_DAYS), ...dates].sort()[0]!,
    to: addDays([today, ...dates].sort().at(-1)!, 1),
  };
}

/** Of a night each new part tells the same. */
function uniqueIds(events: readonly ReadingEvent[]): ReadingEvent[] {
  return [...new Map(events.map((event) => [event.id, event])).values()];
}

/** When the newest was made, seconds since 1970; 0 without any. */
function newestOf(records: readonly HealthRecord[]): number {
  return Math.max(0, ...records.map(({ created }) => created));
}

/** One row for each id, the one that was changed last; by end, newest first, as readings are. */
function newestFirst(records: readonly HealthRecord[]): HealthRecord[] {
  const byId = new Map<string, HealthRecord>();
  for (const record of records) {
    const rival = byId.get(record.id);
    if (!rival || isNewer(record, rival)) byId.set(record.id, record);
  }
  return [...byId.values()].sort(
    (a, b) => b.end - a.end || b.modified - a.modified || b.start - a.start || (a.id < b.id ? 1 : -1),
  );
}

/** Of two rows with one id. Total, so that the order in which they come never decides. */
function isNewer(a: HealthRecord, b: HealthRecord): boolean {
  const difference = a.modified - b.modified || a.end - b.end;
  return difference === 0 ? JSON.stringify(a) > JSON.stringify(b) : difference > 0;
}

import type { EventType } from '../metrics/event.js';
import { type ReadingEvent, readingEvent } from '../metrics/event.js';
import type { Reading } from '../metrics/reading.js';
import type { AccountState, RecordFeedName } from '../store/state.js';
import type { WithingsApiClient } from '../withings/client.js';
import type { HealthRecord } from '../withings/record.js';
import type { DayRange } from '../withings/sleep.js';
import { addDays, dayAt } from './day.js';
import type { Feed, FeedContext, Update } from './feed.js';

/** What tells a feed of records from another: sleep, workouts, ECGs. */
export interface RecordsFeedOptions {
  readonly name: RecordFeedName;
  read(client: WithingsApiClient, range: DayRange, zone: string): Promise<HealthRecord[]>;
  /** Readings of the newest record, or records, of those that are known, newest first. */
  decode(records: readonly HealthRecord[], account: string, zone: string): Reading[];
  /** What a new record is to an automation: its kind, and what it says. */
  event(
    record: HealthRecord,
    all: readonly HealthRecord[],
    account: string,
    zone: string,
  ): { readonly type: EventType; readonly readings: readonly Reading[] } | undefined;
}

/** Revised for hours, and late by days when a device was away from the phone. */
const WINDOW_DAYS = 9;
/** Older records that are kept, for when the newest is deleted. */
const KEEP = 10;
const HOURS_OF_GRACE = 6 * 3600;

/**
 * A feed of things that lasted. The first fetch reads the whole history for the newest ones; every later one reads a
 * window that holds at least the newest record, so that what was added, edited or deleted shows at once.
 */
export function createRecordsFeed(options: RecordsFeedOptions): Feed {
  const { name } = options;

  async function fetch(context: FeedContext): Promise<Update> {
    const zone = context.state.zone ?? 'utc';
    const known = context.state.records?.[name];
    if (known === undefined) {
      const all = await options.read(context.client, 'everything', zone);
      return (state) => withRecords(state, context, newestFirst(all).slice(0, KEEP), []);
    }
    const window = windowOf(known, context.now, zone);
    const rows = newestFirst(await options.read(context.client, window, zone));
    return (state) => {
      const before = state.records?.[name] ?? [];
      // An empty answer says nothing: what was there stays.
      if (rows.length === 0) return state;
      const older = before.filter(({ id, date }) => date < window.from && rows.every((row) => row.id !== id));
      const records = newestFirst([...rows, ...older.slice(0, KEEP)]);
      return withRecords(state, context, records, newOnes(rows, before, state));
    };
  }

  function newOnes(
    rows: readonly HealthRecord[],
    before: readonly HealthRecord[],
    state: AccountState,
  ): HealthRecord[] {
    const since = (state.feeds[name]?.lastSuccess ?? 0) - HOURS_OF_GRACE;
    const ids = new Set(before.map(({ id }) => id));
    return rows.filter(({ id, created }) => !ids.has(id) && created >= since).reverse();
  }

  function withRecords(
    state: AccountState,
    { account }: FeedContext,
    records: readonly HealthRecord[],
    added: readonly HealthRecord[],
  ): AccountState {
    const zone = state.zone ?? 'utc';
    const readings = { ...state.readings };
    for (const reading of options.decode(records, account, zone)) {
      if (reading.value !== null || reading.metric in readings) readings[reading.metric] = reading;
    }
    const events = added.flatMap((record) => toEvent(record, records, account, zone) ?? []);
    return {
      ...state,
      readings,
      records: { ...state.records, [name]: records },
      outbox: [...(state.outbox ?? []), ...events],
    };
  }

  function toEvent(
    record: HealthRecord,
    records: readonly HealthRecord[],
    account: string,
    zone: string,
  ): ReadingEvent | undefined {
    const event = options.event(record, records, account, zone);
    return event && readingEvent(event.type, event.readings);
  }

  return { name, every: 0, fetch };
}

/** From some days ago, or from the newest record if that is older, to tomorrow: the account may be ahead of us. */
function windowOf(known: readonly HealthRecord[], now: number, zone: string): { from: string; to: string } {
  const today = dayAt(now, zone).date;
  const recent = addDays(today, -WINDOW_DAYS);
  const newest = known[0]?.date;
  return { from: newest !== undefined && newest < recent ? newest : recent, to: addDays(today, 1) };
}

/** One row for each id, the one that was changed last; by start, newest first. */
function newestFirst(records: readonly HealthRecord[]): HealthRecord[] {
  const byId = new Map<string, HealthRecord>();
  for (const record of records) {
    const rival = byId.get(record.id);
    if (!rival || record.modified >= rival.modified) byId.set(record.id, record);
  }
  return [...byId.values()].sort((a, b) => b.start - a.start || b.modified - a.modified || (a.id < b.id ? 1 : -1));
}

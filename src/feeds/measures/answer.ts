import { latestOf } from '../../metrics/latest.js';
import type { Reading } from '../../metrics/reading.js';
import type { ArchiveChange } from '../../store/store.js';
import type { MeasurePage, MeasureRange } from '../../withings/measures.js';
import { valued } from '../archive.js';
import { DAY_SECONDS } from '../day.js';
import type { FeedContext } from '../feed.js';
import { lastPossible, withoutFuture } from '../future.js';

/** An answer of getmeas over all its pages. Times are seconds since 1970. */
export interface MeasureAnswer {
  readonly readings: readonly Reading[];
  readonly groupIds: ReadonlySet<string>;
  /** Groups that are there and cannot be read: what they said before stays. */
  readonly unreadable: ReadonlySet<string>;
  readonly zone: string | undefined;
  /** The newest change it tells of. */
  readonly cursor: number;
  /** What is later cannot have been measured yet. */
  readonly last: number;
}

/** The account's whole history, of which only the newest readings and those since a time are kept. */
export interface HistoryAnswer extends MeasureAnswer {
  readonly latest: Map<string, Reading>;
}

/** Reads what changed since, or what was measured between two times. */
export async function readMeasures(context: FeedContext, range: MeasureRange): Promise<MeasureAnswer> {
  const readings: Reading[] = [];
  const [groupIds, unreadable] = [new Set<string>(), new Set<string>()];
  let zone: string | undefined;
  let cursor = 0;
  let last = lastPossible(context);
  for await (const page of context.client.measurePages(range)) {
    const decoded = context.decode(page.groups);
    last = Math.max(last, lastPossible(context, page.updateTime));
    for (const reading of possible(decoded.readings, context, page)) readings.push(reading);
    for (const id of decoded.groupIds) groupIds.add(id);
    for (const id of decoded.unreadable) leaveOut(id, unreadable, context);
    zone ??= page.timezone;
    cursor = Math.max(cursor, trusted(decoded.modified, page.updateTime, context));
  }
  return { readings, groupIds, unreadable, zone, cursor, last };
}

/** Reads everything, page by page, each into the archive; `readings` are those taken or made since `since`. */
export async function readHistory(context: FeedContext, since: number): Promise<HistoryAnswer> {
  const readings: Reading[] = [];
  const [groupIds, unreadable] = [new Set<string>(), new Set<string>()];
  let latest = new Map<string, Reading>();
  let zone: string | undefined;
  let cursor = 0;
  let last = lastPossible(context);
  for await (const page of context.client.measurePages({ lastUpdate: 0 })) {
    const decoded = context.decode(page.groups);
    last = Math.max(last, lastPossible(context, page.updateTime));
    zone ??= page.timezone;
    const possibleOnes = possible(decoded.readings, context, page);
    if (decoded.groupIds.size > 0) await context.archive?.(archived(possibleOnes, decoded.groupIds));
    latest = latestOf(possibleOnes, latest, zone ?? context.state.zone);
    for (const reading of possibleOnes) {
      if (reading.takenAt >= since || reading.createdAt >= since) readings.push(reading);
    }
    for (const id of decoded.groupIds) groupIds.add(id);
    for (const id of decoded.unreadable) leaveOut(id, unreadable, context);
    cursor = Math.max(cursor, trusted(decoded.modified, page.updateTime, context));
  }
  return { readings, groupIds, unreadable, zone, cursor, last, latest };
}

function leaveOut(id: string, unreadable: Set<string>, { onOdd }: FeedContext): void {
  unreadable.add(id);
  onOdd?.(id);
}

/** What an answer, or a page of one, means for the archive. */
export function archived(readings: readonly Reading[], groupIds: ReadonlySet<string>): ArchiveChange {
  return { feed: 'measures', put: valued(readings), groups: [...groupIds] };
}

/**
 * A time from the future, of a device or a server with a wrong clock, must not become a cursor that hides what comes
 * next. As long as the cloud's clock is not known our own counts, which may be late, but hardly by a day.
 */
function trusted(modified: number, updateTime: number | undefined, { now, cloudTime }: FeedContext): number {
  const time = cloudTime?.() ?? now;
  return Math.min(modified, updateTime ?? time, time + DAY_SECONDS);
}

function possible(readings: readonly Reading[], context: FeedContext, { updateTime }: MeasurePage): Reading[] {
  const about = ({ groupId, takenAt }: Reading) => ({ id: groupId ?? '', time: takenAt });
  return withoutFuture(readings, context, about, updateTime);
}

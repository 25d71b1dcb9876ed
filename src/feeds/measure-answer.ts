import type { DecodedMeasures } from '../metrics/decode/measures.js';
import { latestOf } from '../metrics/latest.js';
import type { Reading } from '../metrics/reading.js';
import type { MeasurePage, MeasureRange } from '../withings/measures.js';
import type { FeedContext } from './feed.js';
import { lastPossible, withoutFuture } from './possible.js';

export type DecodeMeasures = (rows: readonly unknown[]) => DecodedMeasures;

/** An answer of getmeas over all its pages. Times are seconds since 1970. */
export interface MeasureAnswer {
  readonly readings: readonly Reading[];
  readonly groupIds: ReadonlySet<string>;
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
export async function readMeasures(
  context: FeedContext,
  decode: DecodeMeasures,
  range: MeasureRange,
): Promise<MeasureAnswer> {
  const readings: Reading[] = [];
  const groupIds = new Set<string>();
  let zone: string | undefined;
  let cursor = 0;
  let last = lastPossible(context);
  for await (const page of context.client.measurePages(range)) {
    const decoded = decode(page.groups);
    last = Math.max(last, lastPossible(context, page.updateTime));
    for (const reading of possible(decoded.readings, context, page)) readings.push(reading);
    for (const id of decoded.groupIds) groupIds.add(id);
    zone ??= page.timezone;
    cursor = Math.max(cursor, trusted(decoded.modified, page.updateTime, context));
  }
  return { readings, groupIds, zone, cursor, last };
}

/** Reads everything, page by page; `readings` are those taken or made since `since`. */
export async function readHistory(context: FeedContext, decode: DecodeMeasures, since: number): Promise<HistoryAnswer> {
  const readings: Reading[] = [];
  const groupIds = new Set<string>();
  let latest = new Map<string, Reading>();
  let zone: string | undefined;
  let cursor = 0;
  let last = lastPossible(context);
  for await (const page of context.client.measurePages({ lastUpdate: 0 })) {
    const decoded = decode(page.groups);
    last = Math.max(last, lastPossible(context, page.updateTime));
    zone ??= page.timezone;
    const possibleOnes = possible(decoded.readings, context, page);
    latest = latestOf(possibleOnes, latest, zone ?? context.state.zone);
    for (const reading of possibleOnes) {
      if (reading.takenAt >= since || reading.createdAt >= since) readings.push(reading);
    }
    for (const id of decoded.groupIds) groupIds.add(id);
    cursor = Math.max(cursor, trusted(decoded.modified, page.updateTime, context));
  }
  return { readings, groupIds, zone, cursor, last, latest };
}

const DAY_SECONDS = 86_400;

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

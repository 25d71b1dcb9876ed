import type { DecodedMeasures } from '../metrics/decode/measures.js';
import { latestOf } from '../metrics/latest.js';
import type { Reading } from '../metrics/reading.js';
import type { WithingsApiClient } from '../withings/client.js';
import type { MeasureRange } from '../withings/measures.js';

export type DecodeMeasures = (rows: readonly unknown[]) => DecodedMeasures;

/** An answer of getmeas over all its pages. Times are seconds since 1970. */
export interface MeasureAnswer {
  readonly readings: readonly Reading[];
  readonly groupIds: ReadonlySet<string>;
  readonly zone: string | undefined;
  /** The newest change it tells of. */
  readonly cursor: number;
}

/** The account's whole history, of which only the newest readings and those since a time are kept. */
export interface HistoryAnswer extends MeasureAnswer {
  readonly latest: Map<string, Reading>;
}

/** Reads what changed since, or what was measured between two times. `now` in seconds since 1970. */
export async function readMeasures(
  client: WithingsApiClient,
  decode: DecodeMeasures,
  range: MeasureRange,
  now: number,
): Promise<MeasureAnswer> {
  const readings: Reading[] = [];
  const groupIds = new Set<string>();
  let zone: string | undefined;
  let cursor = 0;
  for await (const page of client.measurePages(range)) {
    const decoded = decode(page.groups);
    for (const reading of decoded.readings) readings.push(reading);
    for (const id of decoded.groupIds) groupIds.add(id);
    zone ??= page.timezone;
    cursor = Math.max(cursor, trusted(decoded.modified, page.updateTime, now));
  }
  return { readings, groupIds, zone, cursor };
}

/** Reads everything, page by page; `readings` are those taken or made since `since`. */
export async function readHistory(
  client: WithingsApiClient,
  decode: DecodeMeasures,
  since: number,
  now: number,
): Promise<HistoryAnswer> {
  const readings: Reading[] = [];
  const groupIds = new Set<string>();
  let latest = new Map<string, Reading>();
  let zone: string | undefined;
  let cursor = 0;
  for await (const page of client.measurePages({ lastUpdate: 0 })) {
    const decoded = decode(page.groups);
    latest = latestOf(decoded.readings, latest);
    for (const reading of decoded.readings) {
      if (reading.takenAt >= since || reading.createdAt >= since) readings.push(reading);
    }
    for (const id of decoded.groupIds) groupIds.add(id);
    zone ??= page.timezone;
    cursor = Math.max(cursor, trusted(decoded.modified, page.updateTime, now));
  }
  return { readings, groupIds, zone, cursor, latest };
}

const DAY_SECONDS = 86_400;

/**
 * A time from the future, of a device or a server with a wrong clock, must not become a cursor that hides what comes
 * next. Our own clock may be late, but hardly by a day.
 */
function trusted(modified: number, serverTime: number | undefined, now: number): number {
  return Math.min(modified, serverTime ?? now, now + DAY_SECONDS);
}

import type { Reading, ReadingValue } from '../metrics/reading.js';
import {
  type DaySeries,
  mergedDay,
  type Series,
  type SeriesChange,
  type SeriesHead,
  type SeriesKind,
} from './series.js';
import type { AnnouncedTopic, Extent, Person } from './store.js';

/** A row of a database, whichever it is. */
export type Row = Readonly<Record<string, unknown>>;

/** What many readings have in common. */
export type StoredOrigin = Pick<
  Reading,
  'source' | 'unit' | 'attribution' | 'deviceId' | 'deviceModel' | 'zone' | 'inconclusive'
>;

export function toPerson({ user_id, name }: Row): Person {
  return { userId: String(user_id), name: typeof name === 'string' ? name : undefined };
}

export function toAnnounced({ topic, kind, user_id, device }: Row): AnnouncedTopic {
  return {
    topic: String(topic),
    kind: kind === 'discovery' ? 'discovery' : 'value',
    userId: typeof user_id === 'string' ? user_id : undefined,
    device: typeof device === 'string' ? device : undefined,
  };
}

/** Readings where their groups stand already, as far as they are among what is kept: at its oldest time. */
export function inPlace(
  readings: readonly Reading[],
  kept: readonly { readonly group: string; readonly takenAt: number }[],
): Reading[] {
  const places = new Map([...kept].sort((a, b) => b.takenAt - a.takenAt).map(({ group, takenAt }) => [group, takenAt]));
  return readings.map((reading) => {
    const takenAt = places.get(reading.groupId ?? '') ?? reading.takenAt;
    return { ...reading, takenAt, ...(reading.lastReset !== undefined && { lastReset: takenAt }) };
  });
}

/** As it is kept: one text for all readings that have the same. */
export function originText({ source, unit, attribution, deviceId, deviceModel, zone, inconclusive }: Reading): string {
  const origin = {
    ...{ source, unit, attribution, deviceId, deviceModel },
    ...(zone !== undefined && { zone }),
    ...(inconclusive && { inconclusive }),
  };
  return JSON.stringify(origin satisfies StoredOrigin);
}

/** @param value as this database keeps values */
export function readingOf(metric: string, row: Row, value: ReadingValue, origin: StoredOrigin): Reading {
  return {
    metric,
    value,
    takenAt: Number(row.taken_at),
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
    groupId: row.group_id === '' ? null : String(row.group_id),
    ...origin,
    ...(row.last_reset !== null && { lastReset: Number(row.last_reset) }),
  };
}

export function toExtents(rows: readonly Row[]): ReadonlyMap<string, Extent> {
  return new Map(
    rows.map(({ key, first, last, count }) => [
      String(key),
      { first: Number(first), last: Number(last), count: Number(count) },
    ]),
  );
}

const KINDS: readonly SeriesKind[] = ['night', 'day', 'ecg'];

export function toSeriesHead({ kind, id, start_at, end_at, device }: Row): SeriesHead {
  return {
    kind: KINDS.find((one) => one === kind) ?? 'day',
    id: String(id),
    start: Number(start_at),
    end: Number(end_at),
    device: typeof device === 'string' ? device : null,
  };
}

/** What is to be kept of a series beside what is there: of a day, other hours than the answer speaks of stay. */
export function mergedSeries(before: Series | undefined, after: Series, within: SeriesChange['within']): Series {
  return within && isDay(before) && isDay(after) ? mergedDay(before, after, within) : after;
}

function isDay(series: Series | undefined): series is DaySeries {
  return series?.kind === 'day';
}

/** What came on one day may change the day before, or a night that began then; in whatever zone. */
const MARGIN_SECONDS = 3 * 86_400;

/** The day, `YYYY-MM-DD`, since which statistics are due when something changes at a time, seconds since 1970. */
export function dueSince(time: number): string {
  return new Date((time - MARGIN_SECONDS) * 1000).toISOString().slice(0, 10);
}

import { decodeActivity, rowOfDay } from '../../metrics/decode/activity.js';
import type { Reading } from '../../metrics/reading.js';
import type { ActivityDay } from '../../withings/activity.js';
import { valued } from '../archive.js';
import { midnightOf } from '../day.js';

/** One row a day, the one that counts; the oldest first. */
export function rowOfEachDay(rows: readonly ActivityDay[]): ActivityDay[] {
  const dates = [...new Set(rows.map(({ date }) => date))].sort();
  return dates.flatMap((date) => rowOfDay(rows, date) ?? []);
}

/**
 * A day's readings for the archive: at its midnight (seconds since 1970), in a group of its own, so that a day that is
 * corrected takes its own place.
 */
export function readingsOfDay(row: ActivityDay, midnight: number): Reading[] {
  const readings = decodeActivity([row], { date: row.date, midnight }, () => false);
  // In every zone the same, so that a day that is kept is not written again when the account is somewhere else.
  const told = row.modified || midnightOf(row.date, 'utc');
  const about = { takenAt: midnight, createdAt: told, modifiedAt: told, groupId: groupOfDay(row.date) };
  return valued(readings).map((reading) => ({ ...reading, ...about }));
}

export function groupOfDay(date: string): string {
  return GROUP + date;
}

/** The day of a reading of the archive, `YYYY-MM-DD`; undefined where it is of no day. */
export function dayOfGroup({ groupId }: Reading): string | undefined {
  return groupId?.startsWith(GROUP) ? groupId.slice(GROUP.length) : undefined;
}

const GROUP = 'activity/';

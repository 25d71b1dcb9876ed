import { ACTIVITY_DATA_FIELDS } from '../../metrics/catalogue/activity.js';
import type { PersonState } from '../../store/person-state.js';
import type { ArchiveChange } from '../../store/store.js';
import type { ActivityDay } from '../../withings/activity.js';
import { addDays, dayAt, midnightOf } from '../day.js';
import type { Answer, FeedContext } from '../feed.js';
import { lastPossible, withoutFuture } from '../future.js';
import { withZone, type ZoneEvidence } from '../zone.js';
import { groupOfDay, readingsOfDay, rowOfEachDay } from './days.js';
import { withToday } from './roll-over.js';

/** Rows are corrected, and come late, for days. */
const WINDOW_DAYS = 8;

export async function fetchActivity(context: FeedContext): Promise<Answer> {
  const { state, dayTime = () => context.now } = context;
  const todayNow = () => dayAt(dayTime(), state.zone).date;
  const asked = todayNow();
  const first = await askAround(asked, context);
  // The first answer of all may have told that it is another day than a clock says that was wrong at boot.
  const answer = todayNow() === asked ? first : await askAround(todayNow(), context);
  const last = lastPossible(context);
  const rows = withoutFuture(answer, context, aboutDay).map(withKnownChange(last));
  const told = rowOfEachDay(rows);
  return (current) => {
    const days = told.length > 0 ? told : (current.activity ?? []);
    const after = withToday(withZone({ ...current, activity: days }, whereOf(rows, last)), dayTime());
    return { state: after, archive: told.map((row) => archived(row, after)) };
  };
}

function askAround(today: string, { client, onOdd }: FeedContext): Promise<ActivityDay[]> {
  // To tomorrow: the account may be ahead of the zone that is known here.
  const range = { from: addDays(today, -WINDOW_DAYS), to: addDays(today, 1) };
  return client.getActivity(range, ACTIVITY_DATA_FIELDS, onOdd);
}

/**
 * What a day's row means for the archive. One of the last days begins as it was shown, whatever the archive has. Of an
 * older one nobody knows any more where the account was then: it stays where the archive has it, and one that is new there
 * begins in the zone that its row tells.
 */
export function archived(row: ActivityDay, { midnights, zone }: PersonState): ArchiveChange {
  const { date, timezone } = row;
  const shown = midnights?.[date];
  const put = readingsOfDay(row, shown ?? midnightOf(date, timezone, zone));
  return {
    feed: 'activity',
    put,
    groups: [groupOfDay(date)],
    daily: true,
    ...(shown === undefined && { inPlace: true }),
  };
}

function aboutDay({ date, deviceId }: ActivityDay) {
  return { id: `${date} ${deviceId ?? ''}`, time: midnightOf(date, 'utc') };
}

/** A change that is still to come says nothing of when the row was changed. */
function withKnownChange(last: number): (day: ActivityDay) => ActivityDay {
  return (day) => (day.modified > last ? { ...day, modified: 0 } : day);
}

/** Where the person was when something last counted the newest day. */
function whereOf(rows: readonly ActivityDay[], last: number): ZoneEvidence {
  const [newest] = rows
    .filter(({ timezone }) => timezone !== undefined)
    .sort((a, b) => (a.date === b.date ? b.modified - a.modified : a.date < b.date ? 1 : -1));
  return { zone: newest?.timezone, feed: 'activity', at: newest?.modified ?? 0, last };
}

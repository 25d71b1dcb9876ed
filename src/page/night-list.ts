import type { FastifyInstance } from 'fastify';
import { DAY_SECONDS, dayAt, midnightOf } from '../feeds/day.js';
import { NIGHT_METRICS } from '../metrics/catalogue/night.js';
import { NIGHT_HEAD, SLEEP_METRICS } from '../metrics/catalogue/sleep.js';
import type { NightSeries, TimeSpan } from '../store/series.js';
import { readDay } from '../withings/record.js';
import type { NightCourseView, NightView } from './api.js';
import { type Group, type GroupKind, groupsOf, narrowed, numberIn, timeIn, valuesIn } from './archive-groups.js';
import type { House } from './house.js';
import { nightDetail } from './night-detail.js';
import { PageError } from './page-error.js';
import { archiveOf, type PersonArchive, type ShownIn } from './person-archive.js';
import { type AskedRange, LIST, queryAs, spanOf } from './query.js';
import type { OfAccount } from './request.js';
import { JSON_TEXT, jsonList, sendPieces, whileThere } from './while-there.js';

/** Main nights; each is taken when its sleeper wakes up. */
export const NIGHT_GROUPS: GroupKind = { head: NIGHT_HEAD, metrics: [...SLEEP_METRICS, ...NIGHT_METRICS] };

type OfNight = { Params: { account: string; date: string } };

/** `GET /api/people/<account>/nights`, a list by day, and `/nights/<date>`, one with its course. */
export function addNights(app: FastifyInstance, house: House): void {
  app.get<OfAccount>('/api/people/:account/nights', async (request, reply) => {
    const archive = archiveOf(house, request.params.account);
    const { metrics, ...range } = queryAs(LIST, request);
    const kind = narrowed(NIGHT_GROUPS, metrics);
    const span = widened(spanOf(range, archive.zone));
    return sendPieces(reply, JSON_TEXT, (signal) => jsonList(nightViews(archive, kind, { range, span }, signal)));
  });

  app.get<OfNight>('/api/people/:account/nights/:date', (request, reply) =>
    whileThere(reply, async (signal): Promise<NightCourseView> => {
      const archive = archiveOf(house, request.params.account);
      const night = await nightOf(archive, readDay(request.params.date), signal);
      if (!night) throw new PageError(404, 'not_found', 'There is no night of this day.');
      return { ...viewOf(night, NIGHT_GROUPS, archive, true), ...nightDetail(night, await coursesOf(archive, night)) };
    }),
  );
}

async function* nightViews(
  archive: PersonArchive,
  kind: GroupKind,
  { range, span }: { readonly range: AskedRange; readonly span: TimeSpan },
  signal: AbortSignal,
): AsyncGenerator<readonly NightView[]> {
  for await (const around of groupsOf(archive, kind, span, 'oldest first', signal)) {
    const nights = around.filter((night) => isWithin(dayOfNight(night, archive), range));
    if (nights.length === 0) continue;
    const [first, last] = [nights[0]!, nights.at(-1)!];
    const there = { from: first.takenAt - LONGEST_NIGHT_SECONDS, to: last.takenAt + 1 };
    const ids = new Set((await archive.curves('night', there)).map(({ id }) => id));
    yield nights.map((night) => viewOf(night, kind, archive, ids.has(night.id)));
  }
}

/** Before the end of the first one its curves began. */
const LONGEST_NIGHT_SECONDS = 2 * DAY_SECONDS;

/** The longest one of a day: to somebody who travels two may be of one. */
async function nightOf(archive: PersonArchive, date: string | undefined, signal: AbortSignal) {
  if (date === undefined) return undefined;
  const midnight = midnightOf(date, archive.zone);
  const span = widened({ from: midnight, to: midnight });
  const found: Group[] = [];
  for await (const nights of groupsOf(archive, NIGHT_GROUPS, span, 'oldest first', signal)) {
    found.push(...nights.filter((night) => dayOfNight(night, archive) === date));
  }
  const length = (night: Group) => night.takenAt - (numberIn(night, NIGHT_GROUPS.head) ?? night.takenAt);
  return found.sort((a, b) => length(b) - length(a))[0];
}

/** What each device saw of a night, its own one first. */
async function coursesOf(archive: PersonArchive, night: Group): Promise<NightSeries[]> {
  const span = { from: numberIn(night, NIGHT_GROUPS.head) ?? night.takenAt, to: night.takenAt + 1 };
  const heads = await archive.curves('night', span);
  const own = heads.filter(({ id }) => id === night.id || id.startsWith(`${night.id}/`));
  const series = await Promise.all(own.map(({ id }) => archive.curve('night', id)));
  return series
    .filter((one): one is NightSeries => one?.kind === 'night')
    .sort((a, b) => Number(b.id === night.id) - Number(a.id === night.id));
}

/** Somebody elsewhere may have slept until a day and more before the day begins here, or after it has ended. */
const FARTHEST_SECONDS = 2 * DAY_SECONDS;

function widened({ from, to }: TimeSpan): TimeSpan {
  return { from: from - FARTHEST_SECONDS, to: to + DAY_SECONDS + FARTHEST_SECONDS };
}

function isWithin(date: string, { from, to }: AskedRange): boolean {
  return (from === undefined || date >= from) && (to === undefined || date <= to);
}

/** Where a night was slept; the person may be elsewhere by now. */
function placeOf({ readings }: Group, { shownIn }: PersonArchive): ShownIn {
  return shownIn(readings.get(NIGHT_GROUPS.head)?.zone);
}

/** The day of waking up, where that was. */
export function dayOfNight(night: Group, archive: PersonArchive): string {
  return dayAt(night.takenAt, placeOf(night, archive).zone).date;
}

function viewOf(night: Group, kind: GroupKind, archive: PersonArchive, detail: boolean): NightView {
  const place = placeOf(night, archive);
  return {
    date: dayOfNight(night, archive),
    zone: place.zone,
    start: timeIn(night, kind.head, place),
    end: place.shown.time(night.takenAt),
    metrics: valuesIn(night, kind, place),
    detail,
  };
}

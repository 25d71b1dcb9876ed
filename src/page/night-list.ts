import type { FastifyInstance } from 'fastify';
import { DAY_SECONDS, dayAt, midnightOf, nextMidnight } from '../feeds/day.js';
import { NIGHT_METRICS } from '../metrics/catalogue/night.js';
import { SLEEP_METRICS } from '../metrics/catalogue/sleep.js';
import type { NightSeries, TimeSpan } from '../store/series.js';
import { readDay } from '../withings/record.js';
import type { NightCourseView, NightView } from './api.js';
import { type Group, type GroupKind, groupsOf, narrowed, numberIn, timeIn, valuesIn } from './archive-groups.js';
import type { House } from './house.js';
import { nightDetail } from './night-detail.js';
import { PageError } from './page-error.js';
import { archiveOf, type PersonArchive } from './person-archive.js';
import { LIST, queryAs, spanOf } from './query.js';
import type { OfAccount } from './request.js';
import { JSON_TEXT, jsonList, sendPieces, whileThere } from './while-there.js';

/** Main nights; each is taken when its sleeper wakes up. */
export const NIGHT_GROUPS: GroupKind = { head: 'sleep_start', metrics: [...SLEEP_METRICS, ...NIGHT_METRICS] };

type OfNight = { Params: { account: string; date: string } };

/** `GET /api/people/<account>/nights`, a list by day, and `/nights/<date>`, one with its course. */
export function addNights(app: FastifyInstance, house: House): void {
  app.get<OfAccount>('/api/people/:account/nights', async (request, reply) => {
    const archive = archiveOf(house, request.params.account);
    const { metrics, ...range } = queryAs(LIST, request);
    const kind = narrowed(NIGHT_GROUPS, metrics);
    const span = spanOf(range, archive.zone);
    return sendPieces(reply, JSON_TEXT, (signal) => jsonList(nightViews(archive, kind, span, signal)));
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
  span: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<readonly NightView[]> {
  for await (const nights of groupsOf(archive, kind, span, 'oldest first', signal)) {
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
  const span = { from: midnight, to: nextMidnight(midnight, archive.zone) };
  const found: Group[] = [];
  for await (const nights of groupsOf(archive, NIGHT_GROUPS, span, 'oldest first', signal)) found.push(...nights);
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

function viewOf(night: Group, kind: GroupKind, archive: PersonArchive, detail: boolean): NightView {
  return {
    date: dayAt(night.takenAt, archive.zone).date,
    start: timeIn(night, kind.head, archive),
    end: archive.shown.time(night.takenAt),
    metrics: valuesIn(night, kind, archive),
    detail,
  };
}

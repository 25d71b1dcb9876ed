import type { FastifyInstance } from 'fastify';
import { DAY_SECONDS } from '../feeds/day.js';
import { WORKOUT_METRICS } from '../metrics/catalogue/workouts.js';
import type { TimeSpan } from '../store/series.js';
import type { WorkoutView } from './api.js';
import { type Group, type GroupKind, groupsOf, narrowed, numberIn, timeIn, valuesIn } from './archive-groups.js';
import type { House } from './house.js';
import { archiveOf, type PersonArchive } from './person-archive.js';
import { LIST, queryAs, spanOf } from './query.js';
import type { OfAccount } from './request.js';
import { JSON_TEXT, jsonList, sendPieces } from './while-there.js';

/** Each is taken when it ends. */
export const WORKOUTS: GroupKind = { head: 'workout_start', metrics: WORKOUT_METRICS };

/** `GET /api/people/<account>/workouts`: a list, the newest first. */
export function addWorkouts(app: FastifyInstance, house: House): void {
  app.get<OfAccount>('/api/people/:account/workouts', async (request, reply) => {
    const archive = archiveOf(house, request.params.account);
    const { metrics, ...range } = queryAs(LIST, request);
    const kind = narrowed(WORKOUTS, metrics);
    const span = spanOf(range, archive.zone);
    return sendPieces(reply, JSON_TEXT, (signal) => jsonList(workoutViews(archive, kind, span, signal)));
  });
}

async function* workoutViews(
  archive: PersonArchive,
  kind: GroupKind,
  span: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<readonly WorkoutView[]> {
  for await (const workouts of workoutsBegun(archive, withType(kind), span, signal)) {
    yield workouts.map((workout) => ({
      id: workout.id,
      type: typeIn(workout),
      start: timeIn(workout, kind.head, archive) ?? '',
      end: archive.shown.time(workout.takenAt),
      metrics: valuesIn(workout, kind, archive),
    }));
  }
}

/** Its type is told of each, whatever else is wanted. */
function withType(kind: GroupKind): GroupKind {
  const keys = new Set(['workout_type', ...kind.metrics.map(({ key }) => key)]);
  return narrowed(WORKOUTS, [...keys]);
}

/** Workouts are of the day on which they begin; the last one may end on the day after. */
export async function* workoutsBegun(
  archive: PersonArchive,
  kind: GroupKind,
  { from, to }: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<readonly Group[]> {
  const ended = { from, to: to + DAY_SECONDS };
  for await (const workouts of groupsOf(archive, kind, ended, 'newest first', signal)) {
    yield workouts.filter((workout) => {
      const start = numberIn(workout, kind.head);
      return start !== undefined && start >= from && start < to;
    });
  }
}

export function typeIn({ readings }: Group): string | null {
  const type = readings.get('workout_type')?.value;
  return typeof type === 'string' ? type : null;
}

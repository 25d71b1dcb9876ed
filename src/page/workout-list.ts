import type { FastifyInstance } from 'fastify';
import { DAY_SECONDS } from '../feeds/day.js';
import { WORKOUT_METRICS } from '../metrics/catalogue/workouts.js';
import type { TimeSpan } from '../store/series.js';
import type { WorkoutView } from './api.js';
import { type Group, type GroupKind, groupsOf, numberIn, timeIn, valuesIn } from './groups.js';
import type { House } from './house.js';
import { archiveOf, type PersonArchive } from './person-archive.js';
import { DAY_RANGE, queryAs, spanOf } from './query.js';
import { jsonList, sendPieces } from './while-there.js';

/** Each is taken when it ends. */
export const WORKOUTS: GroupKind = { head: 'workout_start', metrics: WORKOUT_METRICS };

/** `GET /api/people/<account>/workouts`: a list, the newest first. */
export function addWorkouts(app: FastifyInstance, house: House): void {
  app.get<{ Params: { account: string } }>('/api/people/:account/workouts', async (request, reply) => {
    const archive = archiveOf(house, request.params.account);
    const span = spanOf(queryAs(DAY_RANGE, request), archive.zone);
    return sendPieces(reply, 'application/json; charset=utf-8', (signal) =>
      jsonList(workoutViews(archive, span, signal)),
    );
  });
}

async function* workoutViews(
  archive: PersonArchive,
  span: TimeSpan,
  signal: AbortSignal,
): AsyncGenerator<readonly WorkoutView[]> {
  for await (const workouts of workoutsBegun(archive, WORKOUTS, span, signal)) {
    yield workouts.map((workout) => ({
      id: workout.id,
      type: typeIn(workout),
      start: timeIn(workout, 'workout_start', archive) ?? '',
      end: timeIn(workout, 'workout_end', archive),
      metrics: valuesIn(workout, WORKOUTS, archive),
    }));
  }
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
      const start = numberIn(workout, 'workout_start');
      return start !== undefined && start >= from && start < to;
    });
  }
}

export function typeIn({ readings }: Group): string | null {
  const type = readings.get('workout_type')?.value;
  return typeof type === 'string' ? type : null;
}

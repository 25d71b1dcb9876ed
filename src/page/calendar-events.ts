import type { Metric } from '../metrics/metric.js';
import type { TimeSpan } from '../store/series.js';
import { type Group, groupsOf, narrowed, numberIn } from './archive-groups.js';
import type { CalendarEvent } from './calendar.js';
import { dayOfNight, NIGHT_GROUPS } from './night-list.js';
import type { PersonArchive } from './person-archive.js';
import { valueView } from './value-view.js';
import { typeIn, WORKOUTS, workoutsBegun } from './workout-list.js';

/** What is told of a night and of a workout, the title first. */
const OF_NIGHTS = ['sleep_total', 'sleep_score'];
const OF_NIGHTS_BESIDE = ['sleep_deep', 'sleep_rem', 'sleep_wakeups', 'sleep_heart_rate_average'];
const OF_WORKOUTS = ['workout_distance', 'workout_active_calories'];
const OF_WORKOUTS_BESIDE = [
  'workout_elevation',
  'workout_heart_rate_average',
  'workout_heart_rate_max',
  'workout_steps',
];

const TOLD_NIGHTS = narrowed(NIGHT_GROUPS, [...OF_NIGHTS, ...OF_NIGHTS_BESIDE]);
const TOLD_WORKOUTS = narrowed(WORKOUTS, ['workout_type', ...OF_WORKOUTS, ...OF_WORKOUTS_BESIDE]);

/**
 * The nights and workouts of a time, by their start.
 *
 * @param owner a word that tells this person's from those of others, in whatever calendar they come together
 */
export async function calendarEvents(
  archive: PersonArchive,
  owner: string,
  span: TimeSpan,
  signal: AbortSignal,
): Promise<readonly CalendarEvent[]> {
  const events: CalendarEvent[] = [];
  for await (const nights of groupsOf(archive, TOLD_NIGHTS, span, 'oldest first', signal)) {
    events.push(...nights.map((night) => nightEvent(night, archive, owner)));
  }
  for await (const workouts of workoutsBegun(archive, TOLD_WORKOUTS, span, signal)) {
    events.push(...workouts.map((workout) => workoutEvent(workout, archive, owner)));
  }
  return onceEach(events).sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1));
}

/** To somebody who travels two nights may be of one day: the longer one is told. */
function onceEach(events: readonly CalendarEvent[]): CalendarEvent[] {
  const byLength = events.toSorted((a, b) => a.end - a.start - (b.end - b.start));
  return [...new Map(byLength.map((event) => [event.uid, event])).values()];
}

/** Of one day there is one night, whichever of its parts turns out to be the longest. */
function nightEvent(night: Group, archive: PersonArchive, owner: string): CalendarEvent {
  const date = dayOfNight(night, archive);
  return {
    ...{ uid: `night-${date}-${owner}@withings2mqtt`, changed: night.modifiedAt },
    ...{ start: numberIn(night, NIGHT_GROUPS.head) ?? night.takenAt, end: night.takenAt },
    ...told('Sleep', night, [OF_NIGHTS, OF_NIGHTS_BESIDE], archive),
    category: 'Sleep',
  };
}

function workoutEvent(workout: Group, archive: PersonArchive, owner: string): CalendarEvent {
  const type = typeIn(workout)?.replaceAll('_', ' ') ?? 'workout';
  const title = type.charAt(0).toUpperCase() + type.slice(1);
  return {
    ...{ uid: `workout-${workout.id}-${owner}@withings2mqtt`, changed: workout.modifiedAt },
    ...{ start: numberIn(workout, WORKOUTS.head) ?? workout.takenAt, end: workout.takenAt },
    ...told(title, workout, [OF_WORKOUTS, OF_WORKOUTS_BESIDE], archive),
    category: 'Workout',
  };
}

function told(title: string, group: Group, [first, rest]: readonly [string[], string[]], archive: PersonArchive) {
  const facts = (keys: readonly string[]) => keys.flatMap((key) => factOf(group, key, archive) ?? []);
  return {
    summary: [title, ...facts(first).map(({ text }) => text)].join(', '),
    description: facts([...first, ...rest])
      .map(({ name, text }) => `${name}: ${text}`)
      .join('\n'),
  };
}

/** A value in words, as long as it says something. */
function factOf(group: Group, key: string, archive: PersonArchive): { name: string; text: string } | undefined {
  const metric = METRICS.get(key);
  const reading = group.readings.get(key);
  const view = metric && reading && valueView(reading.value, metric, archive.shown);
  if (typeof view?.value !== 'number') return undefined;
  return { name: view.names.en, text: textOf(view.value, view.unit, view.precision ?? 0) };
}

/** Hours as people say them, long ways in kilometres and miles. */
function textOf(value: number, unit: string | null, precision: number): string {
  if (unit === 'h') return durationText(value);
  if (unit === 'm' && value >= 1000) return `${(value / 1000).toFixed(1)} km`;
  if (unit === 'mi') return `${value.toFixed(1)} mi`;
  return [value.toFixed(precision), unit].filter(Boolean).join(' ');
}

function durationText(hours: number): string {
  const minutes = Math.round(hours * 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const METRICS: ReadonlyMap<string, Metric> = new Map(
  [...NIGHT_GROUPS.metrics, ...WORKOUTS.metrics].map((metric) => [metric.key, metric]),
);

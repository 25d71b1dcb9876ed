import { NIGHT_METRICS } from '../../metrics/catalogue/night.js';
import { isMeasured } from '../../metrics/curves.js';
import { decodeNightCourse } from '../../metrics/decode/detail.js';
import type { ReadingEvent } from '../../metrics/event.js';
import { withoutValue } from '../../metrics/latest.js';
import { type NightInParts, nightsInParts } from '../../metrics/night.js';
import { deviceCourses, type NightCourse, nightCourse } from '../../metrics/night-course.js';
import { nightCurves } from '../../metrics/night-curves.js';
import type { Reading } from '../../metrics/reading.js';
import type { PersonState } from '../../store/person-state.js';
import type { NightSeries } from '../../store/series.js';
import type { SleepPhase } from '../../withings/sleep-course.js';
import { valued } from '../archive.js';
import { detailsOf, newDetails, withDetails } from '../detail/details.js';
import type { Answer, Outcome } from '../feed.js';
import { toldDays } from './told.js';

/** The name of the feed. */
export const NIGHTS = 'nights';
/** The feed whose records they are. */
export const SLEEP = 'sleep';

const SHOWN: ReadonlySet<string> = new Set(NIGHT_METRICS.map(({ key }) => key));

/** What a night's phases come to. `tell`: somebody is to be told of it, if there is anything to tell. */
export function nightAnswer(one: NightInParts, phases: readonly SleepPhase[], tell: boolean): Answer {
  // An empty answer says nothing: what was there stays.
  if (phases.length === 0) return (state) => ({ state });
  const { night, parts } = one;
  const course = nightCourse(parts, phases);
  const readings = decodeNightCourse(night, course);
  const change = {
    feed: NIGHTS,
    put: valued(readings),
    groups: [night.id],
    series: [{ kind: 'night', put: seriesOf(one, phases), instead: { from: night.start, to: night.end } } as const],
  };
  return (state) => {
    const shown = isNewest(state, one) ? withShown(state, readings) : state;
    return { state: tell ? withTold(shown, one, course, readings) : shown, archive: [change] };
  };
}

/** What becomes of nights that are not there any more. */
export function withoutNights(
  state: PersonState,
  gone: readonly (readonly [id: string, span: { readonly start: number; readonly end: number }])[],
): Outcome {
  const ids = gone.map(([id]) => id);
  const readings = Object.entries(state.readings).map(([key, reading]): [string, Reading] => {
    const isGone = SHOWN.has(key) && ids.includes(reading.groupId ?? '') && reading.value !== null;
    return [key, isGone ? withoutValue(reading) : reading];
  });
  const series = gone.map(
    ([, { start, end }]) => ({ kind: 'night', put: [], instead: { from: start, to: end } }) as const,
  );
  return {
    state: { ...state, readings: Object.fromEntries(readings) },
    archive: [{ feed: NIGHTS, put: [], groups: ids, series }],
  };
}

function isNewest({ records, zone = 'utc' }: PersonState, { night }: NightInParts): boolean {
  return nightsInParts(records?.[SLEEP] ?? [], zone)[0]?.night.id === night.id;
}

function withShown(state: PersonState, readings: readonly Reading[]): PersonState {
  const shown = readings.filter(({ metric, value }) => value !== null || state.readings[metric] !== undefined);
  return { ...state, readings: { ...state.readings, ...Object.fromEntries(shown.map((one) => [one.metric, one])) } };
}

function withTold(
  state: PersonState,
  { night }: NightInParts,
  course: NightCourse,
  readings: readonly Reading[],
): PersonState {
  const event: ReadingEvent = {
    ...{ id: `night/${night.id}`, type: 'night', takenAt: night.end, groupId: night.id },
    ...{ attribution: night.attribution ?? null, deviceModel: night.model ?? null },
    values: Object.fromEntries(valued(readings).map(({ metric, value }) => [metric, value])),
    night: nightCurves(night, course),
  };
  const nights = nightsInParts(state.records?.[SLEEP] ?? [], state.zone ?? 'utc');
  const details = detailsOf(state, NIGHTS) ?? newDetails(night.start);
  const told = toldDays(details.told ?? [], nights, [night.date]);
  return { ...withDetails(state, NIGHTS, { ...details, told }), outbox: [...(state.outbox ?? []), event] };
}

/** What each device saw; the night's own device has its id, every other one has the device behind it. */
function seriesOf({ night }: NightInParts, phases: readonly SleepPhase[]): NightSeries[] {
  const courses = deviceCourses(phases);
  const main = courses.find(({ device }) => device === night.deviceId) ?? courses[0];
  return courses.map((course) => {
    const { device, stages, curves } = course;
    const own = phases.filter(({ deviceId }) => deviceId === device);
    const said = Object.entries(curves).map(([field, points]) => {
      return [field, points.filter(([, value]) => isMeasured(field, value))] as const;
    });
    return {
      kind: 'night',
      id: course === main ? night.id : `${night.id}/${device ?? ''}`,
      start: Math.min(...own.map(({ start }) => start)),
      end: Math.max(...own.map(({ end }) => end)),
      device: device ?? null,
      stages,
      fields: Object.fromEntries(said.filter(([, points]) => points.length > 0)),
    };
  });
}

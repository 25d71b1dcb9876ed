import { round4 } from '../withings/decimal.js';
import type { HealthRecord } from '../withings/record.js';
import type { SleepPhase } from '../withings/sleep-course.js';
import { byTime, type Point } from '../withings/timed.js';
import { type Curves, isMeasured, type Stage } from './curves.js';

/** What happened within a night. */
export interface NightCourse {
  readonly stages: readonly Stage[];
  /** Every value that came, those included that say that there was no reading. */
  readonly curves: Curves;
}

/** What one device saw of it. */
export interface DeviceCourse extends NightCourse {
  /** Undefined where the rows do not tell. */
  readonly device: string | undefined;
}

/** Light, deep, REM, entered by hand, of an unknown stage. */
const ASLEEP: ReadonlySet<number> = new Set([1, 2, 3, 4, 5]);
/** A value comes each minute, or every few: it stands until the next one, and where none follows, for its minute. */
const LONGEST_HOLD = 300;
const MINUTE = 60;

/** What each device saw, the one that saw most first. */
export function deviceCourses(phases: readonly SleepPhase[]): DeviceCourse[] {
  const byDevice = new Map<string | undefined, SleepPhase[]>();
  for (const phase of phases) byDevice.set(phase.deviceId, [...(byDevice.get(phase.deviceId) ?? []), phase]);
  return [...byDevice]
    .sort(([a, some], [b, others]) => seen(others) - seen(some) || ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([device, own]) => ({ device, ...courseOf(own) }));
}

/**
 * The course of a night: of each of its parts, what the part's own device saw of it. Where that tells nothing, the one
 * that saw most of the part stands in.
 *
 * @param parts those that the night is made of (see nightsInParts)
 */
export function nightCourse(parts: readonly HealthRecord[], phases: readonly SleepPhase[]): NightCourse {
  const chosen = parts.flatMap((part) => {
    const within = phases.filter(({ start, end }) => start < part.end && end > part.start);
    const own = within.filter(({ deviceId }) => deviceId === part.deviceId);
    if (own.length > 0) return own;
    const most = deviceCourses(within)[0]?.device;
    return within.filter(({ deviceId }) => deviceId === most);
  });
  return courseOf([...new Set(chosen)]);
}

/**
 * The mean of a field over the time asleep, four decimals at most: a value counts for as long as it stood. Undefined
 * without any.
 */
export function meanAsleep({ stages, curves }: NightCourse, field: string): number | undefined {
  const points = curves[field] ?? [];
  const asleep = union(stages.filter(([, , state]) => ASLEEP.has(state)));
  let weights = 0;
  let sum = 0;
  let first = 0;
  for (const [index, [time, value]] of points.entries()) {
    const next = points[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    const until = next - time <= LONGEST_HOLD ? next : time + MINUTE;
    while (first < asleep.length && asleep[first]![1] <= time) first += 1;
    if (!isMeasured(field, value)) continue;
    const weight = overlapWith(asleep, first, time, until);
    weights += weight;
    sum += weight * value;
  }
  return weights > 0 ? round4(sum / weights) : undefined;
}

function courseOf(phases: readonly SleepPhase[]): NightCourse {
  const names = [...new Set(phases.flatMap(({ values }) => Object.keys(values)))];
  return {
    stages: phases
      .flatMap(({ start, end, state }): Stage[] => (state === undefined ? [] : [[start, end, state]]))
      .sort(([a], [b]) => a - b),
    curves: Object.fromEntries(
      names.map((name) => [name, byTime(phases.flatMap(({ values }): readonly Point[] => values[name] ?? []))]),
    ),
  };
}

function seen(phases: readonly SleepPhase[]): number {
  return phases.reduce((sum, { start, end }) => sum + end - start, 0);
}

type Span = readonly [start: number, end: number];

/** Without overlaps, in the order of time. */
function union(stages: readonly Stage[]): Span[] {
  const spans: [number, number][] = [];
  for (const [start, end] of stages) {
    const last = spans.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else spans.push([start, end]);
  }
  return spans;
}

/** Seconds of [start, end) that lie in spans, from the first one that may matter. */
function overlapWith(spans: readonly Span[], first: number, start: number, end: number): number {
  let seconds = 0;
  for (let index = first; index < spans.length && spans[index]![0] < end; index++) {
    const [from, to] = spans[index]!;
    seconds += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
  return seconds;
}

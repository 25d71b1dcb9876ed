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

/** The course of a night that several devices may have seen. */
export interface NightOfDevices extends NightCourse {
  /** By field: what measured it, in the longest part of the night that has any value of it. */
  readonly devices: Readonly<Record<string, CourseDevice>>;
}

export interface CourseDevice {
  /** Undefined where the rows do not tell. */
  readonly id: string | undefined;
  readonly model: string | undefined;
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
  return byDevice(phases).map((own) => ({ device: own[0]?.deviceId, ...courseOf(own) }));
}

/**
 * The course of a night: of each of its parts, what the part's own device saw of it. Where that tells nothing, the one
 * that saw most of the part stands in; and for a field that it does not measure, the one that saw most of those that do.
 *
 * @param parts those that the night is made of, the longest first (see nightsInParts)
 */
export function nightCourse(parts: readonly HealthRecord[], phases: readonly SleepPhase[]): NightOfDevices {
  const seenParts = parts.map((part) => devicesOf(part, phases));
  const names = fieldsOf(phases);
  const fields = names.map((name) => {
    const told = seenParts.map((devices, index) => fieldOf(name, parts[index]!, devices));
    const measured = told.find(({ points }) => isMeasuredIn(name, points));
    return { name, points: byTime(told.flatMap(({ points }) => points)), device: measured?.device };
  });
  return {
    stages: stagesOf([...new Set(seenParts.flatMap(([first = []]) => first))]),
    curves: Object.fromEntries(fields.flatMap(({ name, points }) => (points.length > 0 ? [[name, points]] : []))),
    devices: Object.fromEntries(fields.flatMap(({ name, device }) => (device ? [[name, device]] : []))),
  };
}

/** What the devices saw of a part: its own one first, then the one that saw most. */
function devicesOf({ start, end, deviceId }: HealthRecord, phases: readonly SleepPhase[]): (readonly SleepPhase[])[] {
  const devices = byDevice(phases.filter((phase) => phase.start < end && phase.end > start));
  const isOwn = ([phase]: readonly SleepPhase[]) => phase?.deviceId === deviceId;
  return [...devices.filter(isOwn), ...devices.filter((device) => !isOwn(device))];
}

/** A field of a part, of the first device that measures it: of one alone, since two would say two things of one time. */
function fieldOf(name: string, { start, end }: HealthRecord, devices: readonly (readonly SleepPhase[])[]) {
  const all = devices.map((own, index) => {
    const points = pointsOf(own, name);
    // What a device that stands in saw before and after the part is of something else.
    return { own, points: index === 0 ? points : points.filter(([time]) => time >= start && time < end) };
  });
  const { own = [], points = [] } = all.find((one) => isMeasuredIn(name, one.points)) ?? all[0] ?? {};
  return { points, device: { id: own[0]?.deviceId, model: own[0]?.model } satisfies CourseDevice };
}

function isMeasuredIn(field: string, points: readonly Point[]): boolean {
  return points.some(([, value]) => isMeasured(field, value));
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

/** The phases of each device, the one that saw most first. */
function byDevice(phases: readonly SleepPhase[]): (readonly SleepPhase[])[] {
  const devices = new Map<string | undefined, SleepPhase[]>();
  for (const phase of phases) devices.set(phase.deviceId, [...(devices.get(phase.deviceId) ?? []), phase]);
  return [...devices]
    .sort(([a, some], [b, others]) => seen(others) - seen(some) || ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([, own]) => own);
}

function courseOf(phases: readonly SleepPhase[]): NightCourse {
  return {
    stages: stagesOf(phases),
    curves: Object.fromEntries(fieldsOf(phases).map((name) => [name, pointsOf(phases, name)])),
  };
}

function fieldsOf(phases: readonly SleepPhase[]): string[] {
  return [...new Set(phases.flatMap(({ values }) => Object.keys(values)))];
}

function stagesOf(phases: readonly SleepPhase[]): Stage[] {
  return phases
    .flatMap(({ start, end, state }): Stage[] => (state === undefined ? [] : [[start, end, state]]))
    .sort(([a], [b]) => a - b);
}

function pointsOf(phases: readonly SleepPhase[], field: string): Point[] {
  return byTime(phases.flatMap(({ values }): readonly Point[] => values[field] ?? []));
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

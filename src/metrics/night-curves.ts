import { round4 } from '../withings/decimal.js';
import { sleepStateName } from '../withings/sleep-course.js';
import type { Point } from '../withings/timed.js';
import { BPM, BREATHS, MILLISECONDS } from './catalogue/field.js';
import { isMeasured, type Stage } from './curves.js';
import type { NightCourse } from './night-course.js';

/** A night as it is told once: all times in seconds since it began, so that it is short. */
export interface NightCurves {
  /** Seconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly deviceId: string | null;
  /** How many minutes one point stands for. */
  readonly minutes: number;
  readonly stages: readonly Stage[];
  /** By the names of CURVES. */
  readonly curves: Readonly<Record<string, readonly Point[]>>;
}

/** What is told of a night, and which field of sleep get it is. */
export const CURVES: Readonly<Record<string, string>> = {
  heart_rate: 'hr',
  respiratory_rate: 'rr',
  hrv_rmssd: 'rmssd',
  hrv_sdnn: 'sdnn_1',
  snoring: 'snoring',
  movement: 'mvt_score',
};

/** By the same names; none where the numbers are only more or less. */
export const CURVE_UNITS: Readonly<Record<string, string>> = {
  heart_rate: BPM.unit,
  respiratory_rate: BREATHS.unit,
  hrv_rmssd: MILLISECONDS.unit,
  hrv_sdnn: MILLISECONDS.unit,
};

/** Of the 64 kB that a message may have, what the rest of it leaves. */
const MOST_BYTES = 60_000;
const MINUTE = 60;
const DAY_OF_MINUTES = 1440;

export interface NightFacts {
  readonly start: number;
  readonly end: number;
  readonly deviceId: string | undefined;
}

/**
 * A night to be told. Where it would be too long, a point stands for some minutes, as their mean, and a stage that is
 * shorter than that is left out.
 */
export function nightCurves(night: NightFacts, course: NightCourse): NightCurves {
  const told = (minutes: number): NightCurves => ({
    ...{ start: night.start, end: night.end, deviceId: night.deviceId ?? null, minutes },
    stages: toldStages(course.stages, night, minutes),
    curves: toldCurves(course, night, minutes),
  });
  let minutes = 1;
  for (;;) {
    const all = told(minutes);
    const bytes = JSON.stringify({ ...all, stages: stagesInWords(all.stages) }).length;
    if (bytes <= MOST_BYTES || minutes >= DAY_OF_MINUTES) return all;
    minutes = Math.max(minutes + 1, Math.floor((minutes * bytes) / MOST_BYTES));
  }
}

/** As they are sent, which takes more room. */
export function stagesInWords(stages: readonly Stage[]): (readonly [from: number, to: number, state: string])[] {
  return stages.map(([from, to, state]) => [from, to, sleepStateName(state)]);
}

/** One after the other: where two overlap, the later one begins when the earlier one ends. */
function toldStages(stages: readonly Stage[], { start, end: over }: NightFacts, minutes: number): Stage[] {
  const told: Stage[] = [];
  let last = 0;
  for (const [from, to, state] of stages) {
    const begin = Math.max(from - start, last);
    const end = Math.min(to, over) - start;
    if (end <= begin || (minutes > 1 && end - begin < minutes * MINUTE)) continue;
    told.push([begin, end, state]);
    last = end;
  }
  return told;
}

function toldCurves({ curves }: NightCourse, { start, end }: NightFacts, minutes: number): Record<string, Point[]> {
  const told = Object.entries(CURVES).flatMap(([name, field]): [string, Point[]][] => {
    const within = (curves[field] ?? []).filter(([time]) => time >= start && time <= end);
    const points = within.filter(([, value]) => isMeasured(field, value));
    if (points.length === 0) return [];
    return [[name, means(points, start, minutes)]];
  });
  return Object.fromEntries(told);
}

/** One point for each stretch of so many minutes, at its first time. */
function means(points: readonly Point[], start: number, minutes: number): Point[] {
  const stretches = new Map<number, Point[]>();
  for (const point of points) {
    const stretch = Math.floor((point[0] - start) / (minutes * MINUTE));
    const known = stretches.get(stretch);
    if (known) known.push(point);
    else stretches.set(stretch, [point]);
  }
  return [...stretches.values()].map((some): Point => {
    const mean = some.reduce((sum, [, value]) => sum + value, 0) / some.length;
    return [some[0]![0] - start, minutes === 1 ? round4(mean) : Math.round(mean * 10) / 10];
  });
}

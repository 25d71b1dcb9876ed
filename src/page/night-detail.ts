import type { Curves, Stage } from '../metrics/curves.js';
import { CURVE_UNITS, nightCurves } from '../metrics/night-curves.js';
import type { NightSeries } from '../store/series.js';
import { sleepStateName } from '../withings/sleep-course.js';
import { byTime } from '../withings/timed.js';
import type { CurveView, NightCourseView, StageName } from './api.js';
import { type Group, numberIn } from './archive-groups.js';

/** A stretch of a night that a device saw without a break. */
interface Run {
  readonly series: NightSeries;
  readonly start: number;
  readonly end: number;
}

/** A device that says nothing for so long has seen the end of a sleep. */
const BREAK_SECONDS = 900;

/**
 * The course of a night as it is told on MQTT: what its own device saw, and of the times of which that one knows nothing, as
 * of a part that was slept elsewhere, what another one saw; so of what it does not measure.
 *
 * @param series of the night, its own device's first
 */
export function nightDetail(
  night: Group,
  series: readonly NightSeries[],
): Pick<NightCourseView, 'stages' | 'curves' | 'detail'> {
  const facts = { start: numberIn(night, 'sleep_start') ?? night.takenAt, end: night.takenAt, deviceId: undefined };
  const told = nightCurves(facts, courseOf(runsThatCount(series), series));
  const curves = Object.entries(told.curves).map(([name, points]): [string, CurveView] => [
    name,
    {
      unit: CURVE_UNITS[name] ?? null,
      t: points.map(([time]) => told.start + time),
      v: points.map(([, value]) => value),
    },
  ]);
  return {
    stages: told.stages.map(([from, to, state]) => [told.start + from, told.start + to, stageName(state)]),
    curves: Object.fromEntries(curves),
    detail: series.length > 0,
  };
}

/** Those of the night's own device, and every other one, the longest first, that overlaps none before it. */
function runsThatCount([own, ...others]: readonly NightSeries[]): Run[] {
  if (!own) return [];
  const kept = runsOf(own);
  const further = others.flatMap(runsOf).sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
  for (const run of further) {
    if (!kept.some(({ start, end }) => start < run.end && run.start < end)) kept.push(run);
  }
  return kept;
}

function runsOf(series: NightSeries): Run[] {
  const runs: { series: NightSeries; start: number; end: number }[] = [];
  // What has no stages was seen as one.
  const stages: readonly Stage[] = series.stages.length > 0 ? series.stages : [[series.start, series.end, 0]];
  for (const [start, end] of stages) {
    const last = runs.at(-1);
    if (last && start - last.end <= BREAK_SECONDS) last.end = Math.max(last.end, end);
    else runs.push({ series, start, end });
  }
  return runs;
}

function courseOf(
  runs: readonly Run[],
  series: readonly NightSeries[],
): { readonly stages: readonly Stage[]; readonly curves: Curves } {
  const byLength = [...series].sort((a, b) => lengthOf(b) - lengthOf(a));
  const names = [...new Set(series.flatMap(({ fields }) => Object.keys(fields)))];
  const within = (run: Run, time: number) => time >= run.start && time <= run.end;
  const curves = names.map((name) => {
    const points = runs.flatMap((run) => {
      const seen = [run.series, ...byLength].map(({ fields }) =>
        (fields[name] ?? []).filter(([time]) => within(run, time)),
      );
      return seen.find(({ length }) => length > 0) ?? [];
    });
    return [name, byTime(points)] as const;
  });
  return {
    stages: runs.flatMap((run) => run.series.stages.filter(([start]) => within(run, start))).sort(([a], [b]) => a - b),
    curves: Object.fromEntries(curves),
  };
}

function lengthOf({ stages }: NightSeries): number {
  return stages.reduce((sum, [start, end]) => sum + end - start, 0);
}

const STAGES: Readonly<Record<string, StageName>> = {
  awake: 'awake',
  light: 'light',
  deep: 'deep',
  rem: 'rem',
  manual: 'manual',
  unspecified: 'unspecified',
  out_of_bed: 'out_of_bed',
} satisfies Record<StageName, StageName>;

/** A state that nobody has documented is of no stage. */
function stageName(state: number): StageName {
  return STAGES[sleepStateName(state)] ?? 'unspecified';
}

import { hourOf } from '../feeds/day.js';
import type { Window } from '../feeds/past.js';
import { type CurveStatistic, curveStatistics, curveValues, firstCurve, planCurve } from './curve-statistics.js';
import type { ImportOptions } from './import-options.js';
import type { Statistic } from './statistic.js';
import { isCompiled } from './statistic-target.js';

/** Those that have something. Where metrics were asked for, only theirs. */
export async function openCurves(
  { curves, metrics, now }: ImportOptions,
  wanted: readonly Statistic[],
): Promise<readonly KnownCurve[]> {
  const known: KnownCurve[] = [];
  for (const statistic of curveStatistics(curves, wanted)) {
    const first = metrics && statistic.isOwn ? undefined : await firstCurve(curves, statistic, now);
    if (first !== undefined) known.push({ ...statistic, first });
  }
  return known;
}

export interface KnownCurve extends CurveStatistic {
  /** When it begins, seconds since 1970. */
  readonly first: number;
}

/** Writes what of a curve's hours in a window is not there, or not as it should be. */
export async function writeCurve(options: ImportOptions, curve: KnownCurve, window: Window): Promise<void> {
  const { curves, recorder, now, dryRun, onRows } = options;
  if (window.end <= curve.first) return;
  const values = (await curveValues(curves, curve, window)).filter(({ time }) => isCompiled(time, now));
  const there = await recorder.rows(curve.metadata, window.start, Math.min(window.end, hourOf(now)));
  const { rows } = planCurve(curve, values, there);
  if (rows.length === 0) return;
  onRows?.(curve, rows);
  if (!dryRun) await recorder.write(curve.metadata, rows);
}

import { DAY_SECONDS, HOUR_SECONDS, hourOf } from '../feeds/day.js';
import type { Window } from '../feeds/past.js';
import { planCorrections } from './corrections.js';
import { difference } from './difference.js';
import type { ImportOptions } from './import-options.js';
import { lastSum } from './own-rows.js';
import { type Plan, planTotals } from './plan.js';
import type { StatisticSample } from './source.js';
import { isCompiled, isDayCompiled, planWindow, type Target } from './statistic-target.js';

/** An hour before any window, in every zone; not 0, which is easily taken for nothing. */
const GROUND = HOUR_SECONDS;
/** Before a window, so that what its first day has added can be told: a bridge may have been away for days. */
const LEAD_SECONDS = 32 * DAY_SECONDS;

/** Behind a window, so that its last day is there to its end, wherever it was spent. */
const TAIL_SECONDS = 2 * DAY_SECONDS;

/** Writes what of a statistic in a window is not there, or not as it should be. */
export async function writeWindow(
  options: ImportOptions,
  target: Target,
  window: Window,
  samples: readonly StatisticSample[],
): Promise<void> {
  const { recorder, now, archive } = options;
  const { own, metadata } = target;
  const nothingThere = window.end <= own.since && !target.writtenBefore;
  const there = nothingThere ? [] : await recorder.rows(metadata, window.start, Math.min(window.end, hourOf(now)));
  await writePlan(options, target, planWindow(target, { samples, there, zone: archive.zone, now }));
  if (metadata.kind === 'sum' && window.end > own.since) await correct(options, target, window, samples);
}

/** Days that Home Assistant has counted itself, and that had more in the end, or less. */
async function correct(
  { recorder, archive, now, dryRun, onRows }: ImportOptions,
  target: Target,
  window: Window,
  samples: readonly StatisticSample[],
): Promise<void> {
  const { metadata, own, store } = target;
  const until = Math.min(window.end + TAIL_SECONDS, hourOf(now));
  const from = Math.max(own.since, window.start - LEAD_SECONDS);
  const around = await recorder.rows(metadata, from, until);
  // After months for which Home Assistant was off, the sum goes on from what it was before them.
  const isLed = around.some(({ start, sum }) => start < window.start && sum !== undefined);
  const last = isLed ? undefined : await lastSum(recorder, metadata, own.since, from);
  const there = last ? [last, ...around] : around;
  const over = samples.filter(({ day }) => day && isDayCompiled(day, archive.zone, now));
  const compiled = (hour: number) => isCompiled(hour, now);
  let moved = 0;
  for (const { start, by, row } of planCorrections({ own, store, samples: over, there, isCompiled: compiled })) {
    const moves = row ?? there.find((one) => one.start === start);
    if (moves) onRows?.(target, [{ ...moves, sum: Number(moves.sum) + moved + (row ? 0 : by) }]);
    moved += by;
    if (dryRun) continue;
    if (row) await recorder.write(metadata, [{ ...row, sum: Number(row.sum) + moved - by }]);
    await recorder.adjust(metadata, start, by);
  }
}

/** Days before the first one that was asked for keep their totals; their sums lead up to those that follow now. */
export async function joinOlder(options: ImportOptions, target: Target, end: number): Promise<void> {
  const { own, metadata, writtenBefore } = target;
  if (metadata.kind === 'mean' || !writtenBefore) return;
  const there = await options.recorder.rows(metadata, GROUND + HOUR_SECONDS, Math.min(end, own.since));
  const totals = there.flatMap(({ start, state, lastReset }) =>
    state === undefined || lastReset === undefined ? [] : [{ start, value: state, lastReset }],
  );
  const plan = planTotals(totals, there, own, target.sum);
  target.sum = plan.before;
  await writePlan(options, target, plan);
}

/**
 * A row without a day, before all others: of the first row of a statistic Home Assistant shows the whole sum as if it
 * had come in that hour, and these sums begin far below 0.
 */
export async function layGround({ recorder }: ImportOptions, { metadata, sum, firstSum }: Target): Promise<void> {
  if (metadata.kind === 'mean' || sum === firstSum) return;
  const there = await recorder.rows(metadata, 0, GROUND + HOUR_SECONDS);
  const rows = difference([{ start: GROUND, sum }], there);
  if (rows.length > 0) await recorder.write(metadata, rows);
}

async function writePlan(
  { recorder, notes, dryRun, onRows }: ImportOptions,
  target: Target,
  plan: Plan,
): Promise<void> {
  const { own, metadata } = target;
  if (plan.rows.length === 0) return;
  onRows?.(target, plan.rows);
  if (dryRun) return;
  if (plan.late.length > 0) {
    target.own = { ...own, late: [...own.late, ...plan.late] };
    await notes.put(target.metric.key, target.own);
  }
  await recorder.write(metadata, plan.rows);
}

import { knownZone } from '../feeds/day.js';
import type { Window } from '../feeds/past.js';
import { accountMetric } from '../metrics/catalogue/index.js';
import type { StatisticSpan } from '../store/store.js';
import { choose, NEVER_SYNCED } from './choice.js';
import { isCurve } from './curve-statistics.js';
import { HomeAssistantError } from './errors.js';
import type { ImportOptions } from './import-options.js';
import { findOwn, withFirstRow } from './own-rows.js';
import { dateBegun, samplesOf } from './source.js';
import { openStatistics, type Statistic, type FoundStatistics as StatisticsOf } from './statistic.js';
import type { Target } from './statistic-target.js';
import { restAtOnce, windowsBack } from './windows.js';
import { openCurves, writeCurve } from './write-curve.js';
import { joinOlder, layGround, writeWindow } from './write-window.js';

export interface ImportResult {
  /** Metrics that have readings and are not written, with the reason. */
  readonly left: ReadonlyMap<string, string>;
}

const NOT_READ =
  'still being read from Withings by the bridge (withings2mqtt accounts shows how far it is): run this again later';
/** Calls under way at a time. */
const AT_ONCE = 8;

/**
 * Brings an account's past into the statistics of its entities, the newest year first. Each year stands for itself, and
 * only what is not there yet, or is not as it should be, is written: a run that was interrupted, or is repeated, does
 * no more than what is left.
 *
 * @throws HomeAssistantError
 */
export async function importHistory(options: ImportOptions): Promise<ImportResult> {
  const { recorder, archive, prefix, units, metrics, dryRun = false } = options;
  const statistics = await openStatistics(recorder, prefix, units);
  const wanted = choose(statistics, metrics);
  const isWhole = ({ metric }: Statistic) => !archive.incomplete.has(metric.feed ?? '');
  const left = leftOut(options, statistics, wanted);
  const [waiting] = metrics ? wanted.filter((one) => !isWhole(one)) : [];
  if (waiting) throw new HomeAssistantError(`${waiting.metric.key} is ${NOT_READ}`, 'away');
  const targets = await openTargets(
    options,
    wanted.filter((one) => isWhole(one) && !isCurve(one)),
  );
  const curves = await openCurves(options, wanted);
  const zone = knownZone(recorder.zone, archive.zone);
  const windows = windowsOf(options, zone);
  for (const [done, window] of windows.entries()) {
    options.onProgress?.(done, windows.length, window);
    await each(targets, async (target) =>
      writeWindow(options, target, window, await samplesOf(archive, target.metric, window, zone)),
    );
    await each(curves, (curve) => writeCurve(options, curve, window));
  }
  const oldest = windows.at(-1);
  if (oldest && options.since) await each(targets, (target) => joinOlder(options, target, oldest.start));
  if (!dryRun) await each(targets, (target) => layGround(options, target));
  if (oldest) options.onProgress?.(windows.length, windows.length, oldest);
  if (!dryRun) await recorder.settled();
  return { left };
}

/** A window a year, and one for all that lies before the first reading. */
function windowsOf({ archive, now, since }: ImportOptions, zone: string): Window[] {
  const windows = windowsBack(now, zone, since);
  const kept = [...archive.extents].filter(([key]) => accountMetric(key)?.stateClass);
  const oldest = Math.min(now, ...kept.map(([, { first }]) => first));
  const last = windows.findIndex(({ start }) => start <= oldest);
  return last < 0 ? windows : restAtOnce(windows, last + 1);
}

/** Metrics that have readings and are not written; of those that were asked for there are none. */
function leftOut(
  { archive, metrics }: ImportOptions,
  { problems }: StatisticsOf,
  wanted: readonly Statistic[],
): ReadonlyMap<string, string> {
  const left = new Map<string, string>();
  for (const key of metrics ? [] : archive.extents.keys()) {
    const metric = accountMetric(key);
    if (!metric?.stateClass) continue;
    const isWanted = wanted.some((statistic) => statistic.metric.key === key);
    if (!isWanted) left.set(key, problems.get(key) ?? NEVER_SYNCED);
    else if (archive.incomplete.has(metric.feed ?? '')) left.set(key, NOT_READ);
  }
  return left;
}

async function openTargets(options: ImportOptions, wanted: readonly Statistic[]): Promise<Target[]> {
  const { recorder, archive, now, notes, dryRun, shown } = options;
  const known = await notes.spans();
  const spans = wanted.flatMap(({ metric, metadata }) => {
    const span = known.get(metric.key);
    return span ? [[metadata.statisticId, span] as const] : [];
  });
  const there = await withFirstRow(recorder, new Map(spans));
  const targets: Target[] = [];
  await each(wanted, async (statistic) => {
    const { metadata, metric } = statistic;
    const span = known.get(metric.key);
    const own = await findOwn(
      { recorder, now, dateBegun: (midnight) => dateBegun(archive, metric, midnight) },
      metadata,
      span && { span, hasRow: there.has(metadata.statisticId) },
    );
    // Where Home Assistant has not begun to count, it will from what it is shown.
    const sum = own.base?.sum ?? -statistic.store(Number(shown(metric.key)?.value ?? 0));
    targets.push({ ...statistic, own, writtenBefore: span !== undefined, firstSum: sum, sum });
  });
  // Before the first row: later nobody could tell ours from Home Assistant's.
  const found = targets.filter(({ metric, own }) => own !== known.get(metric.key));
  // Before that is noted: later nobody could tell that it was another one.
  if (!dryRun && found.some((target) => hasLost(options, target, known.get(target.metric.key))))
    await options.onLost?.();
  for (const { metric, own } of dryRun ? [] : found) await notes.put(metric.key, own);
  return targets;
}

/** Whether Home Assistant's own rows begin later than an earlier run has seen, and with it all that we had written is gone. */
function hasLost(
  { archive }: ImportOptions,
  { metric, metadata, own }: Target,
  before: StatisticSpan | undefined,
): boolean {
  if (!before || own.since <= before.since) return false;
  if (metadata.kind === 'sum') return (own.base ?? before.base) !== undefined;
  // Otherwise there is nothing that could be written once more.
  const extent = archive.extents.get(metric.key);
  return extent !== undefined && extent.first < own.since;
}

/** For all, some at a time. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

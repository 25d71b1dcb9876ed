import { DAY_SECONDS } from '../feeds/day.js';
import type { Window } from '../feeds/past.js';
import { accountMetric } from '../metrics/catalogue/index.js';
import type { Reading } from '../metrics/reading.js';
import type { UnitSystem } from '../metrics/units.js';
import type { Statistics } from '../store/store.js';
import { choose, NEVER_SYNCED } from './choice.js';
import { planCorrections } from './corrections.js';
import { difference } from './difference.js';
import { HomeAssistantError } from './errors.js';
import { HOUR_SECONDS, hourOf } from './hours.js';
import { findOwn } from './own-rows.js';
import { type Plan, planTotals } from './plan.js';
import type { Recorder, StatisticRow } from './recorder.js';
import { type PersonArchive, type Sample, samplesOf } from './source.js';
import { openStatistics, type Statistic, type Statistics as StatisticsOf } from './statistic.js';
import { isCompiled, planWindow, type Target } from './target.js';
import { restAtOnce, windowsBack } from './windows.js';

export interface ImportOptions {
  readonly recorder: Recorder;
  readonly archive: PersonArchive;
  /** Where Home Assistant's own rows begin, as earlier runs have found it. */
  readonly notes: Pick<Statistics, 'spans' | 'put'>;
  /** What the unique ids of the account's entities begin with. */
  readonly prefix: string;
  readonly units: UnitSystem;
  /** The reading that the bridge shows of a metric. */
  readonly shown: (metric: string) => Reading | undefined;
  /** Seconds since 1970. */
  readonly now: number;
  /** First day, `YYYY-MM-DD`; default: everything. */
  readonly since?: string | undefined;
  /** Metric keys; default: all. */
  readonly metrics?: ReadonlySet<string> | undefined;
  /** Works everything out and writes nothing. */
  readonly dryRun?: boolean;
  readonly onProgress?: (done: number, all: number, window: Window) => void;
  readonly onRows?: (statistic: Statistic, rows: readonly StatisticRow[]) => void;
}

export interface ImportResult {
  /** Metrics that have readings and are not written, with the reason. */
  readonly left: ReadonlyMap<string, string>;
}

const NOT_READ =
  'still being read from Withings by the bridge (withings2mqtt accounts shows how far it is): run this again later';
/** An hour before any window, in every zone; not 0, which is easily taken for nothing. */
const GROUND = HOUR_SECONDS;
/** Before a window, so that what its first day has added can be told: a bridge may have been away for days. */
const LEAD_SECONDS = 32 * DAY_SECONDS;
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
  const targets = await openTargets(options, wanted.filter(isWhole));
  const windows = windowsOf(options);
  for (const [done, window] of windows.entries()) {
    options.onProgress?.(done, windows.length, window);
    await each(targets, async (target) =>
      writeWindow(options, target, window, await samplesOf(archive, target.metric, window)),
    );
  }
  const oldest = windows.at(-1);
  if (oldest && options.since) await each(targets, (target) => joinOlder(options, target, oldest.start));
  if (!dryRun) await each(targets, (target) => layGround(options, target));
  if (oldest) options.onProgress?.(windows.length, windows.length, oldest);
  if (!dryRun) await recorder.settled();
  return { left };
}

/** A window a year, and one for all that lies before the first reading. */
function windowsOf({ archive, now, since }: ImportOptions): Window[] {
  const windows = windowsBack(now, archive.zone, since);
  const oldest = Math.min(now, ...[...archive.extents.values()].map(({ first }) => first));
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
  const targets: Target[] = [];
  await each(wanted, async (statistic) => {
    const { uniqueId, metadata } = statistic;
    const before = known.get(uniqueId);
    const own = await findOwn({ recorder, now, zone: archive.zone }, metadata, before);
    // Where Home Assistant has not begun to count, it will from what it is shown.
    const sum = own.base?.sum ?? -statistic.store(Number(shown(statistic.metric.key)?.value ?? 0));
    targets.push({ ...statistic, own, writtenBefore: before !== undefined, firstSum: sum, sum });
  });
  // Before the first row: later nobody could tell ours from Home Assistant's.
  const found = targets.filter(({ uniqueId, own }) => own !== known.get(uniqueId));
  for (const { uniqueId, own } of dryRun ? [] : found) await notes.put(uniqueId, own);
  return targets;
}

async function writeWindow(
  options: ImportOptions,
  target: Target,
  window: Window,
  samples: readonly Sample[],
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
  { recorder, archive: { zone }, now, dryRun, onRows }: ImportOptions,
  target: Target,
  window: Window,
  samples: readonly Sample[],
): Promise<void> {
  const { metadata, own, store } = target;
  const until = Math.min(window.end, hourOf(now));
  const there = await recorder.rows(metadata, Math.max(own.since, window.start - LEAD_SECONDS), until);
  const compiled = (hour: number) => isCompiled(hour, now);
  let moved = 0;
  for (const { start, by, row } of planCorrections({ own, store, samples, there, zone, isCompiled: compiled })) {
    const last = row ?? there.find((one) => one.start === start);
    if (last) onRows?.(target, [{ ...last, sum: Number(last.sum) + moved + (row ? 0 : by) }]);
    moved += by;
    if (dryRun) continue;
    if (row) await recorder.write(metadata, [{ ...row, sum: Number(row.sum) + moved - by }]);
    await recorder.adjust(metadata, start, by);
  }
}

/** Days before the first one that was asked for keep their totals; their sums lead up to those that follow now. */
async function joinOlder(options: ImportOptions, target: Target, end: number): Promise<void> {
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
async function layGround({ recorder }: ImportOptions, { metadata, sum, firstSum }: Target): Promise<void> {
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
    await notes.put(target.uniqueId, target.own);
  }
  await recorder.write(metadata, plan.rows);
}

/** For all, some at a time. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

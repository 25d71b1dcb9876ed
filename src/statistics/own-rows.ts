import { hourOf } from '../feeds/day.js';
import type { StatisticSpan } from '../store/store.js';
import type { Recorder, StatisticMetadata, StoredRow } from './recorder.js';

/** A month with its longest neighbours. */
const MONTH_SECONDS = 32 * 86_400;
/** Home Assistant keeps its rows of five minutes so long, unless it is told otherwise. */
const SHORT_TERM_SECONDS = 10 * 86_400;

export interface OwnOptions {
  readonly recorder: Recorder;
  /** Seconds since 1970. */
  readonly now: number;
  /** The day, `YYYY-MM-DD`, that began at a time. */
  readonly dateBegun: (midnight: number) => Promise<string>;
}

/**
 * Where Home Assistant's own rows of a statistic begin. Before the first import every row is its own; where there is
 * none, they will begin with this hour.
 *
 * @param known what an earlier run has found
 */
export async function findOwn(
  options: OwnOptions,
  statistic: StatisticMetadata,
  known: StatisticSpan | undefined,
): Promise<StatisticSpan> {
  if (known && (statistic.kind === 'mean' || known.base)) return known;
  const first = (await firstRow(options, statistic, known?.since ?? 0)) ?? (await firstShortRow(options, statistic));
  const since = known?.since ?? hourOf(first?.start ?? options.now);
  const late = known?.late ?? [];
  if (statistic.kind === 'mean') return { since, late };
  return { since, late, base: first && (await baseOf(first, options)) };
}

/** The oldest hour from a time on that has a value. */
async function firstRow(
  { recorder, now }: OwnOptions,
  statistic: StatisticMetadata,
  from: number,
): Promise<StoredRow | undefined> {
  const months = await recorder.rows(statistic, from, now, 'month');
  // What a month has may lie before the time that is asked for: then it is in a later one.
  for (const { start: month } of months.filter(hasValue)) {
    // Months begin in Home Assistant's zone, which may be another one than ours.
    const rows = await recorder.rows(statistic, Math.max(from, month - 86_400), month + MONTH_SECONDS);
    const first = rows.find(hasValue);
    if (first) return first;
  }
  return undefined;
}

/** It begins with rows of five minutes, up to an hour before there is a row of an hour. */
async function firstShortRow(
  { recorder, now }: OwnOptions,
  statistic: StatisticMetadata,
): Promise<StoredRow | undefined> {
  const rows = await recorder.rows(statistic, now - SHORT_TERM_SECONDS, now, '5minute');
  return rows.find(hasValue);
}

function hasValue(row: StoredRow): boolean {
  return row.mean !== undefined || row.sum !== undefined;
}

/** What had been counted before the day of its first row: then the days before join without a jump. */
async function baseOf({ start, state = 0, sum = 0, lastReset }: StoredRow, { dateBegun }: OwnOptions) {
  return { sum: sum - state, firstDay: await dateBegun(lastReset ?? start) };
}

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

/** What is known of a statistic from an earlier run, and whether a row still stands where Home Assistant's own began. */
export interface KnownSpan {
  readonly span: StatisticSpan;
  readonly hasRow: boolean;
}

/** Those of which Home Assistant still has the row where its own began; one call for all that began in one hour. */
export async function withFirstRow(
  recorder: Pick<Recorder, 'having'>,
  spans: ReadonlyMap<string, StatisticSpan>,
): Promise<ReadonlySet<string>> {
  const there = new Set<string>();
  for (const hour of new Set([...spans.values()].map(({ since }) => since))) {
    const ids = [...spans].flatMap(([id, { since }]) => (since === hour ? [id] : []));
    for (const id of await recorder.having(ids, hour)) there.add(id);
  }
  return there;
}

/**
 * Where Home Assistant's own rows of a statistic begin. Before the first import every row is its own; where there is
 * none, they will begin with this hour. What an earlier run has found counts as long as something is left of it: of
 * what was deleted in Home Assistant, or is not in the database that it has now, all is found anew.
 */
export async function findOwn(
  options: OwnOptions,
  statistic: StatisticMetadata,
  known: KnownSpan | undefined,
): Promise<StatisticSpan> {
  const isLeft = known && (known.hasRow || (await beginsBefore(options, statistic, known.span.since)));
  if (isLeft && (statistic.kind === 'mean' || known.span.base)) return known.span;
  const before = known?.span.late ?? [];
  const first =
    (await firstRow(options, statistic, known?.span.since ?? 0, before)) ?? (await firstShortRow(options, statistic));
  if (isLeft && !first) return known.span;
  const since = hourOf(first?.start ?? options.now);
  const late = before.filter((hour) => hour >= since);
  if (statistic.kind === 'mean') return { since, late };
  return { since, late, base: first && (await baseOf(first, options)) };
}

/** Our own rows of an earlier run may be all there is: Home Assistant had none then. */
async function beginsBefore(options: OwnOptions, statistic: StatisticMetadata, since: number): Promise<boolean> {
  const first = await firstRow(options, statistic, 0);
  return first !== undefined && first.start <= since;
}

/** The oldest hour from a time on that has a value, but for those that are ours. */
async function firstRow(
  { recorder, now }: OwnOptions,
  statistic: StatisticMetadata,
  from: number,
  ours: readonly number[] = [],
): Promise<StoredRow | undefined> {
  const months = await recorder.rows(statistic, from, now, 'month');
  // What a month has may lie before the time that is asked for: then it is in a later one.
  for (const { start: month } of months.filter(hasValue)) {
    // Months begin in Home Assistant's zone, which may be another one than ours.
    const rows = await recorder.rows(statistic, Math.max(from, month - 86_400), month + MONTH_SECONDS);
    const first = rows.find((row) => hasValue(row) && !ours.includes(row.start));
    if (first) return first;
  }
  return undefined;
}

/** The newest hour of a total in [from, to) that has a sum. */
export async function lastSum(
  recorder: Pick<Recorder, 'rows'>,
  statistic: StatisticMetadata,
  from: number,
  to: number,
): Promise<StoredRow | undefined> {
  if (from >= to) return undefined;
  const months = await recorder.rows(statistic, from, to, 'month');
  for (const { start: month } of months.filter(hasValue).reverse()) {
    const until = Math.min(to, month + MONTH_SECONDS);
    const rows = await recorder.rows(statistic, Math.max(from, month - 86_400), until);
    const last = rows.findLast(({ start, sum }) => sum !== undefined && start < to);
    if (last) return last;
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

import { HOUR_SECONDS, hourOf } from '../feeds/day.js';
import type { StatisticSpan } from '../store/store.js';
import { SHORTEST_DAY } from './hours.js';
import type { StatisticRow, StoredRow } from './recorder.js';
import type { StatisticSample } from './source.js';

/** A day's total that Home Assistant has counted itself, and not as it was in the end. */
export interface Correction {
  /** From this hour on its sums are short by so much. */
  readonly start: number;
  readonly by: number;
  /** Written before, where it has counted nothing of the day. */
  readonly row: StatisticRow | undefined;
}

export interface CountedDays {
  readonly own: StatisticSpan;
  /** From the metric's unit into the one in which the rows are stored. */
  readonly store: (value: number) => number;
  /** A day each that is over, at its last hour. */
  readonly samples: readonly StatisticSample[];
  /** Home Assistant's rows, some days before the first sample included; oldest first. */
  readonly there: readonly StoredRow[];
  /** Whether an hour is no more Home Assistant's to compile. */
  readonly isCompiled: (hour: number) => boolean;
}

/** A published number has four decimals at most; less than this is no difference. */
const TOLERANCE = 1e-3;

/**
 * What is to be put right of the days that Home Assistant has counted: steps that a watch brought the next morning. It
 * counts a day as what its sum grew by in the hours of one `last_reset`; its sums, and those after them, can be moved
 * (its command `recorder/adjust_sum_statistics`).
 */
export function planCorrections({ own: { base }, store, samples, there, isCompiled }: CountedDays): Correction[] {
  if (!base) return [];
  const rows = there.filter(({ sum }) => sum !== undefined);
  const taken = new Set(there.map(({ start }) => start));
  const isFree = (hour: number) => isCompiled(hour) && !taken.has(hour);
  return [...samples]
    .sort((a, b) => a.takenAt - b.takenAt)
    .flatMap(({ takenAt, value, day }) => {
      if (!day || day.date < base.firstDay) return [];
      const before = day.date === base.firstDay ? base.sum : undefined;
      const counted = { midnight: day.midnight, total: store(value), before };
      return correctionOf(counted, rows) ?? missedDay(counted, rows, hourOf(takenAt), isFree) ?? [];
    });
}

interface CountedDay {
  readonly midnight: number;
  readonly total: number;
  /** What the sum was before it, where that is known without a row. */
  readonly before: number | undefined;
}

/** Undefined where all of it is counted, or nothing, or nobody can tell. */
function correctionOf({ midnight, total, before }: CountedDay, rows: readonly StoredRow[]): Correction | undefined {
  const [first, ...rest] = rows.flatMap((row, index) =>
    row.lastReset === midnight ? [{ row, before: rows[index - 1]?.sum }] : [],
  );
  if (!first) return undefined;
  const counted = countedIn([{ ...first, before: before ?? first.before }, ...rest]);
  if (counted === undefined) return undefined;
  const by = total - counted;
  if (Math.abs(by) <= TOLERANCE * Math.max(1, Math.abs(total))) return undefined;
  return { start: (rest.at(-1) ?? first).row.start, by, row: undefined };
}

/** Where the hours before are not known, nobody can tell what sum such a day begins with. */
function missedDay(
  { midnight, total, before }: CountedDay,
  rows: readonly StoredRow[],
  start: number,
  isFree: (hour: number) => boolean,
): Correction | undefined {
  if (total === 0 || !isFree(start) || rows.some((row) => isOfDay(row, midnight))) return undefined;
  const sum = before ?? rows.findLast((row) => row.start <= start)?.sum;
  if (sum === undefined) return undefined;
  const row = { start, state: total, sum: sum + total, lastReset: midnight };
  return { start: start + HOUR_SECONDS, by: total, row };
}

/** Hour by hour: a traveller to the west has hours of the next day between those of one. */
function countedIn(
  hours: readonly { readonly row: StoredRow; readonly before: number | undefined }[],
): number | undefined {
  let counted = 0;
  for (const { row, before } of hours) {
    if (before === undefined) return undefined;
    counted += Number(row.sum) - before;
  }
  return counted;
}

/**
 * Whether Home Assistant has counted a row as one of a day; within its hours also under another midnight than is known of
 * it, but for one of the day before, which stays when no more is heard.
 */
function isOfDay({ start, lastReset }: StoredRow, midnight: number): boolean {
  if (lastReset === midnight) return true;
  const isWithin = start >= midnight && start + HOUR_SECONDS <= midnight + SHORTEST_DAY;
  return isWithin && (lastReset === undefined || lastReset > midnight - SHORTEST_DAY);
}

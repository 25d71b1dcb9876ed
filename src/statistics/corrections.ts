import { dayAt, HOUR_SECONDS, hourOf, midnightOf } from '../feeds/day.js';
import type { StatisticSpan } from '../store/store.js';
import type { StatisticRow, StoredRow } from './recorder.js';
import type { Sample } from './source.js';

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
  /** A day each, at its last hour. */
  readonly samples: readonly Sample[];
  /** Home Assistant's rows, some days before the first sample included; oldest first. */
  readonly there: readonly StoredRow[];
  readonly zone: string;
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
export function planCorrections(days: CountedDays): Correction[] {
  const { own, store, samples, zone, isCompiled } = days;
  if (!own.base) return [];
  const first = midnightOf(own.base.firstDay, zone);
  return samples
    .filter(({ takenAt, lastReset }) => lastReset !== undefined && lastReset >= first && isCompiled(takenAt))
    .sort((a, b) => a.takenAt - b.takenAt)
    .flatMap(({ takenAt, value, lastReset = 0 }) => {
      const day = { start: hourOf(takenAt), total: store(value), lastReset };
      return correctionOf(day, days, own.base?.sum ?? 0) ?? [];
    });
}

function correctionOf(
  { start, total, lastReset }: { readonly start: number; readonly total: number; readonly lastReset: number },
  { there, own, zone }: CountedDays,
  base: number,
): Correction | undefined {
  const counted = there.filter((row) => row.lastReset === lastReset && row.sum !== undefined);
  const [first, last] = [counted[0], counted.at(-1)];
  const isFirstDay = dayAt(lastReset, zone).date === own.base?.firstDay;
  const before = there.findLast((row) => row.start < (first?.start ?? start + 1) && row.sum !== undefined)?.sum;
  const sum = isFirstDay ? base : before;
  // Where the hours before are not known, nobody can tell what the day has added.
  if (sum === undefined) return undefined;
  if (first && last) {
    const by = total - (Number(last.sum) - sum);
    return Math.abs(by) <= TOLERANCE * Math.max(1, Math.abs(total))
      ? undefined
      : { start: last.start, by, row: undefined };
  }
  // Of an hour of another day, as in the zone of a traveller, nothing is taken away.
  if (total === 0 || there.some((row) => row.start === start)) return undefined;
  return { start: start + HOUR_SECONDS, by: total, row: { start, state: total, sum: sum + total, lastReset } };
}

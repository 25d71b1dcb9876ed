import { round4 } from '../withings/decimal.js';
import type { Point } from '../withings/timed.js';

/** A curve of few points. */
export interface Thinned {
  /** In the order in which they came; where one point stands for several, the middle of their times. */
  readonly t: readonly number[];
  /** Where one point stands for several, their mean, four decimals at most. */
  readonly v: readonly number[];
  /** The lowest and the highest of those that a point stands for; none where each stands for itself. */
  readonly peaks?: { readonly min: readonly number[]; readonly max: readonly number[] };
  /** How many there were. */
  readonly count: number;
}

export interface Thinner {
  /** @param point not before the last one */
  add(point: Point): void;
  done(): Thinned;
}

/** Some points that lie next to each other. */
interface Cell {
  readonly first: number;
  last: number;
  count: number;
  sum: number;
  min: number;
  max: number;
}

/** While the points still come, nobody knows how far they go: so many times more cells than points in the end. */
const FINER = 8;

/**
 * Takes any number of points and gives at most `most` of them, in memory for a few times as many. Time is cut into stretches
 * of one length, and what lies in one becomes a point; a stretch with nothing has none, so that gaps stay.
 */
export function createThinner(most: number): Thinner {
  let cells: Cell[] = [];
  /** Seconds that a cell stands for; 0 as long as each is one point. */
  let width = 0;
  let count = 0;

  function widen(): void {
    const length = cells.at(-1)!.first - cells[0]!.first;
    width = Math.max(2 * width, Math.ceil(length / (FINER * most)), 1);
    cells = joined(cells, (time) => Math.floor(time / width));
  }

  return {
    add([time, value]) {
      count += 1;
      const last = cells.at(-1);
      if (width > 0 && last && Math.floor(last.first / width) === Math.floor(time / width)) {
        include(last, { first: time, last: time, count: 1, sum: value, min: value, max: value });
        return;
      }
      cells.push({ first: time, last: time, count: 1, sum: value, min: value, max: value });
      if (cells.length > 2 * FINER * most) widen();
    },
    done() {
      const few = cells.length > most ? joined(cells, stretches(cells, most)) : cells;
      const isWhole = few.length === count;
      return {
        t: few.map(({ first, last }) => Math.round((first + last) / 2)),
        v: few.map((cell) => (cell.count === 1 ? cell.sum : meanOf(cell))),
        ...(!isWhole && { peaks: { min: few.map(({ min }) => min), max: few.map(({ max }) => max) } }),
        count,
      };
    },
  };
}

/** Which of `most` stretches of one length a time lies in. */
function stretches(cells: readonly Cell[], most: number): (time: number) => number {
  const begin = cells[0]!.first;
  const length = cells.at(-1)!.first - begin + 1;
  return (time) => Math.floor(((time - begin) * most) / length);
}

function joined(cells: readonly Cell[], stretchOf: (time: number) => number): Cell[] {
  const all: Cell[] = [];
  let stretch: number | undefined;
  for (const cell of cells) {
    const own = stretchOf(cell.first);
    if (own === stretch) include(all.at(-1)!, cell);
    else all.push({ ...cell });
    stretch = own;
  }
  return all;
}

function include(cell: Cell, other: Cell): void {
  cell.last = other.last;
  cell.count += other.count;
  cell.sum += other.sum;
  cell.min = Math.min(cell.min, other.min);
  cell.max = Math.max(cell.max, other.max);
}

/** What is lost in the last bits of a sum must not carry a mean over an end. */
function meanOf({ sum, count, min, max }: Cell): number {
  return Math.min(max, Math.max(min, round4(sum / count)));
}

import type { SeriesAnswer } from '../../src/page/api.js';

/** The lowest and the highest only where the value stands for several. */
export interface Cell {
  readonly value: number;
  readonly lowest?: number;
  readonly highest?: number;
}

export interface Row {
  /** Seconds since 1970. */
  readonly time: number;
  /** In the order of the metrics. */
  readonly cells: readonly (Cell | undefined)[];
}

/** What a chart shows as rows, the newest first; times at which there is nothing are left out. */
export function rowsOf(answer: SeriesAnswer, metrics: readonly string[]): readonly Row[] {
  const rows = new Map<number, (Cell | undefined)[]>();
  for (const [place, key] of metrics.entries()) {
    const series = answer[key];
    for (const [at, time] of (series?.t ?? []).entries()) {
      const value = series?.v[at];
      if (typeof value !== 'number') continue;
      const cells = rows.get(time) ?? metrics.map(() => undefined);
      cells[place] = { value, ...extremesOf(series?.min?.[at], series?.max?.[at]) };
      rows.set(time, cells);
    }
  }
  return [...rows].map(([time, cells]) => ({ time, cells })).sort((a, b) => b.time - a.time);
}

export interface Page<T> {
  readonly rows: readonly T[];
  /** From 0. */
  readonly number: number;
  /** 1 at least. */
  readonly count: number;
}

/** @param number from 0; one that there is not is the nearest that there is */
export function pageOf<T>(rows: readonly T[], number: number, size: number): Page<T> {
  const count = Math.max(1, Math.ceil(rows.length / size));
  const there = Math.max(0, Math.min(number, count - 1));
  return { rows: rows.slice(there * size, (there + 1) * size), number: there, count };
}

function extremesOf(lowest: number | null | undefined, highest: number | null | undefined) {
  if (typeof lowest !== 'number' || typeof highest !== 'number' || lowest === highest) return {};
  return { lowest, highest };
}

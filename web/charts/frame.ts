import type { SeriesAnswer, SeriesView } from '../../src/page/api.js';
import type { Chart } from './chart-list.js';
import { type Step, stepped } from './steps.js';
import { joinTimes, type Known, place, type Track, withGaps } from './tracks.js';
import type { Zoned } from './zone.js';

/** How a column is drawn; an edge is only the border of an area, and what is painted is painted by somebody else. */
export type Mark = 'line' | 'dots' | 'bars' | 'trend' | 'edge' | 'painted';

export interface Column {
  /** Of the metric. */
  readonly key: string;
  readonly mark: Mark;
  readonly tone: string;
  /** Which of the lines of its chart it is: another dash for each. */
  readonly order: number;
  /** Undefined where it has no point at that time; null for a gap. */
  readonly values: readonly Known[];
  /** What is said of a point, where that is not how high it is drawn. */
  readonly said?: readonly Known[];
}

/** The area between two columns, by their places. */
export interface Area {
  readonly high: number;
  readonly low: number;
  readonly tone: string;
}

/** All that a chart draws. */
export interface Frame {
  /** Seconds since 1970, in order, of all columns. */
  readonly t: readonly number[];
  readonly columns: readonly Column[];
  readonly areas: readonly Area[];
}

const DAY = 86_400;
/** Whoever has not been on the scale for so long has a gap in the line. */
const LONGEST_STEP = 21 * DAY;
const LONGEST_STEP_OF_DAYS = 3 * DAY;

/** @param step what each bar stands for */
export function frameOf(chart: Chart, answer: SeriesAnswer, zoned: Zoned, step: Step = 'day'): Frame {
  const shown = chart.metrics.flatMap((key, order) => {
    const series = answer[key];
    if (!series || series.t.length === 0) return [];
    return [
      {
        ...{ key, order, tone: chart.tones?.[order] ?? 'chart-1' },
        series: chart.daily ? stepped(series, step, zoned) : series,
      },
    ];
  });
  if (chart.kind === 'stack') return stacked(shown);
  const longest = chart.daily ? LONGEST_STEP_OF_DAYS : LONGEST_STEP;
  const tracks = shown.flatMap(({ series, ...name }) => {
    const mark = markOf(chart, name.key);
    const joined = mark === 'line' || mark === 'trend' ? longest : undefined;
    const { t, v, min, max } = series;
    const edges = min && max && mark !== 'trend' ? [max, min] : [];
    return [
      track({ ...name, mark }, t, v, joined),
      ...edges.map((edge) => track({ ...name, mark: 'edge' }, t, edge, longest)),
    ];
  });
  const t = joinTimes(tracks);
  const columns = tracks.map(({ about, ...points }) => ({ ...about, values: place(points, t) }));
  return { t, columns, areas: [...areasOf(columns), ...(chart.kind === 'between' ? between(columns) : [])] };
}

function markOf({ kind, metrics }: Chart, key: string): Mark {
  if (kind === 'bars') return 'bars';
  if (kind === 'trend') return key === metrics[0] ? 'dots' : 'trend';
  return 'line';
}

type About = Omit<Column, 'values' | 'said'>;
interface Shown extends Pick<Column, 'key' | 'tone' | 'order'> {
  readonly series: SeriesView;
}

function track(
  about: About,
  t: readonly number[],
  v: readonly (number | null)[],
  longest: number | undefined,
): Track & { readonly about: About } {
  return { about, ...(longest === undefined ? { t, v } : withGaps({ t, v }, longest)) };
}

/** From the lowest to the highest of the values that a point stands for. */
function areasOf(columns: readonly Column[]): Area[] {
  return columns.flatMap(({ mark, tone }, high) =>
    mark === 'edge' && columns[high - 1]?.mark !== 'edge' ? [{ high, low: high + 1, tone }] : [],
  );
}

function between(columns: readonly Column[]): Area[] {
  const [high, low] = columns.flatMap(({ mark }, place) => (mark === 'line' ? [place] : []));
  return high === undefined || low === undefined ? [] : [{ high, low, tone: columns[high]!.tone }];
}

/** Each on top of those before it; the highest is drawn first, so that the others stand before it. */
function stacked(shown: readonly Shown[]): Frame {
  const tracks = shown.map(({ series }) => series);
  const t = joinTimes(tracks);
  const sums = new Array<number>(t.length).fill(0);
  const columns = shown.map(({ series, ...name }): Column => {
    const said = place(series, t);
    for (const [at, value] of said.entries()) sums[at] = sums[at]! + (value ?? 0);
    const values = said.map((value, at) => (typeof value === 'number' ? sums[at] : value));
    return { ...name, mark: 'bars', values, said };
  });
  return { t, columns: columns.reverse(), areas: [] };
}

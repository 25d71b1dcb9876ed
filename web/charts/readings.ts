import type { SeriesAnswer, SeriesView } from '../../src/page/api.js';
import type { Column, Frame } from './frame.js';
import type { LegendEntry } from './legend.js';
import type { PlotCursor } from './plot.js';
import type { Scene } from './scene.js';
import { daysSoFar, type Step } from './steps.js';
import { summaryOf } from './summary.js';

/** What a chart says in words. */
export interface Readings {
  readonly entries: LegendEntry[];
  /** Of what they are said. */
  readonly time: string;
}

export interface ReadingsOptions {
  readonly scene: Scene;
  readonly answer: SeriesAnswer;
  readonly frame: Frame;
  readonly cursor: PlotCursor | undefined;
  /** Of what one value a day makes up; undefined where values have their own times. */
  readonly step: Step | undefined;
}

/** The values at the cursor; without one the newest of each. */
export function readingsOf({ scene, answer, frame, cursor, step }: ReadingsOptions): Readings {
  const places = cursor?.points ?? frame.columns.map(newestOf);
  // Of many it would be a wall of numbers.
  const few = Object.keys(answer).length <= 2;
  const entries = frame.columns.flatMap((column, at): LegendEntry[] => {
    const series = answer[column.key];
    if (!series || column.mark === 'edge') return [];
    const value = (column.said ?? column.values)[places[at] ?? -1];
    const { mark, tone, order } = column;
    return [{ name: scene.name(series.names), mark, tone, order, ...shownOf(scene, series, value, !cursor && few) }];
  });
  const times = frame.columns.flatMap(({ mark }, at) => (mark === 'edge' ? [] : (frame.t[places[at] ?? -1] ?? [])));
  const time = Math.max(...times);
  return { entries, time: Number.isFinite(time) ? timeText(scene, time, step) : '' };
}

/** A day, or the days that a value stands for, else the minute. @param time seconds since 1970 */
export function timeText({ words: { format }, zoned, today }: Scene, time: number, step: Step | undefined): string {
  return step ? format.days(daysSoFar(zoned.dayOf(time), step, today)) : format.short(time * 1000);
}

/** A chart in a few sentences, for whoever does not see it. */
export function summaryText({ scene, answer, step }: Pick<ReadingsOptions, 'scene' | 'answer' | 'step'>): string {
  const { format, t } = scene.words;
  return Object.values(answer)
    .flatMap((series) => {
      const summary = summaryOf(series);
      if (!summary) return [];
      const quantity = (value: number) => format.quantity(value, series.unit, series.precision);
      return t('charts.summary', {
        name: scene.name(series.names),
        value: quantity(summary.newest.value),
        time: timeText(scene, summary.newest.time, step && 'day'),
        low: quantity(summary.lowest),
        high: quantity(summary.highest),
      });
    })
    .join(' ');
}

function shownOf({ words: { format } }: Scene, series: SeriesView, value: unknown, withReach: boolean) {
  const { unit, precision } = series;
  const summary = withReach ? summaryOf(series) : undefined;
  return {
    value: typeof value === 'number' ? format.quantity(value, unit, precision) : '–',
    ...(summary &&
      summary.lowest < summary.highest && {
        reach: `${format.number(summary.lowest, precision)} – ${format.number(summary.highest, precision)}`,
      }),
  };
}

function newestOf({ values }: Column): number | null {
  const at = values.findLastIndex((value) => typeof value === 'number');
  return at < 0 ? null : at;
}

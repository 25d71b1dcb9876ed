import uPlot from 'uplot';
import { decimalsOf, reach, type TimeLabels } from './axes.js';
import type { Stretch } from './days.js';
import type { Column, Frame } from './frame.js';
import { lonePoints } from './lone-points.js';
import { DASHES, type Look } from './look.js';
import { ticksOf } from './ticks.js';
import type { Zoned } from './zone.js';

export interface PlotLook extends Look {
  readonly zoned: Zoned;
  readonly times: TimeLabels;
  /** Of the axis of values. */
  readonly number: (value: number, decimals: number) => string;
}

export interface PlotOptions {
  readonly width: number;
  readonly height: number;
  readonly stretch: () => Stretch;
  /** Charts of one name show the cursor at the same time. */
  readonly together: string;
  /** Names instead of numbers on the axis of values, from top to bottom; each is 1 high. */
  readonly lanes?: readonly string[];
  /** Of the axis of values, in pixels. */
  readonly margin?: number;
  readonly onSelect: (stretch: Stretch) => void;
  readonly onBack: () => void;
  readonly onCursor: (plot: uPlot) => void;
}

/** The least that a drag with the mouse has to be, in pixels. */
const LEAST_DRAG = 8;
const MANY = 150;
/** Of a text below the axis of time, with room around it. */
const TICK_WIDTH = 80;
const FONT = '12px system-ui, sans-serif';

/** Whether the points lie so close together that they have to be small. */
export function isMany({ t }: Frame): boolean {
  return t.length > MANY;
}

/** What uPlot is told to draw a frame. */
export function plotOptions(frame: Frame, look: PlotLook, options: PlotOptions): uPlot.Options {
  const fromZero = frame.columns.some(({ mark }) => mark === 'bars');
  return {
    width: options.width,
    height: options.height,
    legend: { show: false },
    padding: [8, 12, 0, 0],
    scales: {
      x: { time: false, range: () => [options.stretch().min, options.stretch().max] },
      y: { range: (_, low, high) => (options.lanes ? [0, options.lanes.length] : reach(low, high, fromZero)) },
    },
    axes: axesOf(look, options),
    series: [{}, ...frame.columns.map((column) => seriesOf(column, look, isMany(frame)))],
    bands: frame.areas.map(({ high, low, tone }) => ({ series: [high + 1, low + 1], fill: () => look.faint(tone) })),
    cursor: cursorOf(options),
    hooks: {
      setSelect: [(plot) => select(plot, options)],
      setCursor: [options.onCursor],
    },
  };
}

function axesOf(look: PlotLook, { lanes, margin = 52 }: PlotOptions): uPlot.Axis[] {
  const common = {
    font: FONT,
    stroke: () => look.tone('chart-text'),
    ticks: { show: false },
  } as const satisfies uPlot.Axis;
  const line = { stroke: () => look.tone('chart-grid'), width: 1 };
  return [
    {
      ...common,
      grid: { show: false },
      border: { show: true, ...line },
      size: 26,
      splits: (plot, _, min, max) => ticksOf({ min, max }, plot.width / TICK_WIDTH, look.zoned),
      // A text in the middle of the right edge would be cut.
      values: (plot, times) =>
        look
          .times(times, (times[1] ?? plot.scales.x!.max!) - (times[0] ?? 0))
          .map((text, at) => (plot.valToPos(times[at]!, 'x') > plot.over.clientWidth - 20 ? '' : text)),
    },
    {
      ...common,
      grid: line,
      size: margin,
      space: 28,
      ...(lanes
        ? { splits: lanes.map((_, lane) => lane + 0.5), values: () => [...lanes].reverse() }
        : { values: (_, values, __, ___, step) => values.map((value) => look.number(value, decimalsOf(step))) }),
    },
  ];
}

function seriesOf({ mark, tone, order }: Column, look: PlotLook, many: boolean): uPlot.Series {
  const colour = () => look.tone(tone);
  const hidden = { show: false };
  switch (mark) {
    case 'painted':
      return { paths: () => null, points: hidden };
    case 'edge':
      return { stroke: 'transparent', width: 0, points: hidden };
    case 'bars':
      return { fill: colour, width: 0, points: hidden, paths: uPlot.paths.bars!({ size: [0.72, 32, 1] }) };
    case 'dots':
      return { paths: () => null, points: { show: true, size: many ? 3 : 5, width: 0, fill: colour } };
    case 'trend':
    case 'line':
      return {
        stroke: colour,
        width: mark === 'trend' ? 2.5 : 2,
        dash: mark === 'trend' ? [] : [...(DASHES[order] ?? [])],
        points: {
          size: 6,
          width: 0,
          fill: colour,
          space: 14,
          ...(mark === 'trend' && { show: false }),
          filter: (plot, place, show) => (show ? null : lonePoints([...(plot.data[place] ?? [])])),
        },
      };
  }
}

function cursorOf({ together, onBack }: PlotOptions): uPlot.Cursor {
  const ours = (type: string) => type === 'mousemove' || type === 'mouseleave';
  return {
    y: false,
    drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG },
    hover: { prox: 60, skip: [null] },
    sync: { key: together, setSeries: false, scales: ['x', null], filters: { pub: ours } },
    bind: {
      dblclick: () => () => {
        onBack();
        return null;
      },
    },
  };
}

function select(plot: uPlot, { onSelect }: PlotOptions): void {
  const { left, width } = plot.select;
  if (width < LEAST_DRAG) return;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onSelect({ min: plot.posToVal(left, 'x'), max: plot.posToVal(left + width, 'x') });
}

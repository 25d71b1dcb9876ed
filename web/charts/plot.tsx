import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Stretch } from './days.js';
import { listenToFingers } from './fingers.js';
import type { Frame } from './frame.js';
import { movedTo, type Step, stepOf, zoomed } from './keys.js';
import { lookOf, onOtherLook } from './look.js';
import { isMany, type PlotLook, type PlotOptions, plotOptions } from './plot-options.js';

/** Where the cursor of a chart stands. */
export interface PlotCursor {
  /** Seconds since 1970. */
  readonly time: number;
  /** Of each column the point that is meant; null where none is near. */
  readonly points: readonly (number | null)[];
  readonly by: 'hand' | 'key';
}

export interface PlotProps
  extends Pick<PlotLook, 'zoned' | 'times' | 'number'>,
    Pick<PlotOptions, 'together' | 'lanes' | 'margin'> {
  readonly frame: Frame;
  readonly stretch: Stretch;
  readonly height: number;
  /** For screen readers: what it is, and what the keys do. */
  readonly label: string;
  readonly describedBy: string;
  /** Draws more, below the lines. */
  readonly paint?: (plot: uPlot, tone: PlotLook['tone']) => void;
  readonly onZoom: (stretch: Stretch, by: 'hand' | 'key') => void;
  /** Undefined where there is nothing to go back to. */
  readonly onBack: (() => void) | undefined;
  readonly onCursor: (cursor: PlotCursor | undefined) => void;
}

/** A frame as a picture that mouse, fingers and keys can walk through. */
export function Plot(props: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const byKey = useRef(false);
  const { frame, stretch, times, zoned } = props;
  const kind = `${isMany(frame)} ${frame.columns.map(({ key, mark }) => `${mark} ${key}`)}`;

  // Another kind of frame needs another plot; all else it is told.
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = create(element, latest, byKey);
    plot.current = made;
    const size = new ResizeObserver(() => {
      made.setSize({ width: Math.max(1, element.clientWidth), height: latest.current.height });
    });
    size.observe(element);
    const forget = onOtherLook(() => made.redraw(false, false));
    return () => {
      forget();
      size.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [kind, times, zoned]);

  useEffect(() => plot.current?.setData(dataOf(frame)), [frame, kind]);
  useEffect(() => plot.current?.setScale('x', stretch), [stretch.min, stretch.max]);

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : stepOf(event.key);
    if (!step || !plot.current) return;
    event.preventDefault();
    byKey.current = true;
    take(step, plot.current, latest.current);
    byKey.current = false;
  }

  return (
    <div
      ref={place}
      class="plot"
      // It answers keys of its own, which screen readers keep to themselves elsewhere.
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is interactive
      tabIndex={0}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      onKeyDown={onKeyDown}
      onBlur={() => plot.current?.setCursor({ left: -10, top: -10 })}
    />
  );
}

function create(element: HTMLElement, latest: { current: PlotProps }, byKey: { current: boolean }): uPlot {
  const { frame, height, together, lanes, margin, times, zoned, number } = latest.current;
  const look = { ...lookOf(element), zoned, times, number };
  const options = plotOptions(frame, look, {
    ...{ width: Math.max(1, element.clientWidth), height, together },
    ...(lanes && { lanes }),
    ...(margin !== undefined && { margin }),
    stretch: () => latest.current.stretch,
    onSelect: (stretch) => latest.current.onZoom(stretch, 'hand'),
    onBack: () => latest.current.onBack?.(),
    onCursor: (plot) => latest.current.onCursor(cursorOf(plot, byKey.current)),
  });
  const paint = (plot: uPlot) => latest.current.paint?.(plot, look.tone);
  const made = new uPlot({ ...options, hooks: { ...options.hooks, drawAxes: [paint] } }, dataOf(frame), element);
  listenToFingers(made, (stretch) => latest.current.onZoom(stretch, 'hand'));
  return made;
}

function dataOf({ t, columns }: Frame): uPlot.AlignedData {
  return [[...t], ...columns.map(({ values }) => [...values])];
}

function cursorOf({ cursor, posToVal }: uPlot, byKey: boolean): PlotCursor | undefined {
  if (cursor.left === undefined || cursor.left < 0 || typeof cursor.idx !== 'number') return undefined;
  const points = (cursor.idxs ?? []).slice(1).map((point) => point ?? null);
  return { time: posToVal(cursor.left, 'x'), points, by: byKey ? 'key' : 'hand' };
}

function take(step: Step, plot: uPlot, { frame, stretch, onZoom, onBack }: PlotProps): void {
  const { left = -1, idx } = plot.cursor;
  const at = left >= 0 && typeof idx === 'number' ? idx : undefined;
  if (step.does === 'back') onBack?.();
  if (step.does === 'zoom') {
    const around = at === undefined ? (stretch.min + stretch.max) / 2 : plot.posToVal(left, 'x');
    onZoom(zoomed(stretch, step.factor, around), 'key');
  }
  if (step.does !== 'move' && step.does !== 'jump') return;
  const next = movedTo(pointsIn(frame, stretch), at, step);
  if (next === undefined) return;
  // Where it stands already nothing would be said.
  plot.setCursor({ left: plot.valToPos(frame.t[next]!, 'x'), top: 0 });
}

/** Those that are seen and have a value. */
function pointsIn({ t, columns }: Frame, { min, max }: Stretch): number[] {
  const drawn = columns.filter(({ mark }) => mark !== 'edge');
  return t.flatMap((time, at) =>
    time >= min && time < max && drawn.some(({ values }) => typeof values[at] === 'number') ? [at] : [],
  );
}

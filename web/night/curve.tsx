import { useMemo } from 'preact/hooks';
import type { CurveView, SeriesView } from '../../src/page/api.js';
import { Behind } from '../charts/behind.js';
import { DataTable } from '../charts/data-table.js';
import type { Frame } from '../charts/frame.js';
import { Legend } from '../charts/legend.js';
import { Plot } from '../charts/plot.js';
import { summaryOf } from '../charts/summary.js';
import { rowsOf } from '../charts/table-rows.js';
import { withGaps } from '../charts/tracks.js';
import type { Words } from '../i18n/index.js';
import { NIGHT_MARGIN } from './hypnogram.js';
import type { NightScene } from './night-sheet.js';

export interface CurveProps extends NightScene {
  readonly name: string;
  readonly curve: CurveView;
}

const NAMED = ['heart_rate', 'respiratory_rate', 'hrv_rmssd', 'hrv_sdnn', 'snoring', 'movement'] as const;
const HEIGHT = 170;
/** Without a value for so many seconds the line ends. */
const LONGEST_STEP = 900;

/** A curve of a night. */
export function Curve({ scene, name, curve, stretch, cursor, onCursor, onZoom, onBack }: CurveProps) {
  const { words, times, zoned } = scene;
  const { t, format } = words;
  const frame = useMemo(() => frameOf(name, curve), [name, curve]);
  const title = nameOf(name, words);
  const series: SeriesView = { names: { en: title, de: title }, precision: null, count: curve.t.length, ...curve };
  const quantity = (value: number) => format.quantity(Math.round(value * 10) / 10, curve.unit, null);
  const summary = summaryOf(series);
  const at = cursor ? nearest(curve.t, cursor.time) : undefined;
  const value = at === undefined ? undefined : curve.v[at];
  const shown = cursor ? value : summary?.newest.value;
  if (!summary) return null;
  const about = t('night.curve', { low: quantity(summary.lowest), high: quantity(summary.highest) });
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <span class="unit">{format.unit(curve.unit)}</span>
      </figcaption>
      <Legend
        time={cursor ? format.clock(cursor.time * 1000) : about}
        entries={[{ ...frame.columns[0]!, name: title, value: typeof shown === 'number' ? quantity(shown) : '–' }]}
      />
      <Plot
        {...{ frame, stretch, times, margin: NIGHT_MARGIN, zone: zoned.zone, together: 'night', height: HEIGHT }}
        {...{ onZoom, onBack, onCursor }}
        number={format.number}
        label={t('charts.keys', { name: title })}
        describedBy={`curve-${name}`}
      />
      <p class="hidden" id={`curve-${name}`}>
        {about}
      </p>
      <Behind name={title} words={words}>
        {() => (
          <DataTable
            caption={title}
            heads={[t('charts.time'), title]}
            rows={rowsOf({ [name]: series }, [name]).map(({ time, cells }) => [
              format.clock(time * 1000),
              cells[0] ? quantity(cells[0].value) : '–',
            ])}
          />
        )}
      </Behind>
    </figure>
  );
}

function nameOf(name: string, words: Words): string {
  const named = NAMED.find((one) => one === name);
  return named ? words.t(`curve.${named}`) : words.word(name);
}

function frameOf(key: string, curve: CurveView): Frame {
  const { t, v } = withGaps(curve, LONGEST_STEP);
  return { t, columns: [{ key, mark: 'line', tone: 'chart-1', order: 0, values: v }], areas: [] };
}

function nearest(times: readonly number[], time: number): number | undefined {
  const after = times.findIndex((one) => one >= time);
  if (after <= 0) return after < 0 ? times.length - 1 : after;
  return time - times[after - 1]! < times[after]! - time ? after - 1 : after;
}

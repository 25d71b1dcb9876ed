import { useMemo } from 'preact/hooks';
import type { CurveView } from '../../src/page/api.js';
import { DataTable } from '../charts/data-table.js';
import type { Frame } from '../charts/frame.js';
import { Figure, Picture } from '../charts/picture.js';
import { summaryOf } from '../charts/summary.js';
import { withGaps } from '../charts/tracks.js';
import { NIGHT_MARGIN, type NightScene } from './night-scene.js';

export interface CurveProps extends NightScene {
  /** Of the curve, as MQTT calls it. */
  readonly name: string;
  readonly curve: CurveView;
}

const NAMED = ['heart_rate', 'respiratory_rate', 'hrv_rmssd', 'hrv_sdnn', 'snoring', 'movement'] as const;
const HEIGHT = 170;
/** Without a value for so many seconds the line ends. */
const LONGEST_STEP = 900;

/** A curve of a night. */
export function Curve({ name, curve, ...night }: CurveProps) {
  const { scene, cursor } = night;
  const { t, format, word } = scene.words;
  const frame = useMemo(() => frameOf(name, curve), [name, curve]);
  const named = NAMED.find((one) => one === name);
  const title = named ? t(`curve.${named}`) : word(name);
  const quantity = (value: number) => format.quantity(Math.round(value * 10) / 10, curve.unit, null);
  const clock = (time: number) => format.clock(time * 1000);
  const summary = summaryOf(curve);
  if (!summary) return null;
  const about = t('night.curve', { low: quantity(summary.lowest), high: quantity(summary.highest) });
  const value = cursor ? frame.columns[0]?.values[nearest(frame.t, cursor.time)] : summary.newest.value;
  const shown = typeof value === 'number' ? quantity(value) : '–';
  return (
    <Figure title={title} unit={format.unit(curve.unit)}>
      <Picture
        {...night}
        {...{ title, frame, about, height: HEIGHT, margin: NIGHT_MARGIN, together: 'night' }}
        time={cursor ? clock(cursor.time) : about}
        entries={[{ ...frame.columns[0]!, name: title, value: shown }]}
        said={cursor?.by === 'key' ? `${clock(cursor.time)}: ${shown}` : undefined}
        table={() => (
          <DataTable
            caption={title}
            heads={[t('print.clock'), title]}
            rows={curve.t.map((time, at) => [clock(time), curve.v[at] === null ? '–' : quantity(curve.v[at]!)])}
          />
        )}
      />
    </Figure>
  );
}

function frameOf(key: string, curve: CurveView): Frame {
  const { t, v } = withGaps(curve, LONGEST_STEP);
  return { t, columns: [{ key, mark: 'line', tone: 'chart-1', order: 0, values: v }], areas: [] };
}

/** The place of the time that is nearest. */
function nearest(times: readonly number[], time: number): number {
  const after = times.findIndex((one) => one >= time);
  if (after <= 0) return after < 0 ? times.length - 1 : after;
  return time - times[after - 1]! < times[after]! - time ? after - 1 : after;
}

import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import type { StageName } from '../../src/page/api.js';
import { Behind } from '../charts/behind.js';
import { DataTable } from '../charts/data-table.js';
import type { Frame } from '../charts/frame.js';
import { Legend } from '../charts/legend.js';
import { Plot } from '../charts/plot.js';
import { type Lane, STAGE_TONES } from './lanes.js';
import type { NightScene } from './night-sheet.js';

export interface HypnogramProps extends NightScene {
  readonly lanes: readonly Lane[];
}

export const NIGHT_MARGIN = 92;
/** Of a lane, in pixels; and of the part of it that is filled. */
const LANE_HEIGHT = 34;
const FILLED = 0.68;

/** The stages of a night, a lane for each. */
export function Hypnogram({ scene, lanes, stretch, cursor, onCursor, onZoom, onBack }: HypnogramProps) {
  const { words, times, zoned } = scene;
  const { t, format } = words;
  const frame = useMemo(() => frameOf(lanes), [lanes.map(({ stage, seconds }) => stage + seconds).join()]);
  const names = lanes.map(({ stage }) => t(`stage.${stage}`));
  const title = t('charts.title.stages');
  const minutes = (seconds: number) => format.quantity(seconds / 60, 'min', 0);
  const at = cursor && stageAt(lanes, cursor.time);
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
      </figcaption>
      <Legend
        time={cursor ? `${format.clock(cursor.time * 1000)}${at ? ` ${t(`stage.${at}`)}` : ''}` : ''}
        entries={lanes.map(({ stage, seconds }, order) => ({
          ...{ name: names[order]!, mark: 'bars', tone: STAGE_TONES[stage], order, value: minutes(seconds) },
        }))}
      />
      <Plot
        {...{ frame, stretch, times, lanes: names, margin: NIGHT_MARGIN, zone: zoned.zone, together: 'night' }}
        {...{ onZoom, onBack, onCursor }}
        height={lanes.length * LANE_HEIGHT + 40}
        number={format.number}
        paint={(plot, tone) => paintLanes(plot, lanes, tone)}
        label={t('charts.keys', { name: title })}
        describedBy="stages"
      />
      <p class="hidden" id="stages">
        {lanes.map(({ seconds }, place) => `${names[place]} ${minutes(seconds)}`).join(', ')}
      </p>
      <p class="hidden" aria-live="polite">
        {cursor?.by === 'key' && at && `${format.clock(cursor.time * 1000)}: ${t(`stage.${at}`)}`}
      </p>
      <Behind name={title} words={words}>
        {() => (
          <DataTable
            caption={title}
            heads={[t('charts.from'), t('charts.to'), t('night.stage'), t('night.length')]}
            rows={spansOf(lanes).map(([from, to, stage]) => [
              format.clock(from * 1000),
              format.clock(to * 1000),
              t(`stage.${stage}`),
              minutes(to - from),
            ])}
          />
        )}
      </Behind>
    </figure>
  );
}

/** In the middle of its lane, at the beginning of each span: what the cursor goes along. */
function frameOf(lanes: readonly Lane[]): Frame {
  const points = lanes
    .flatMap(({ spans }, lane) => spans.map(([from]) => [from, lanes.length - lane - 0.5] as const))
    .sort(([a], [b]) => a - b);
  const values = points.map(([, height]) => height);
  const column = { key: 'stages', mark: 'painted', tone: 'stage-deep', order: 0, values } as const;
  return { t: points.map(([time]) => time), columns: [column], areas: [] };
}

function spansOf(lanes: readonly Lane[]): (readonly [from: number, to: number, stage: StageName])[] {
  return lanes
    .flatMap(({ stage, spans }) => spans.map(([from, to]) => [from, to, stage] as const))
    .sort(([a], [b]) => a - b);
}

function stageAt(lanes: readonly Lane[], time: number): StageName | undefined {
  return lanes.find(({ spans }) => spans.some(([from, to]) => time >= from && time < to))?.stage;
}

function paintLanes(plot: uPlot, lanes: readonly Lane[], tone: (name: string) => string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const [place, { stage, spans }] of lanes.entries()) {
    const middle = plot.valToPos(lanes.length - place - 0.5, 'y', true);
    const height = Math.abs(plot.valToPos(0, 'y', true) - plot.valToPos(1, 'y', true)) * FILLED;
    ctx.fillStyle = tone(STAGE_TONES[stage]);
    for (const [from, to] of spans) {
      const left = plot.valToPos(from, 'x', true);
      ctx.fillRect(left, middle - height / 2, Math.max(1, plot.valToPos(to, 'x', true) - left), height);
    }
  }
  ctx.restore();
}

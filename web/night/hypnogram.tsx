import { useMemo } from 'preact/hooks';
import { DataTable } from '../charts/data-table.js';
import type { Frame } from '../charts/frame.js';
import { Figure, Picture } from '../charts/picture.js';
import { type Lane, STAGE_TONES, spansOf, stageAt } from './lanes.js';
import { NIGHT_MARGIN, type NightScene } from './night-scene.js';
import { paintLanes } from './paint-lanes.js';

export interface HypnogramProps extends NightScene {
  readonly lanes: readonly Lane[];
}

const LANE_HEIGHT = 34;
const AXIS_HEIGHT = 40;

/** The stages of a night, a lane for each. */
export function Hypnogram({ lanes, ...night }: HypnogramProps) {
  const { scene, cursor } = night;
  const { t, format } = scene.words;
  const frame = useMemo(() => frameOf(lanes), [lanes]);
  const title = t('chart.stages');
  const clock = (time: number) => format.clock(time * 1000);
  const minutes = (seconds: number) => format.quantity(seconds / 60, 'min', 0);
  const stage = cursor && stageAt(lanes, cursor.time);
  const at = cursor ? `${clock(cursor.time)} ${stage ? t(`stage.${stage}`) : ''}` : '';
  const entries = lanes.map(({ stage: of, seconds }, order) => ({
    ...({ mark: 'bars', tone: STAGE_TONES[of], order } as const),
    ...{ name: t(`stage.${of}`), value: minutes(seconds) },
  }));
  return (
    <Figure title={title}>
      <Picture
        {...night}
        {...{ title, frame, entries, time: at, margin: NIGHT_MARGIN, together: 'night' }}
        lanes={entries.map(({ name }) => name)}
        height={lanes.length * LANE_HEIGHT + AXIS_HEIGHT}
        paint={(plot, tone) => paintLanes(plot, lanes, tone)}
        about={entries.map(({ name, value }) => `${name} ${value}`).join(', ')}
        said={cursor?.by === 'key' ? at : undefined}
        table={() => (
          <DataTable
            caption={title}
            heads={[t('charts.from'), t('charts.to'), t('night.stage'), t('night.length')]}
            rows={spansOf(lanes).map(([from, to, of]) => [
              ...[clock(from), clock(to), t(`stage.${of}`)],
              minutes(to - from),
            ])}
          />
        )}
      />
    </Figure>
  );
}

/** In the middle of its lane, at the beginning of each span: what the cursor goes along. */
function frameOf(lanes: readonly Lane[]): Frame {
  const spans = spansOf(lanes);
  const height = (stage: string) => lanes.length - lanes.findIndex((lane) => lane.stage === stage) - 0.5;
  const values = spans.map(([, , stage]) => height(stage));
  const column = { key: 'stages', mark: 'painted', tone: 'stage-deep', order: 0, values } as const;
  return { t: spans.map(([from]) => from), columns: [column], areas: [] };
}

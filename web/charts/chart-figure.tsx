import { useEffect, useMemo, useState } from 'preact/hooks';
import type { SeriesAnswer } from '../../src/page/api.js';
import { personPath } from '../api.js';
import type { Chart } from './chart-list.js';
import { lengthOf } from './days.js';
import { frameOf } from './frame.js';
import { Figure, Picture } from './picture.js';
import type { PlotCursor } from './plot.js';
import { readingsOf, summaryText } from './readings.js';
import type { Scene } from './scene.js';
import { SeriesTable } from './series-table.js';
import { stepOf } from './steps.js';
import { useAnswer } from './use-answer.js';
import { Waiting } from './waiting.js';

export interface ChartFigureProps {
  readonly scene: Scene;
  readonly chart: Chart;
}

/** More than there are pixels is not seen, but for the peaks, which stay anyway. */
const POINTS = 800;
/** Whole days, which are put together here: some thirty years of them. */
const POINTS_OF_DAYS = 10_000;
const HEIGHT = 230;

/** A chart from the archive, with what it says in words, and the table behind it. */
export function ChartFigure({ scene, chart }: ChartFigureProps) {
  const { person, days, words } = scene;
  const points = chart.daily ? POINTS_OF_DAYS : POINTS;
  const query = `metrics=${chart.metrics.join(',')}&from=${days.from}&to=${days.to}`;
  const answer = useAnswer<SeriesAnswer>(
    `${personPath(person.name)}/series?${query}&points=${points}`,
    person.last_fetch,
  );
  const first = person.metrics[chart.metrics[0] ?? ''];
  const title = chart.title ? words.t(`chart.${chart.title}`) : first ? scene.name(first.names) : '';
  const times = Object.values(answer.value ?? {}).flatMap(({ t }) => t[0] ?? []);
  const earliest = times.length > 0 ? Math.min(...times) : undefined;
  useEffect(() => scene.seen(earliest), [earliest]);
  return (
    <Figure title={title} unit={words.format.unit(first?.unit ?? null)} busy={answer.phase === 'loading'}>
      <Waiting answer={answer} />
      {answer.value && earliest === undefined && <p class="soft">{words.t('charts.nothing')}</p>}
      {answer.value && earliest !== undefined && (
        <Drawn {...{ scene, chart, title, query, earliest }} answer={answer.value} />
      )}
    </Figure>
  );
}

interface DrawnProps extends ChartFigureProps {
  readonly title: string;
  readonly answer: SeriesAnswer;
  readonly query: string;
  /** Seconds since 1970. */
  readonly earliest: number;
}

function Drawn({ scene, chart, title, answer, query, earliest }: DrawnProps) {
  const { words, person, zoned, stretch, days } = scene;
  const [cursor, onCursor] = useState<PlotCursor>();
  const daily = chart.daily === true;
  const shown = Math.min(lengthOf(days), lengthOf({ from: zoned.dayOf(earliest), to: days.to }));
  const step = daily ? stepOf(shown) : undefined;
  const frame = useMemo(() => frameOf(chart, answer, zoned, step), [chart.metrics.join(), answer, zoned, step]);
  const { entries, time } = readingsOf({ scene, answer, frame, cursor, step });
  // The highest part of a bar is drawn first, and named last.
  if (chart.kind === 'stack') entries.reverse();
  const spoken = entries.map(({ name, value }) => `${name} ${value}`).join(', ');
  return (
    <>
      <Picture
        {...{ scene, title, frame, stretch, time, entries, onCursor, height: HEIGHT, together: 'charts' }}
        about={summaryText({ scene, answer, step })}
        said={cursor?.by === 'key' ? `${time}: ${spoken}` : undefined}
        onZoom={scene.zoom}
        onBack={scene.back}
        csv={`${personPath(person.name)}/export.csv?${query}`}
        table={() => <SeriesTable {...{ scene, answer, title, daily, metrics: chart.metrics }} />}
      />
      {daily
        ? step !== 'day' && <p class="soft">{words.t('charts.means')}</p>
        : Object.values(answer).some(({ min }) => min) && <p class="soft">{words.t('charts.thinned')}</p>}
    </>
  );
}

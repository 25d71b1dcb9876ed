import { useEffect, useId, useMemo, useState } from 'preact/hooks';
import type { SeriesAnswer } from '../../src/page/api.js';
import { personPath } from '../api.js';
import { Behind } from './behind.js';
import type { Chart } from './chart-list.js';
import { frameOf } from './frame.js';
import { Legend } from './legend.js';
import { Plot, type PlotCursor } from './plot.js';
import { readingsOf, summaryText } from './readings.js';
import type { Scene } from './scene.js';
import { SeriesTable } from './series-table.js';
import { useAnswer } from './use-answer.js';
import { Waiting } from './waiting.js';

export interface ChartFigureProps {
  readonly scene: Scene;
  readonly chart: Chart;
}

/** More than there are pixels is not seen, but for the peaks, which stay anyway. */
const POINTS = 800;
const HEIGHT = 230;

/** A chart from the archive, with what it says in words, and the table behind it. */
export function ChartFigure({ scene, chart }: ChartFigureProps) {
  const { person, days } = scene;
  const query = `metrics=${chart.metrics.join(',')}&from=${days.from}&to=${days.to}`;
  const answer = useAnswer<SeriesAnswer>(
    `${personPath(person.name)}/series?${query}&points=${POINTS}`,
    person.last_sync,
  );
  const first = person.metrics[chart.metrics[0] ?? ''];
  const title = chart.title ? scene.words.t(`charts.title.${chart.title}`) : first ? scene.name(first.names) : '';
  const times = Object.values(answer.value ?? {}).flatMap(({ t }) => t[0] ?? []);
  const earliest = times.length > 0 ? Math.min(...times) : undefined;
  useEffect(() => scene.seen(earliest), [earliest]);
  return (
    <figure class="chart" aria-busy={answer.phase === 'loading'}>
      <figcaption>
        <h3>{title}</h3>
        <span class="unit">{scene.words.format.unit(first?.unit ?? null)}</span>
      </figcaption>
      <Waiting answer={answer} />
      {answer.value && earliest === undefined && <p class="chart-note">{scene.words.t('charts.nothing')}</p>}
      {answer.value && earliest !== undefined && (
        <Picture scene={scene} chart={chart} title={title} answer={answer.value} query={query} />
      )}
    </figure>
  );
}

interface PictureProps extends ChartFigureProps {
  readonly title: string;
  readonly answer: SeriesAnswer;
  readonly query: string;
}

function Picture({ scene, chart, title, answer, query }: PictureProps) {
  const { words, person, zoned } = scene;
  const [cursor, setCursor] = useState<PlotCursor>();
  const summary = useId();
  const daily = chart.daily === true;
  const frame = useMemo(() => frameOf(chart, answer, zoned), [chart.metrics.join(), answer, zoned]);
  const { entries, time } = readingsOf({ scene, answer, frame, cursor, daily });
  const said = entries.map(({ name, value }) => `${name} ${value}`).join(', ');
  const thinned = Object.values(answer).some(({ min }) => min);
  return (
    <>
      <Legend time={time} entries={chart.kind === 'stack' ? [...entries].reverse() : entries} />
      <Plot
        {...{ frame, height: HEIGHT, together: 'charts', stretch: scene.stretch, times: scene.times, zone: zoned.zone }}
        number={words.format.number}
        label={words.t('charts.keys', { name: title })}
        describedBy={summary}
        onZoom={scene.zoom}
        onBack={() => scene.back?.()}
        onCursor={setCursor}
      />
      <p class="hidden" id={summary}>
        {summaryText({ scene, answer, daily })}
      </p>
      <p class="hidden" aria-live="polite">
        {cursor?.by === 'key' && `${time}: ${said}`}
      </p>
      {thinned && <p class="small">{words.t('charts.thinned')}</p>}
      <Behind name={title} words={words} csv={`${personPath(person.name)}/export.csv?${query}`}>
        {() => <SeriesTable {...{ scene, answer, title, daily, metrics: chart.metrics }} />}
      </Behind>
    </>
  );
}

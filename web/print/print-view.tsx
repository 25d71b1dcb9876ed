import type { PersonView, SeriesAnswer } from '../../src/page/api.js';
import { personPath } from '../api.js';
import { RangeBar } from '../charts/range-bar.js';
import { type Scene, useScene } from '../charts/scene.js';
import { useAnswer } from '../charts/use-answer.js';
import { Waiting } from '../charts/waiting.js';
import { Heading } from '../parts/heading.js';
import type { Range } from '../range.js';
import { hrefOf } from '../route.js';
import './print.css';
import { PRESSURE_METRICS } from './pressure-rows.js';
import { PressureTable } from './pressure-table.js';
import { WeightPart } from './weight-part.js';

export interface PrintViewProps {
  readonly person: PersonView;
  readonly range: Range;
}

/** The most that the server gives: what is written for a doctor is measured, not a mean. */
const POINTS = 10_000;
const METRICS = [...Object.values(PRESSURE_METRICS), 'weight', 'weight_average_7d'];

/** Blood pressure and weight of a range, for paper. */
export function PrintView({ person, range }: PrintViewProps) {
  const scene = useScene(person, range, []);
  const { days } = scene;
  const { t, format } = scene.words;
  const metrics = METRICS.filter((key) => person.metrics[key]);
  return (
    <div class="print">
      <div class="print-controls">
        <RangeBar scene={scene} hrefFor={(next) => hrefOf({ view: 'print', name: person.name, range: next })} />
        <p>
          <button type="button" class="main" onClick={() => print()}>
            {t('print.button')}
          </button>{' '}
          <a href={hrefOf({ view: 'charts', name: person.name, rest: [], range })}>{t('print.to_charts')}</a>
        </p>
      </div>
      <article class="paper">
        <header>
          <Heading>
            <bdi>{person.display_name}</bdi>
          </Heading>
          <p>
            {'span' in range && range.span === 'all'
              ? t('print.until', { to: format.day(days.to) })
              : t('print.range', { from: format.day(days.from), to: format.day(days.to) })}
          </p>
        </header>
        {metrics.length === 0 ? <p>{t('print.nothing')}</p> : <Content scene={scene} metrics={metrics} />}
        <footer>{t('print.made', { day: format.day(scene.today) })}</footer>
      </article>
    </div>
  );
}

function Content({ scene, metrics }: { readonly scene: Scene; readonly metrics: readonly string[] }) {
  const { person, days } = scene;
  const query = `metrics=${metrics.join(',')}&from=${days.from}&to=${days.to}&points=${POINTS}`;
  const answer = useAnswer<SeriesAnswer>(`${personPath(person.name)}/series?${query}`, person.last_fetch);
  return (
    <>
      <Waiting answer={answer} />
      {answer.value && <PressureTable scene={scene} answer={answer.value} />}
      {answer.value?.weight && <WeightPart scene={scene} answer={answer.value} />}
    </>
  );
}

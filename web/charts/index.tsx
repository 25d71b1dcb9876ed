import { useEffect } from 'preact/hooks';
import type { PersonView } from '../../src/page/api.js';
import { EcgList } from '../ecg/ecg-list.js';
import { EcgSheet } from '../ecg/ecg-sheet.js';
import { NightList } from '../night/night-list.js';
import { NightSheet } from '../night/night-sheet.js';
import { Heading } from '../parts/heading.js';
import type { Range } from '../range.js';
import { hrefOf } from '../route.js';
import { WorkoutList } from '../workouts/workout-list.js';
import { ChartFigure } from './chart-figure.js';
import { chartsOf, type Topic, topicsOf } from './chart-list.js';
import './charts.css';
import { chartsHref, RangeBar } from './range-bar.js';
import { type Scene, useScene } from './scene.js';

export { PrintView } from '../print/print-view.js';

export interface ChartsViewProps {
  readonly person: PersonView;
  /** Of the place: a topic, and what is looked at of it: `['sleep', '2026-11-28']`. */
  readonly rest: readonly string[];
  readonly range: Range;
}

/** A person's past, as charts and lists. */
export function ChartsView({ person, rest, range }: ChartsViewProps) {
  const scene = useScene(person, range, rest);
  const { t } = scene.words;
  const topics = topicsOf(person.metrics);
  const topic = topics.find((one) => one === rest[0]) ?? topics[0];
  const unknown = topic && rest[0] !== undefined && rest[0] !== topic;
  useEffect(() => {
    // The address says what is shown.
    if (unknown) location.replace(scene.href(topic));
  }, [unknown]);
  const heading = <Heading>{t('charts.of', { name: person.display_name })}</Heading>;
  if (!topic) {
    return (
      <>
        {heading}
        <p class="soft">{t('charts.empty', { name: person.display_name })}</p>
      </>
    );
  }
  return (
    <>
      {heading}
      <Topics scene={scene} topics={topics} topic={topic} />
      <RangeBar scene={scene} hrefFor={chartsHref(person.name, rest)} />
      {rest[1] !== undefined && topic === 'sleep' && <NightSheet key={rest[1]} scene={scene} date={rest[1]} />}
      {rest[1] !== undefined && topic === 'heart' && <EcgSheet key={rest[1]} scene={scene} id={rest[1]} />}
      <h2 class="hidden">{t(`topic.${topic}`)}</h2>
      <div class="chart-grid">
        {chartsOf(person.metrics, topic).map((chart) => (
          <ChartFigure key={chart.metrics.join()} scene={scene} chart={chart} />
        ))}
      </div>
      {topic === 'sleep' && <NightList scene={scene} />}
      {topic === 'heart' && person.metrics.ecg_recorded && <EcgList scene={scene} />}
      {topic === 'workouts' && <WorkoutList scene={scene} />}
      <p>
        <a href={hrefOf({ view: 'print', name: person.name, range })}>{t('print.link')}</a>
      </p>
    </>
  );
}

interface TopicsProps {
  readonly scene: Scene;
  readonly topics: readonly Topic[];
  readonly topic: Topic;
}

function Topics({ scene, topics, topic }: TopicsProps) {
  const { t } = scene.words;
  return (
    <nav class="topics" aria-label={t('charts.topics')}>
      <ul>
        {topics.map((one) => (
          <li key={one}>
            <a href={scene.href(one)} aria-current={one === topic ? 'page' : undefined}>
              {t(`topic.${one}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

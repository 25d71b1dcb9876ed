import { useState } from 'preact/hooks';
import type { NightCourseView } from '../../src/page/api.js';
import { personPath } from '../api.js';
import type { Stretch } from '../charts/days.js';
import { within } from '../charts/keys.js';
import type { PlotCursor } from '../charts/plot.js';
import type { Scene } from '../charts/scene.js';
import { useAnswer } from '../charts/use-answer.js';
import { Waiting } from '../charts/waiting.js';
import { addDays } from '../charts/zone.js';
import { Curve } from './curve.js';
import { Hypnogram } from './hypnogram.js';
import { lanesOf } from './lanes.js';

/** What the pictures of one night have in common: they zoom and point together. */
export interface NightScene {
  readonly scene: Scene;
  readonly stretch: Stretch;
  readonly cursor: PlotCursor | undefined;
  readonly onCursor: (cursor: PlotCursor | undefined) => void;
  readonly onZoom: (stretch: Stretch) => void;
  readonly onBack: () => void;
}

/** One night in detail: its stages and its curves. */
export function NightSheet({ scene, date }: { readonly scene: Scene; readonly date: string }) {
  const { person, words } = scene;
  const { t, format } = words;
  const answer = useAnswer<NightCourseView>(`${personPath(person.name)}/nights/${encodeURIComponent(date)}`);
  const night = answer.value;
  return (
    <section class="detail" aria-busy={answer.phase === 'loading'} aria-labelledby="night">
      <header>
        <h2 id="night">{t('night.title', { day: format.day(date) })}</h2>
        <nav aria-label={t('night.night')}>
          <a href={scene.href('sleep', addDays(date, -1))}>{t('night.before')}</a>
          {date < scene.today && <a href={scene.href('sleep', addDays(date, 1))}>{t('night.after')}</a>}
          <a href={scene.href('sleep')}>{t('charts.close')}</a>
        </nav>
      </header>
      <Waiting answer={answer} />
      {night && <NightPictures key={night.date} scene={scene} night={night} />}
    </section>
  );
}

function NightPictures({ scene, night }: { readonly scene: Scene; readonly night: NightCourseView }) {
  const lanes = lanesOf(night.stages);
  const curves = Object.entries(night.curves).filter(([, { t }]) => t.length > 0);
  const limits = stretchOf(night);
  const [stretch, setStretch] = useState(limits);
  const [cursor, onCursor] = useState<PlotCursor>();
  const common: NightScene = {
    ...{ scene, stretch, cursor, onCursor },
    onZoom: (wanted) => setStretch(within(wanted, limits)),
    onBack: () => setStretch(limits),
  };
  if (lanes.length === 0 && curves.length === 0) return <p class="chart-note">{scene.words.t('night.nothing')}</p>;
  return (
    <>
      <Facts scene={scene} night={night} />
      {lanes.length > 0 && <Hypnogram {...common} lanes={lanes} />}
      <div class="chart-grid">
        {curves.map(([name, curve]) => (
          <Curve key={name} {...common} name={name} curve={curve} />
        ))}
      </div>
    </>
  );
}

const FACTS = ['sleep_total', 'sleep_score', 'sleep_efficiency', 'sleep_latency', 'sleep_wakeups'];

function Facts({ scene, night }: { readonly scene: Scene; readonly night: NightCourseView }) {
  return (
    <dl class="facts">
      {FACTS.flatMap((key) => {
        const value = night.metrics[key];
        if (!value || value.value === null) return [];
        return (
          <div key={key}>
            <dt>{scene.name(value.names)}</dt>
            <dd>{scene.words.format.value(value)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function stretchOf({ stages, curves }: NightCourseView): Stretch {
  const times = [
    ...stages.map(([from]) => from),
    ...stages.map(([, to]) => to),
    ...Object.values(curves).flatMap(({ t }) => t),
  ];
  return times.reduce(({ min, max }, time) => ({ min: Math.min(min, time), max: Math.max(max, time) }), {
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
  });
}

import { useMemo, useState } from 'preact/hooks';
import type { NightCourseView } from '../../src/page/api.js';
import { personPath } from '../api.js';
import type { Stretch } from '../charts/days.js';
import { Detail } from '../charts/detail.js';
import { within } from '../charts/keys.js';
import type { PlotCursor } from '../charts/plot.js';
import { type Scene, useSceneIn } from '../charts/scene.js';
import { addDays } from '../charts/zone.js';
import { Curve } from './curve.js';
import { Hypnogram } from './hypnogram.js';
import { lanesOf } from './lanes.js';
import type { NightScene } from './night-scene.js';

const FACTS = ['sleep_total', 'sleep_score', 'sleep_efficiency', 'sleep_latency', 'sleep_wakeups'];

/** One night in detail: its stages and its curves. */
export function NightSheet({ scene, date }: { readonly scene: Scene; readonly date: string }) {
  const { t, format } = scene.words;
  return (
    <Detail<NightCourseView>
      scene={scene}
      path={`${personPath(scene.person.name)}/nights/${encodeURIComponent(date)}`}
      title={() => t('night.title', { day: format.day(date) })}
      links={[...neighbours(scene, date), [t('charts.close'), scene.href('sleep')]]}
      facts={FACTS}
    >
      {(night) => <NightPictures key={night.date} scene={scene} night={night} />}
    </Detail>
  );
}

function neighbours({ today, href, words: { t } }: Scene, date: string): (readonly [string, string])[] {
  // Whatever stands in the address may be no day at all.
  if (Number.isNaN(Date.parse(date))) return [];
  const before = [t('night.before'), href('sleep', addDays(date, -1))] as const;
  return date < today ? [before, [t('night.after'), href('sleep', addDays(date, 1))]] : [before];
}

function NightPictures({ scene: own, night }: { readonly scene: Scene; readonly night: NightCourseView }) {
  const scene = useSceneIn(own, night.zone);
  const lanes = useMemo(() => lanesOf(night.stages), [night]);
  const curves = Object.entries(night.curves).filter(([, { t }]) => t.length > 0);
  const limits = stretchOf(night);
  const [stretch, setStretch] = useState(limits);
  const [cursor, onCursor] = useState<PlotCursor>();
  const common: NightScene = {
    ...{ scene, stretch, cursor, onCursor },
    onZoom: (wanted) => setStretch(within(wanted, limits)),
    onBack: () => setStretch(limits),
  };
  if (lanes.length === 0 && curves.length === 0) return <p class="soft">{scene.words.t('night.nothing')}</p>;
  return (
    <>
      {lanes.length > 0 && <Hypnogram {...common} lanes={lanes} />}
      <div class="chart-grid">
        {curves.map(([name, curve]) => (
          <Curve key={name} {...common} name={name} curve={curve} />
        ))}
      </div>
    </>
  );
}

function stretchOf({ stages, curves }: NightCourseView): Stretch {
  const times = [
    ...stages.map(([from]) => from),
    ...stages.map(([, to]) => to),
    ...Object.values(curves).flatMap(({ t }) => t),
  ];
  return { min: Math.min(...times), max: Math.max(...times) };
}

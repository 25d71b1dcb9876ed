import { useEffect, useRef, useState } from 'preact/hooks';
import type { EcgSignalView } from '../../src/page/api.js';
import { personPath } from '../api.js';
import { Detail } from '../charts/detail.js';
import type { Scene } from '../charts/scene.js';
import { ECG_COLUMNS } from './ecg-list.js';
import { EcgPaper } from './ecg-paper.js';
import { secondsIn } from './strip.js';

/** What most watches record with; only where Withings does not say. */
const USUAL_FREQUENCY = 300;

/** One ECG on its paper. */
export function EcgSheet({ scene, id }: { readonly scene: Scene; readonly id: string }) {
  const { t, format } = scene.words;
  return (
    <Detail<EcgSignalView>
      scene={scene}
      path={`${personPath(scene.person.name)}/ecgs/${encodeURIComponent(id)}`}
      title={(ecg) => (ecg ? t('ecg.title', { time: format.short(ecg.recorded) }) : t('ecg.ecg'))}
      links={[[t('charts.close'), scene.href('heart')]]}
      facts={ECG_COLUMNS}
    >
      {(ecg) => <Strip ecg={ecg} scene={scene} />}
    </Detail>
  );
}

function Strip({ ecg, scene }: { readonly ecg: EcgSignalView; readonly scene: Scene }) {
  const { t } = scene.words;
  const room = useRef<HTMLElement>(null);
  const [fit, setFit] = useState(0);
  useEffect(() => {
    const element = room.current;
    if (!element) return;
    const size = new ResizeObserver(() => setFit(secondsIn(element.clientWidth)));
    size.observe(element);
    return () => size.disconnect();
  }, []);
  const frequency = ecg.frequency ?? USUAL_FREQUENCY;
  const seconds = Math.min(fit, Math.ceil(ecg.signal.length / frequency));
  return (
    <figure class="ecg" ref={room}>
      {seconds > 0 && <EcgPaper signal={ecg.signal} frequency={frequency} seconds={seconds} words={scene.words} />}
      <figcaption class="soft">
        {t('ecg.scale')} {ecg.frequency === null && t('ecg.no_frequency', { n: USUAL_FREQUENCY })}
      </figcaption>
    </figure>
  );
}

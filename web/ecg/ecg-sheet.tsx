import { useEffect, useRef, useState } from 'preact/hooks';
import type { EcgSignalView } from '../../src/page/api.js';
import { personPath } from '../api.js';
import type { Scene } from '../charts/scene.js';
import { useAnswer } from '../charts/use-answer.js';
import { Waiting } from '../charts/waiting.js';
import { EcgPaper } from './ecg-paper.js';
import { secondsIn } from './strip.js';

/** What most watches record with; only where Withings does not say. */
const USUAL_FREQUENCY = 300;
const SHOWN = ['ecg_heart_rate', 'ecg_afib'];

/** One ECG on its paper. */
export function EcgSheet({ scene, id }: { readonly scene: Scene; readonly id: string }) {
  const { person, words } = scene;
  const { t, format } = words;
  const answer = useAnswer<EcgSignalView>(`${personPath(person.name)}/ecgs/${encodeURIComponent(id)}`);
  const ecg = answer.value;
  return (
    <section class="detail" aria-busy={answer.phase === 'loading'} aria-labelledby="ecg">
      <header>
        <h2 id="ecg">{ecg ? t('ecg.title', { time: format.short(ecg.recorded) }) : t('ecg.ecg')}</h2>
        <nav aria-label={t('ecg.ecg')}>
          <a href={scene.href('heart')}>{t('charts.close')}</a>
        </nav>
      </header>
      <Waiting answer={answer} />
      {ecg && (
        <dl class="facts">
          {SHOWN.flatMap((key) => {
            const value = ecg.metrics[key];
            return value ? (
              <div key={key}>
                <dt>{scene.name(value.names)}</dt>
                <dd>{format.value(value)}</dd>
              </div>
            ) : (
              []
            );
          })}
        </dl>
      )}
      {ecg && <Strip ecg={ecg} scene={scene} />}
    </section>
  );
}

function Strip({ ecg, scene }: { readonly ecg: EcgSignalView; readonly scene: Scene }) {
  const { t } = scene.words;
  const room = useRef<HTMLDivElement>(null);
  const [seconds, setSeconds] = useState<number>();
  useEffect(() => {
    if (!room.current) return;
    const { current } = room;
    const size = new ResizeObserver(() => setSeconds(secondsIn(current.clientWidth)));
    size.observe(current);
    return () => size.disconnect();
  }, []);
  const frequency = ecg.frequency ?? USUAL_FREQUENCY;
  const length = Math.min(seconds ?? 0, Math.ceil(ecg.signal.length / frequency));
  return (
    <figure class="ecg" ref={room}>
      {length > 0 && <EcgPaper signal={ecg.signal} frequency={frequency} seconds={length} words={scene.words} />}
      <figcaption class="small">
        {t('ecg.scale')} {ecg.frequency === null && t('ecg.no_frequency', { n: USUAL_FREQUENCY })}{' '}
        {t('ecg.no_diagnosis')}
      </figcaption>
    </figure>
  );
}

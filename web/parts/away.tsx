import { useEffect, useRef } from 'preact/hooks';
import { usePage, useWords } from '../page.js';

/** Says that the bridge has stopped, or shows this browser nothing, and when it is back. */
export function Away() {
  const { link, refusal, state, announced } = usePage();
  const { t, format, problem } = useWords();
  const now = link.value;
  const gone = now === 'away' || now === 'refused';
  const was = useRef(false);
  useEffect(() => {
    if (now === 'starting') return;
    if (was.current && !gone) announced.value = t('back');
    was.current = gone;
  }, [now]);
  return <div role="alert">{gone && <p class="banner away">{sentence()}</p>}</div>;

  function sentence(): string {
    if (refusal.value) return problem(refusal.value);
    return state.value ? t('away', { time: format.short(state.value.now) }) : t('away_without');
  }
}

import { usePage } from '../page.js';
import type { Answer } from './use-answer.js';

/** Why there is nothing to see yet, in words; nothing once there is. */
export function Waiting({ answer }: { readonly answer: Answer<unknown> }) {
  const { words, t } = { words: usePage().words.value, t: usePage().words.value.t };
  if (answer.phase === 'failed') {
    return (
      <div class="chart-note" role="alert">
        <p>{answer.problem ? words.problem(answer.problem) : t('no_answer')}</p>
        <button type="button" onClick={answer.again}>
          {t('charts.again')}
        </button>
      </div>
    );
  }
  return answer.value === undefined ? <p class="chart-note">{t('loading')}</p> : null;
}

import { usePage } from '../page.js';
import type { Answer } from './use-answer.js';

/** Why there is nothing to see yet, in words; nothing once there is. */
export function Waiting({ answer }: { readonly answer: Answer<unknown> }) {
  const { t, problem } = usePage().words.value;
  if (answer.phase === 'failed') {
    return (
      <div role="alert">
        <p>{answer.problem ? problem(answer.problem) : t('no_answer')}</p>
        <button type="button" onClick={answer.again}>
          {t('connect.again')}
        </button>
      </div>
    );
  }
  return answer.value === undefined ? <p class="soft">{t('loading')}</p> : null;
}

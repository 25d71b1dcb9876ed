import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { HistoryView, PersonView } from '../../src/page/api.js';
import { usePage, useWords } from '../page.js';
import { BusyButton } from '../parts/busy-button.js';
import { useTask } from '../parts/task.js';
import { why } from '../parts/why.js';

/** How often a running import is asked after. */
const PAUSE = 1_000;

/** The archive into Home Assistant: start, progress, result. */
export function HistoryImport({ person }: { person: PersonView }) {
  const { api } = usePage();
  const { t } = useWords(person);
  const [task, run] = useTask();
  const view = useHistory(person.name, task.phase === 'done');
  const running = view?.phase === 'running' || task.phase === 'busy';
  return (
    <section aria-labelledby="history">
      <h2 id="history">{t('history.title')}</h2>
      <p>{t('history.text')}</p>
      <BusyButton busy={running} onClick={() => void run(() => api.startHistory(person.name))}>
        {running ? t('history.busy') : t('history.start')}
      </BusyButton>
      {task.phase === 'failed' ? (
        <p class="failure">{task.sentence}</p>
      ) : (
        view && <Result view={view} person={person} />
      )}
    </section>
  );
}

function Result({ view, person }: { view: HistoryView; person: PersonView }) {
  const { t, problem, language } = useWords(person);
  switch (view.phase) {
    case 'idle':
      return null;
    case 'running':
      return (
        <p class="field">
          <label>
            {t('history.running', { done: view.done, all: view.all })}
            {view.at !== null && <span class="note"> {person.metrics[view.at]?.names[language] ?? view.at}</span>}
            <progress value={view.done} max={Math.max(view.all, 1)} />
          </label>
        </p>
      );
    case 'done':
      return <p class="success">{t('history.done', { n: view.hours })}</p>;
    case 'failed':
      return <p class="failure">{problem(view.problem)}</p>;
  }
}

/** What has become of the import: asked for at once, and again and again while it runs. @param again it was started */
function useHistory(account: string, again: boolean): HistoryView | null {
  const { api, announced, words } = usePage();
  const view = useSignal<HistoryView | null>(null);
  useEffect(() => {
    const control = { gone: false };
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function ask(ran: boolean): Promise<void> {
      let next: HistoryView | undefined;
      try {
        next = await api.history(account);
      } catch (error) {
        if (ran && !control.gone) announced.value = why(words.value, error);
      }
      if (control.gone) return;
      if (next) view.value = next;
      const runs = view.value?.phase === 'running';
      if (runs) timer = setTimeout(() => void ask(true), PAUSE);
      else if (ran && next) announced.value = result(next);
    }
    function result(end: HistoryView): string {
      if (end.phase === 'failed') return words.value.problem(end.problem);
      return end.phase === 'done' ? words.value.t('history.done', { n: end.hours }) : '';
    }
    void ask(again);
    return () => {
      control.gone = true;
      clearTimeout(timer);
    };
  }, [account, again]);
  return view.value;
}

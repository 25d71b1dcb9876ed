import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { HistoryView, PersonView } from '../../src/page/api.js';
import type { Words } from '../i18n/index.js';
import { usePage, useWords } from '../page.js';
import { BusyButton } from '../parts/busy-button.js';
import { useTask } from '../parts/task.js';

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
  const words = useWords(person);
  const { t } = words;
  switch (view.phase) {
    case 'idle':
      return null;
    case 'running':
      return (
        <p class="field">
          <label>
            {t('history.running', { done: view.done, all: view.all })}
            {view.at !== null && <span class="note"> {view.at}</span>}
            <progress value={view.done} max={Math.max(view.all, 1)} />
          </label>
        </p>
      );
    default:
      return <p class={view.phase === 'done' ? 'success' : 'failure'}>{ending(words, view)}</p>;
  }
}

/** What has become of the import: asked for at once, and again and again while it runs. @param started here, just now */
function useHistory(account: string, started: boolean): HistoryView | null {
  const { api, announced, words } = usePage();
  const view = useSignal<HistoryView | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    async function ask(ran: boolean): Promise<void> {
      // A bridge that does not answer is said at the top of the page.
      const next = await api.history(account).catch(() => view.value);
      if (gone) return;
      view.value = next;
      if (next?.phase === 'running') timer = setTimeout(() => void ask(true), PAUSE);
      else if (ran) announced.value = ending(words.value, next);
    }
    void ask(started);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [account, started]);
  return view.value;
}

function ending({ t, problem }: Words, view: HistoryView | null): string {
  if (view?.phase === 'failed') return problem(view.problem);
  return view?.phase === 'done' ? t('history.done', { n: view.hours }) : '';
}

import type { PersonView } from '../../src/page/api.js';
import { usePage, useWords } from '../page.js';
import { Ago } from '../parts/ago.js';
import { BusyButton } from '../parts/busy-button.js';
import { useTask } from '../parts/task.js';

/** When something was last fetched, when it will be, and the button that does not wait for it. */
export function FetchNow({ person }: { person: PersonView }) {
  const { api } = usePage();
  const { t } = useWords(person);
  const [task, run] = useTask();
  const busy = task.phase === 'busy';
  const { last_fetch: last, next_fetch: next, zone } = person;
  const refresh = async () => {
    const { state } = await api.refresh(person.name);
    return t(state === 'fetched' ? 'person.fetch_done' : 'person.fetch_on');
  };
  return (
    <div class="fetch">
      <p class="note">
        {last !== null && (
          <span>
            {t('feeds.last')}: <Ago time={last} zone={zone} />
          </span>
        )}
        {last !== null && next !== null && ' · '}
        {next !== null && (
          <span>
            {t('feeds.next')}: <Ago time={next} zone={zone} ahead />
          </span>
        )}
      </p>
      {person.authorization === 'ok' && (
        <BusyButton busy={busy} onClick={() => void run(refresh)}>
          {busy ? t('person.fetching') : t('person.fetch_now')}
        </BusyButton>
      )}
      {task.phase === 'done' && <span class="success">{task.sentence}</span>}
      {task.phase === 'failed' && <span class="failure">{task.sentence}</span>}
    </div>
  );
}

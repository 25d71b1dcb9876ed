import type { PageState, PersonView as Person } from '../../src/page/api.js';
import { useWords } from '../page.js';
import { Heading } from '../parts/heading.js';
import { hrefOf } from '../route.js';
import { AllValues } from './all-values.js';
import { Calendar } from './calendar.js';
import { Feeds } from './feeds.js';
import { HistoryImport } from './history-import.js';

/** Everything about one person that is not a chart. */
export function PersonView({ person, state }: { person: Person; state: PageState }) {
  const { t } = useWords(person);
  return (
    <>
      <Heading>{t('values.title', { name: person.display_name })}</Heading>
      <AllValues person={person} />
      {person.user_id !== null && <Calendar person={person} />}
      {person.user_id !== null && state.can_import && <HistoryImport person={person} />}
      <section aria-labelledby="login">
        <h2 id="login">{t('login.title')}</h2>
        <p>
          {t(person.authorization === 'ok' ? 'login.ok' : 'login.missing')}{' '}
          <a href={hrefOf({ view: 'connect', name: person.name })}>
            {t(person.user_id === null ? 'connect.start' : 'connect.reconnect')}
          </a>
        </p>
        {person.user_id !== null && <Feeds person={person} />}
      </section>
    </>
  );
}

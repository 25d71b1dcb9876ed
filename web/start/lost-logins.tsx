import type { PersonView } from '../../src/page/api.js';
import { startConnecting } from '../connect/start-connecting.js';
import { usePage, useWords } from '../page.js';
import { hrefOf } from '../route.js';

/** Whose data does not come, first and loudest. */
export function LostLogins({ people }: { people: readonly PersonView[] }) {
  const page = usePage();
  const { t } = useWords();
  if (people.length === 0) return null;
  return (
    <section class="banner lost" aria-labelledby="lost">
      <h2 id="lost">{t('lost.title', { n: people.length })}</h2>
      <ul>
        {people.map((person) => (
          <li key={person.name}>
            <p dir="auto">
              {t(person.user_id === null ? 'lost.never' : 'lost.again', { name: person.display_name })}{' '}
              {person.user_id !== null && <small lang="en">{person.login_problem}</small>}
            </p>
            <button
              type="button"
              class="main"
              aria-label={t('lost.connect_name', { name: person.display_name })}
              onClick={() => {
                location.hash = hrefOf({ view: 'connect', name: person.name });
                void startConnecting(page, person.name, false);
              }}
            >
              {t('lost.connect')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

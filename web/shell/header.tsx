import icon from '../favicon.svg';
import { usePage, useWords } from '../page.js';
import { hrefOf } from '../route.js';

/** Where one is, and the way back. */
export function Header() {
  const { route, state } = usePage();
  const { t } = useWords();
  const place = route.value;
  const person = 'name' in place && state.value?.people.find(({ name }) => name === place.name);
  return (
    <header class="top">
      <a class="home" href="#/" aria-current={place.view === 'start' ? 'page' : undefined}>
        <img class="mark" src={icon} alt="" />
        withings2mqtt
      </a>
      {person && person.user_id !== null && (
        <nav aria-label={person.display_name}>
          <ul class="places">
            {PLACES.map(({ view, text }) => (
              <li key={view}>
                <a
                  href={hrefOf(
                    view === 'person'
                      ? { view, name: person.name }
                      : { view, name: person.name, rest: [], range: { span: 'month' } },
                  )}
                  aria-current={place.view === view ? 'page' : undefined}
                >
                  {t(text)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  );
}

const PLACES = [
  { view: 'person', text: 'person.all_values' },
  { view: 'charts', text: 'person.charts' },
] as const;

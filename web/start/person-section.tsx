import type { PersonView } from '../../src/page/api.js';
import { usePage, useWords } from '../page.js';
import { Ago } from '../parts/ago.js';
import { Bar } from '../parts/bar.js';
import { hrefOf } from '../route.js';
import { type Card, cardsOf } from './cards.js';
import { FetchNow } from './fetch-now.js';

/** How somebody is, at a glance. */
export function PersonSection({ person }: { person: PersonView }) {
  const { now } = usePage();
  const { t, word, format } = useWords(person);
  const cards = cardsOf(person, { words: { t, word }, format, now: now.value });
  const id = `person-${person.name}`;
  return (
    <section class="person" aria-labelledby={id}>
      <div class="head">
        <h2 id={id} dir="auto">
          {person.display_name}
        </h2>
        {person.user_id !== null && (
          <ul class="places">
            <li>
              <a href={hrefOf({ view: 'charts', name: person.name, rest: [], range: { span: 'month' } })}>
                {t('person.charts')}
              </a>
            </li>
            <li>
              <a href={hrefOf({ view: 'person', name: person.name })}>{t('person.all_values')}</a>
            </li>
          </ul>
        )}
      </div>
      {cards.length > 0 ? (
        <ul class="tiles cards">
          {cards.map((card) => (
            <CardTile key={card.title} card={card} zone={person.zone} />
          ))}
        </ul>
      ) : (
        <p class="empty">{t(emptiness(person))}</p>
      )}
      {person.authorization === 'required' && (
        <p>
          <a href={hrefOf({ view: 'connect', name: person.name })}>
            {t('lost.connect_name', { name: person.display_name })}
          </a>
        </p>
      )}
      {person.user_id !== null && <FetchNow person={person} />}
    </section>
  );
}

/** What will happen next, where there is nothing to see. */
function emptiness(person: PersonView) {
  if (person.user_id === null) return 'person.connect_first';
  return person.last_sync === null ? 'person.nothing_yet' : 'person.no_data';
}

function CardTile({ card, zone }: { card: Card; zone: string | null }) {
  const { t } = useWords();
  return (
    <li class={card.stale ? 'tile card stale' : 'tile card'}>
      <h3>{t(card.title)}</h3>
      <p class="value">
        {card.value}
        {card.unit && <span class="unit">{`\u00a0${card.unit}`}</span>}
      </p>
      {card.reached !== undefined && <Bar share={card.reached} />}
      {card.details.length > 0 && (
        <ul class={card.details.every(isShort) ? 'details short' : 'details'}>
          {card.details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      )}
      <p class="taken">
        {card.taken !== null && <Ago time={card.taken} zone={zone} />}
        {card.stale && <span class="old">{t('card.old')}</span>}
      </p>
    </li>
  );
}

/** Several of such stand in one line. */
function isShort(detail: string): boolean {
  return detail.length < 16;
}

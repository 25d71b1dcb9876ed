import type { ConnectionName, ConnectionView, PageState } from '../../src/page/api.js';
import { useWords } from '../page.js';
import { Ago } from '../parts/ago.js';

const LAMPS = ['withings', 'mqtt', 'homeassistant', 'webhooks', 'store'] as const satisfies readonly ConnectionName[];

/** Whether all works, and what to do where it does not. */
export function Lamps({ state }: { state: PageState }) {
  const { t } = useWords();
  return (
    <section aria-labelledby="lamps">
      <h2 id="lamps">{t('lamps.title')}</h2>
      <ul class="lamps">
        {LAMPS.map((name) => (
          <Lamp key={name} name={name} view={state.connections[name]} />
        ))}
      </ul>
      <Errors state={state} />
    </section>
  );
}

function Lamp({ name, view }: { name: ConnectionName; view: ConnectionView }) {
  const { t, problem } = useWords();
  return (
    <li class={`lamp ${view.state}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="8" />
        <path d={SIGNS[view.state]} />
      </svg>
      <span class="what">{t(`lamp.${name}`)}</span>
      <span class="how">{t(`lamp.${view.state}`)}</span>
      {view.problem && <p>{problem(view.problem)}</p>}
      {name === 'homeassistant' && view.state === 'waiting' && <p>{t('lamp.unheard')}</p>}
    </li>
  );
}

/** Not by colour alone: a tick, an exclamation mark, a dash, three dots. */
const SIGNS = {
  ok: 'M4.5 8.3 7 10.8 11.5 5.6',
  trouble: 'M8 3.8V9M8 11.6V12',
  off: 'M5 8H11',
  waiting: 'M4.6 8H4.7M8 8H8.1M11.3 8H11.4',
} as const satisfies Record<ConnectionView['state'], string>;

function Errors({ state: { errors, people, next_fetch } }: { state: PageState }) {
  const { t, problem } = useWords();
  // Lost logins stand at the top of the view.
  const rest = errors.filter(({ code }) => code !== 'login_lost');
  return (
    <>
      {next_fetch !== null && (
        <p class="note">
          {t('feeds.next')}: <Ago time={next_fetch} zone={people[0]?.zone ?? null} ahead />
        </p>
      )}
      {rest.length > 0 && (
        <>
          <h3>{t('errors.title')}</h3>
          <ul class="errors">
            {rest.map((trouble) => (
              <li key={JSON.stringify(trouble)}>{problem(trouble)}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

import { ChartsView, PrintView } from './charts/index.js';
import { ConnectView } from './connect/connect-view.js';
import { usePage, useWords } from './page.js';
import { Away } from './parts/away.js';
import { Heading } from './parts/heading.js';
import { PersonView } from './person/person-view.js';
import { Footer } from './shell/footer.js';
import { Header } from './shell/header.js';
import { SignIn } from './shell/sign-in.js';
import { StartView } from './start/start-view.js';

/** The whole page. */
export function App() {
  const { announced, link } = usePage();
  const { t } = useWords();
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('content')?.focus()}>
        {t('skip')}
      </button>
      <Header />
      <Away />
      <main id="content" tabIndex={-1}>
        {link.value === 'signed_out' ? <SignIn /> : <Place />}
      </main>
      <Footer />
      <p class="hidden" role="status">
        {announced}
      </p>
    </>
  );
}

/** What the address names. */
function Place() {
  const page = usePage();
  const { t } = useWords();
  const state = page.state.value;
  const route = page.route.value;
  if (!state) return <p class="loading">{page.link.value === 'starting' ? t('loading') : ''}</p>;
  if (route.view === 'start') return <StartView state={state} />;
  if (route.view === 'unknown') return <Nowhere sentence={t('unknown_place')} />;
  const person = state.people.find(({ name }) => name === route.name);
  if (!person) return <Nowhere sentence={t('unknown_person', { name: route.name })} />;
  const key = `${route.view} ${route.name}`;
  switch (route.view) {
    case 'person':
      return <PersonView key={key} person={person} state={state} />;
    case 'connect':
      return <ConnectView key={key} person={person} />;
    case 'charts':
      return <ChartsView key={key} person={person} rest={route.rest} range={route.range} />;
    case 'print':
      return <PrintView key={key} person={person} range={route.range} />;
    default:
      return <Nowhere sentence={t('unknown_place')} />;
  }
}

function Nowhere({ sentence }: { sentence: string }) {
  const { t } = useWords();
  return (
    <>
      <Heading>{sentence}</Heading>
      <p>
        <a href="#/">{t('to_overview')}</a>
      </p>
    </>
  );
}

import { signal } from '@preact/signals';
import { render } from 'preact';
import { createApi } from './api.js';
import { App } from './app.js';
import { watchDocument } from './document.js';
import { createPage, PageContext } from './page.js';
import { createSettings, quietly } from './settings.js';
import { openStream } from './stream.js';
import './styles/index.css';
import { whileSeen } from './while-seen.js';

/** How often "3 h ago" is worked out anew. */
const TICK = 20_000;

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

const dark = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(dark.matches);
dark.addEventListener('change', ({ matches }) => {
  systemDark.value = matches;
});

function later(milliseconds: number, what: () => void): () => void {
  const timer = setTimeout(what, milliseconds);
  return () => clearTimeout(timer);
}

const page = createPage({
  api: createApi(
    (path, options) => fetch(path, options),
    () => page.live.start(),
  ),
  settings: createSettings(
    quietly(() => localStorage),
    navigator.languages,
  ),
  wishes: navigator.languages,
  browserClock: Date.now,
  hash,
  systemDark,
  open: openStream,
  later,
});

watchDocument(page);
page.live.start();
const seen = whileSeen(page.live, later, () => page.link.value !== 'signed_out');
seen(document.hidden);
document.addEventListener('visibilitychange', () => seen(document.hidden));
setInterval(page.tick, TICK);
// A page that was asleep has not ticked, and may have lost its stream without a word.
addEventListener('pageshow', ({ persisted }) => persisted && page.live.start());

const root = document.getElementById('page');
if (root) {
  render(
    <PageContext.Provider value={page}>
      <App />
    </PageContext.Provider>,
    root,
  );
}

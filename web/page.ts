import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PageState, PersonView, Problem } from '../src/page/api.js';
import type { Api } from './api.js';
import { applyChange } from './changes.js';
import type { Attempt } from './connect/attempt.js';
import { createFormats, type Formats } from './formats.js';
import { createWords, type Words } from './i18n/index.js';
import { createLive, type Link, type Live, type LiveOptions } from './live.js';
import { parseRoute, type Route } from './route.js';
import type { Settings } from './settings.js';

/** All that a view needs; components get it by `usePage`. Signals that they read redraw them. */
export interface Page {
  readonly api: Api;
  /** Null until it has come for the first time. */
  readonly state: ReadonlySignal<PageState | null>;
  readonly link: ReadonlySignal<Link>;
  /** Why the server does not let this browser see anything; a password is another matter. */
  readonly refusal: ReadonlySignal<Problem | null>;
  /** Milliseconds since 1970 by the server's clock, a few times a minute. */
  readonly now: ReadonlySignal<number>;
  /** The same at this moment. */
  readonly clock: () => number;
  readonly route: ReadonlySignal<Route>;
  /** Whether somebody has followed a link since the page was loaded. */
  readonly moved: () => boolean;
  readonly settings: Settings;
  /** By the switch, or by the system. */
  readonly dark: ReadonlySignal<boolean>;
  /** Of the document: where the page stands. */
  readonly title: ReadonlySignal<string>;
  readonly words: ReadonlySignal<Words>;
  /** By IANA zone; null is the browser's. */
  readonly formats: (zone: string | null) => Formats;
  readonly live: Live;
  /** What has been begun in this tab to connect somebody, by account. */
  readonly attempts: Signal<ReadonlyMap<string, Attempt>>;
  /** Read out by screen readers: what has succeeded or failed. */
  readonly announced: Signal<string>;
}

export interface PageOptions extends Pick<LiveOptions, 'open' | 'later'> {
  readonly api: Api;
  readonly settings: Settings;
  /** The languages of the browser, the dearest first. */
  readonly wishes: readonly string[];
  /** The browser's clock, which may be hours off. */
  readonly browserClock: () => number;
  readonly hash: ReadonlySignal<string>;
  readonly systemDark: ReadonlySignal<boolean>;
}

export function createPage(options: PageOptions): Page & { tick(): void } {
  const { api, settings, wishes, browserClock, hash, systemDark, open, later } = options;
  const state = signal<PageState | null>(null);
  const link = signal<Link>('starting');
  const refusal = signal<Problem | null>(null);
  /** By how much the server's clock is ahead of the browser's. */
  let ahead = 0;
  const clock = () => browserClock() + ahead;
  const now = signal(clock());
  const route = computed(() => parseRoute(hash.value));
  let moves = -1;
  hash.subscribe(() => {
    moves++;
  });
  const words = computed(() => createWords(settings.language.value, wishes));
  const formats = computed(() => remember((zone: string | null) => createFormats(words.value, zone)));

  function heard(next: PageState, at: string | undefined): void {
    if (at !== undefined) ahead = Date.parse(at) - browserClock();
    now.value = clock();
    state.value = next;
  }

  const live = createLive({
    open,
    later,
    ask: api.state,
    onState: (next) => heard(next, next.now),
    onChange: (change) => state.value && heard(applyChange(state.value, change), change.now),
    onLink(next, problem) {
      if (next === 'signed_out') state.value = null;
      refusal.value = problem ?? null;
      link.value = next;
    },
  });
  return {
    api,
    state,
    link,
    refusal,
    now,
    clock,
    route,
    moved: () => moves > 0,
    settings,
    dark: computed(() => (settings.theme.value === 'system' ? systemDark.value : settings.theme.value === 'dark')),
    title: computed(() => titleOf(route.value, state.value)),
    words,
    formats: (zone) => formats.value(zone),
    live,
    announced: signal(''),
    attempts: signal<ReadonlyMap<string, Attempt>>(new Map()),
    tick() {
      now.value = clock();
    },
  };
}

function titleOf(route: Route, state: PageState | null): string {
  const person = 'name' in route && state?.people.find(({ name }) => name === route.name);
  return person ? `${person.display_name} · withings2mqtt` : 'withings2mqtt';
}

function remember<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const old = made.get(key);
    if (old !== undefined) return old;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

export const PageContext = createContext<Page | undefined>(undefined);

/** The page that a component stands in. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('a component stands outside of the page');
  return page;
}

/** Texts and formats for a component; of a person, in their zone. */
export function useWords(person?: Pick<PersonView, 'zone'>): Words & { readonly format: Formats } {
  const page = usePage();
  return { ...page.words.value, format: page.formats(person?.zone ?? null) };
}

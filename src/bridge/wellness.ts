import type { Readiness } from '../http/server.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import type { UnwellSink } from '../sinks/unwell.js';
import type { Parts } from './parts.js';
import type { People } from './people.js';

/** How far the bridge has come, over all its people. */
export interface Wellness {
  /** The accounts whose picture may not be complete. */
  incomplete(): string[];
  /** Everything has been asked for once. */
  isTried(): boolean;
  /** When the first of all feeds is fetched next, milliseconds since 1970; undefined before all have been tried. */
  nextFetch(): number | undefined;
  /** False when the last write of somebody failed. */
  safe(): boolean;
  ready(): Promise<Readiness>;
}

export function createWellness(
  { session, store }: Pick<Parts, 'session' | 'store'>,
  people: () => People,
  scheduler: Pick<Scheduler, 'next'>,
  unwell: () => readonly UnwellSink[],
): Wellness {
  const all = () => people().all();
  const isTried = () => all().every((person) => person.tried());
  const safe = () => all().every((person) => person.safe());
  const isThere = () =>
    store.check().then(
      () => true,
      () => false,
    );
  return {
    ...{ isTried, safe },
    incomplete: () => all().flatMap((person) => (person.complete() ? [] : [person.name])),
    nextFetch: () => (isTried() ? scheduler.next() : undefined),
    ready: async () => ({
      broker: session.connected() && session.refusal() === undefined,
      store: safe() && (await isThere()),
      // A login that is gone needs a person, who is told elsewhere; the other accounts are well.
      sync: isTried() && all().every(({ sync }) => sync.authorization() === 'required' || sync.well()),
      ...unwellNames(unwell()),
    }),
  };
}

/** Whoever may ask for them learns no more: the reason stands in `bridge/info` and on the page. */
export function unwellNames(unwell: readonly UnwellSink[]): Pick<Readiness, 'unwell_sinks'> {
  return unwell.length > 0 ? { unwell_sinks: unwell.map(({ name }) => name) } : {};
}

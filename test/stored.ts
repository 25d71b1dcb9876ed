import { setTimeout as sleep } from 'node:timers/promises';
import type { PersonState } from '../src/store/person-state.js';
import { openSqliteStore } from '../src/store/sqlite/index.js';
import type { Store } from '../src/store/store.js';
import type { Tokens } from '../src/withings/tokens.js';

/** Opens the store of a data folder for a moment, also beside a bridge that runs. */
export async function withStore<T>(dataDir: string, work: (store: Store) => Promise<T>): Promise<T> {
  const onDamaged = (reason: string) => {
    throw new Error(`the store is damaged: ${reason}`);
  };
  const store = openSqliteStore({ dataDir, onDamaged, clock: Date.now, sleep: (milliseconds) => sleep(milliseconds) });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Keeps a login under a name, as `auth` does. */
export function keepLogin(dataDir: string, name: string, tokens: Tokens): Promise<void> {
  return withStore(dataDir, async ({ people, logins }) => {
    await people.put(tokens.userId, name);
    await logins.save(tokens.userId, tokens);
  });
}

/** The login under a name; undefined without one. */
export function loginOf(dataDir: string, name: string): Promise<Tokens | undefined> {
  return withStore(dataDir, async ({ people, logins }) => {
    const person = (await people.list()).find((one) => one.name === name);
    return person && logins.of(person.userId);
  });
}

/** What is kept of the person with a name. @throws Error when there is none */
export function stateOf(dataDir: string, name: string): Promise<PersonState> {
  return withStore(dataDir, async ({ people, states }) => {
    const person = (await people.list()).find((one) => one.name === name);
    if (!person) throw new Error(`nobody is called ${name} in ${dataDir}`);
    return states.load(person.userId);
  });
}

import { handleOf, joinAdvice } from '../bridge/join-advice.js';
import type { AccountConfig } from '../config/index.js';
import { FETCHED_FEEDS, feedsFor } from '../feeds/index.js';
import { fill } from '../log.js';
import type { Person, Store } from '../store/store.js';
import { type AccountView, describeAccounts } from './accounts-list.js';
import { listShared } from './accounts-list-shared.js';
import { type ContextOptions, openContext, withStore } from './context.js';
import { UsageError } from './usage-error.js';
import { whyEmpty } from './why-empty.js';

interface ListOptions extends ContextOptions {
  readonly search?: string;
  readonly feeds?: boolean;
}

/** `withings2mqtt accounts list`: who is there, how their feeds are doing, and what does not fit the configuration. */
export async function listAccounts(options: ListOptions, signal: AbortSignal): Promise<boolean> {
  const context = await openContext(options, signal, 'warn');
  const isWanted = searchFor(options.search);
  const configured = context.config.accounts.filter(isWanted).map(({ name }) => name);
  await withStore(context, signal, async (store) => {
    if (store.cluster) return listShared({ ...options, ...context, configured, store, cluster: store.cluster, signal });
    const views = (await viewsOf(store, context.config.accounts)).filter(
      ({ person }) => configured.includes(person.name ?? '') || isWanted(person),
    );
    const empty = whyEmpty(context.config);
    const lines = [
      // Before any advice to log in.
      ...(empty === undefined ? [] : [empty]),
      ...describeAccounts(configured, views, Date.now() / 1000, context.advice),
      ...joinAdvice(
        configured,
        views.map(({ person, hasLogin }) => ({ ...person, hasLogin })),
        context.advice,
      ).map(({ template, fields }) => fill(template, fields)),
    ];
    for (const line of lines) process.stdout.write(`${context.log.blank(line)}\n`);
  });
  return true;
}

/** As the store looks for accounts where there are many: each word is somewhere in the name, or in the one to show. */
function searchFor(words = '') {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ name = '', displayName = '' }: { readonly name?: string | undefined; readonly displayName?: string }) =>
    wanted.every((word) => [name, displayName].some((text) => text.toLowerCase().includes(word)));
}

async function viewsOf(
  { people, logins, states }: Store,
  accounts: readonly AccountConfig[],
): Promise<readonly AccountView[]> {
  const views: AccountView[] = [];
  for (const person of await people.list()) {
    const hasLogin = (await logins.of(person.userId)) !== undefined;
    const account = accounts.find(({ name }) => name === person.name);
    const feeds = account ? feedsFor(account) : FETCHED_FEEDS;
    views.push({ person, hasLogin, feeds, state: await states.load(person.userId) });
  }
  return views;
}

/** In an error. */
const MOST_NAMED = 20;

/**
 * A person by name or by Withings user id.
 *
 * @throws UsageError that names those who are here
 */
export async function findPerson(
  { people, cluster }: Pick<Store, 'people' | 'cluster'>,
  handle: string,
): Promise<Person> {
  const all = await people.list();
  const person = all.find(({ name }) => name === handle) ?? all.find(({ userId }) => userId === handle);
  if (person) return person;
  if (cluster || all.length > MOST_NAMED) {
    throw new UsageError(`nobody is called ${handle} here; look for them: withings2mqtt accounts list --search WORDS`);
  }
  const known = all.map(handleOf).join(', ') || 'nobody';
  throw new UsageError(`nobody is called ${handle} here; known: ${known}`);
}

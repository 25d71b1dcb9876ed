import { handleOf, joinAdvice } from '../bridge/join-advice.js';
import { fill } from '../log.js';
import type { Person, Store } from '../store/store.js';
import { type AccountView, describeAccounts } from './accounts-list.js';
import { openContext, withStore } from './context.js';
import { UsageError } from './usage-error.js';

/** `withings2mqtt accounts list`: who is there, how their feeds are doing, and what does not fit the configuration. */
export async function listAccounts(options: { readonly config: string }, signal: AbortSignal): Promise<boolean> {
  const context = await openContext(options.config, signal, 'warn');
  const configured = context.config.accounts.map(({ name }) => name);
  await withStore(context, signal, async (store) => {
    const views = await viewsOf(store);
    const lines = [
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

async function viewsOf({ people, logins, states }: Store): Promise<readonly AccountView[]> {
  const views: AccountView[] = [];
  for (const person of await people.list()) {
    const hasLogin = (await logins.of(person.userId)) !== undefined;
    views.push({ person, hasLogin, state: await states.load(person.userId) });
  }
  return views;
}

/**
 * A person by name or by Withings user id.
 *
 * @throws UsageError that names those who are here
 */
export async function findPerson({ people }: Pick<Store, 'people'>, handle: string): Promise<Person> {
  const all = await people.list();
  const person = all.find(({ name }) => name === handle) ?? all.find(({ userId }) => userId === handle);
  if (person) return person;
  const known = all.map(handleOf).join(', ') || 'nobody';
  throw new UsageError(`nobody is called ${handle} here; known: ${known}`);
}

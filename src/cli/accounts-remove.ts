import { handleOf } from '../bridge/join-advice.js';
import type { Person, Store } from '../store/store.js';
import { systemTools } from '../tools.js';
import { WithingsError } from '../withings/errors.js';
import { findPerson } from './accounts.js';
import { type CommandContext, openContext, withStore } from './context.js';
import { leaveWithings } from './leave-withings.js';
import { loginOf } from './login.js';
import { print } from './output.js';
import { bridgesOn } from './running.js';

interface RemoveOptions {
  readonly config: string;
  readonly force?: boolean;
}

/** `withings2mqtt accounts remove NAME`: the person is gone, at Withings and here. */
export async function removeAccount(handle: string, options: RemoveOptions, signal: AbortSignal): Promise<boolean> {
  const context = await openContext(options.config, signal, 'warn');
  await withStore(context, signal, async (store) => {
    const { cluster } = store;
    const account = await cluster?.accounts.find(handle);
    if (account && account.userId === undefined) {
      await cluster?.accounts.remove(handle);
      print(`${handle} is removed. Nobody had connected it.`);
      tellOfFile(handle, context, options.config);
      return;
    }
    const person = await findPerson(store, handle);
    const left = await leave(person, { ...context, store, signal }, options.force ?? false);
    // The first refresh may have told who it is.
    const { userId } = person.name === undefined ? person : await findPerson(store, person.name);
    await store.people.remove(userId);
    if (person.name !== undefined) await cluster?.accounts.remove(person.name);
    await cluster?.queue.want(userId, systemTools.clock());
    print(`${handle} is removed. ${left}`);
    const { count } = await bridgesOn(store);
    // Of thousands of people only theirs are looked at.
    const { length } = await (cluster ? store.announced.of(userId) : store.announced.all());
    if (count > 0) print('The running bridge clears their topics and devices.');
    else if (length > 0) print('The next run of the bridge clears their topics and devices.');
    tellOfFile(person.name, context, options.config);
  });
  return true;
}

function tellOfFile(name: string | undefined, { config }: CommandContext, file: string): void {
  if (!config.accounts.some((account) => account.name === name)) return;
  print(`Still to do: take ${name} out of ${file}; or authorise the account anew.`);
}

/** @returns what has become of the login at Withings, in words */
async function leave(
  person: Person,
  options: CommandContext & { readonly store: Store; readonly signal: AbortSignal },
  force: boolean,
): Promise<string> {
  const { signal } = options;
  const login = await loginOf(person, options);
  if (!login) return 'There was no login.';
  try {
    await leaveWithings(login, (milliseconds) => systemTools.sleep(milliseconds, signal));
    return 'Their login and notifications at Withings have ended, too.';
  } catch (error) {
    if (!(error instanceof WithingsError)) throw error;
    const stays = 'Withings lets this application in until they end that in their Withings account';
    if (force) return `Not at Withings (${error.message}): ${stays}.`;
    const forced = `withings2mqtt accounts remove ${handleOf(person)} --force`;
    throw new Error(
      `${error.message}; nothing was removed here: run it again later, or remove what is here alone: ${forced} (then ${stays})`,
    );
  }
}

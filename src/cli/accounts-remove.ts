import { influxTarget } from '../bridge/influx.js';
import { handleOf } from '../bridge/join-advice.js';
import { leaveWithings } from '../bridge/leave-withings.js';
import { type Departure, type Removed, removePerson } from '../bridge/remove-person.js';
import { deletionsOf } from '../sinks/influx/deletion.js';
import type { Person, Store } from '../store/store.js';
import { systemTools } from '../tools.js';
import { WithingsError } from '../withings/errors.js';
import { findPerson } from './accounts.js';
import { type CommandContext, type ContextOptions, openContext, withStore } from './context.js';
import { loginOf } from './login.js';
import { print } from './output.js';
import { bridgesOn } from './running.js';

interface RemoveOptions extends ContextOptions {
  readonly force?: boolean;
}

const STAYS = 'Withings lets this application in until they end that in their Withings account';

/** `withings2mqtt accounts remove NAME`: the person is gone, at Withings and here. */
export async function removeAccount(handle: string, options: RemoveOptions, signal: AbortSignal): Promise<boolean> {
  const context = await openContext(options, signal, 'warn');
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
    const { userId, departure } = await remove(person, { ...context, store, signal }, options.force ?? false);
    print(`${handle} is removed. ${inWords(departure)}`);
    const { count } = await bridgesOn(store);
    // Of thousands of people only theirs are looked at.
    const { length } = await (cluster ? store.announced.of(userId) : store.announced.all());
    if (count > 0) print('The running bridge clears their topics and devices.');
    else if (length > 0) print('The next run of the bridge clears their topics and devices.');
    tellOfInflux(person.name, context);
    tellOfFile(person.name, context, options.config);
  });
  return true;
}

/** The bridge takes nothing away there. */
function tellOfInflux(name: string | undefined, { config, log }: CommandContext): void {
  const target = influxTarget(config);
  if (!target) return;
  print(
    log.blank(
      `Their readings at ${target.url} stay there. To delete them (docs/influx.md), once for each name that they had:`,
    ),
  );
  for (const { server, command } of deletionsOf(target, name ?? 'NAME')) print(log.blank(`  ${server}: ${command}`));
}

function tellOfFile(name: string | undefined, { config }: CommandContext, file: string): void {
  if (!config.accounts.some((account) => account.name === name)) return;
  print(
    `Still to do: take ${name} out of ${file}; or authorise the account anew: the next start shows it as one without a login.`,
  );
}

async function remove(
  person: Person,
  options: CommandContext & { readonly store: Store; readonly signal: AbortSignal },
  force: boolean,
): Promise<Removed> {
  const { store, signal } = options;
  const { clock, sleep } = systemTools;
  const login = await loginOf(person, options);
  const leave = login && (() => leaveWithings(login, (milliseconds) => sleep(milliseconds, signal)));
  const userId = () => login?.userId() ?? person.userId;
  return removePerson(person, { store, leave, userId, force, clock }).catch((error: Error) => {
    if (!(error instanceof WithingsError)) throw error;
    const forced = `withings2mqtt accounts remove ${handleOf(person)} --force`;
    throw new Error(
      `${error.message}; nothing was removed here: run it again later, or remove what is here alone: ${forced} (then ${STAYS})`,
    );
  });
}

function inWords(departure: Departure): string {
  if (departure === 'none') return 'There was no login.';
  if (departure === 'ended') return 'Their login and notifications at Withings have ended, too.';
  return `Not at Withings (${departure.message}): ${STAYS}.`;
}

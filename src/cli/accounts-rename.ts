import { followName, type RenameRefusal, renameAccount as renameShared } from '../cluster/rename-account.js';
import { whyNoName } from '../config/index.js';
import type { AccountRow } from '../store/cluster-accounts.js';
import { NameTakenError } from '../store/errors.js';
import type { Store } from '../store/store.js';
import { systemTools } from '../tools.js';
import { findPerson } from './accounts.js';
import { type CommandContext, type ContextOptions, openContext, withStore } from './context.js';
import { print } from './output.js';
import { bridgesOn, isKnownToBridges } from './running.js';
import { UsageError } from './usage-error.js';

/** `withings2mqtt accounts rename OLD NEW`: another label; all that is kept of the person stays. */
export async function renameAccount(
  old: string,
  name: string,
  options: ContextOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const why = whyNoName(name);
  if (why !== undefined) throw new UsageError(`${name}: ${why}`);
  const context = await openContext(options, signal, 'warn');
  await withStore(context, signal, async (store) => {
    const row = await accountOf(old, store);
    if (row && !row.fromFile) await renameRow(row, name, store);
    else if (waitsInFile(old, row, store, context)) throw inFile(old, name, context.source);
    else await renamePerson(old, name, store);
    print(`${old} is ${name} from now on; all that is kept of them stays.`);
    if (!row || row.fromFile) await tellOfFile(old, name, { ...context, store }, options.config);
  });
  return true;
}

/** On a store that bridges share, by the name or the user id. */
async function accountOf(handle: string, { cluster, people }: Store): Promise<AccountRow | undefined> {
  if (!cluster) return undefined;
  const row = await cluster.accounts.find(handle);
  if (row) return row;
  const name = (await people.get(handle))?.name;
  return name === undefined ? undefined : cluster.accounts.find(name);
}

async function renameRow(row: AccountRow, name: string, store: Store): Promise<void> {
  const { cluster } = store;
  const refusal = cluster && (await renameShared(row, name, { store, cluster, clock: systemTools.clock }));
  if (refusal) throw refused(refusal, row.name, name);
}

function refused(refusal: RenameRefusal, old: string, name: string): Error {
  switch (refusal.kind) {
    case 'name':
      return new UsageError(`${name}: ${refusal.why}`);
    case 'gone':
      return new UsageError(`there is no account ${old} any more`);
    case 'taken':
      if (refusal.userId !== undefined) return taken(name, refusal.userId);
      return new UsageError(`there is an account ${name} already; nothing was renamed`);
  }
}

/** There is nothing here that has the name. A bridge may not have read the file yet. */
function waitsInFile(
  name: string,
  row: AccountRow | undefined,
  { cluster }: Store,
  { config }: CommandContext,
): boolean {
  return row ? row.userId === undefined : cluster !== undefined && config.accounts.some((one) => one.name === name);
}

function inFile(old: string, name: string, source: string): Error {
  return new UsageError(
    `${old} stands in ${source}, and nobody has connected it; write ${name} in its place there, and start the bridge anew`,
  );
}

/** A label alone: of a person whose account stands in a file, or who has none. */
async function renamePerson(old: string, name: string, store: Store): Promise<void> {
  const { people } = store;
  const { userId } = await findPerson(store, old);
  await people.put(userId, name).catch((error: Error) => {
    throw error instanceof NameTakenError ? taken(name, error.userId) : error;
  });
  await followName(userId, name, { people, queue: store.cluster?.queue, clock: systemTools.clock });
}

function taken(name: string, userId: string | undefined): Error {
  const away = `withings2mqtt accounts rename ${name} ANOTHER, or: withings2mqtt accounts remove ${name}`;
  return new Error(`${name} is the Withings user ${userId} here; nothing was renamed; first: ${away}`);
}

async function tellOfFile(
  old: string,
  name: string,
  { config, store }: CommandContext & { readonly store: Store },
  file: string,
): Promise<void> {
  const configured = config.accounts.map((account) => account.name);
  if (!configured.includes(name)) {
    const instead = configured.includes(old) ? `write ${name} in place of ${old}` : `add - name: ${name}`;
    print(`Still to do: ${instead} in ${file}, and start the bridge anew.`);
  } else if ((await bridgesOn(store)).count > 0) {
    const until = `Still to do: start the bridge anew; it goes on under ${old} until then.`;
    print((await isKnownToBridges(name, store)) ? 'The running bridge takes it over by itself.' : until);
  }
}

import { displayNameOf, whyNoName } from '../config/index.js';
import { NameTakenError } from '../store/errors.js';
import type { Store } from '../store/store.js';
import { isProvisional, provisionalId } from '../store/takeover.js';
import { systemTools } from '../tools.js';
import { findPerson } from './accounts.js';
import { openContext, withStore } from './context.js';
import { print } from './output.js';
import { bridgesOn } from './running.js';
import { UsageError } from './usage-error.js';

/** `withings2mqtt accounts rename OLD NEW`: another label; all that is kept of the person stays. */
export async function renameAccount(
  old: string,
  name: string,
  options: { readonly config: string },
  signal: AbortSignal,
): Promise<boolean> {
  const context = await openContext(options.config, signal, 'warn');
  await withStore(context, signal, async (store) => {
    const { people } = store;
    const { userId, name: former } = await findPerson(store, old);
    const moved = former !== undefined && (await moveAccount(former, name, store));
    await people.put(userId, name).catch((error: Error) => {
      if (!(error instanceof NameTakenError)) throw error;
      const away = `withings2mqtt accounts rename ${name} ANOTHER, or: withings2mqtt accounts remove ${name}`;
      throw new Error(`${name} is the Withings user ${error.userId} here; nothing was renamed; first: ${away}`);
    });
    // A provisional id is of its name.
    if (isProvisional(userId)) await people.identify(userId, provisionalId(name));
    if (moved) await store.cluster?.accounts.remove(former);
    await store.cluster?.queue.want(isProvisional(userId) ? provisionalId(name) : userId, systemTools.clock());
    print(`${old} is ${name} from now on; all that is kept of them stays.`);
    const configured = context.config.accounts.map((account) => account.name);
    if (moved) return;
    if (!configured.includes(name)) {
      const instead = configured.includes(old) ? `write ${name} in place of ${old}` : `add - name: ${name}`;
      print(`Still to do: ${instead} in ${options.config}, and start the bridge anew.`);
    } else if ((await bridgesOn(store)).count > 0) {
      print('The running bridge takes it over by itself.');
    }
  });
  return true;
}

/** On a store that bridges share, an account that stands in no file: the new one is there before the person has its name. */
async function moveAccount(old: string, name: string, { cluster }: Store): Promise<boolean> {
  const row = await cluster?.accounts.find(old);
  if (!cluster || !row || row.fromFile) return false;
  const why = whyNoName(name);
  if (why !== undefined) throw new UsageError(`${name}: ${why}`);
  const displayName = row.displayName === displayNameOf(old) ? displayNameOf(name) : row.displayName;
  await cluster.accounts.add({ ...row, name, displayName }).catch(async (error: Error) => {
    if (!(error instanceof NameTakenError)) throw error;
    // It waits for somebody; or this was interrupted half way.
    const taken = await cluster.accounts.find(name);
    if (taken?.userId !== undefined) throw new UsageError(`there is an account ${name} already; nothing was renamed`);
  });
  if (!row.enabled) await cluster.accounts.enable(name, false);
  return true;
}

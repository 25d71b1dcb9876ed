import { NameTakenError } from '../store/errors.js';
import { isProvisional, provisionalId } from '../store/takeover.js';
import { findPerson } from './accounts.js';
import { openContext, withStore } from './context.js';
import { print } from './output.js';

/** `withings2mqtt accounts rename OLD NEW`: another label; all that is kept of the person stays. */
export async function renameAccount(
  old: string,
  name: string,
  options: { readonly config: string },
  signal: AbortSignal,
): Promise<boolean> {
  const context = await openContext(options.config, signal, 'warn');
  await withStore(context, signal, async (store) => {
    const { people, lease } = store;
    const { userId } = await findPerson(store, old);
    await people.put(userId, name).catch((error: Error) => {
      if (!(error instanceof NameTakenError)) throw error;
      const away = `withings2mqtt accounts rename ${name} ANOTHER, or: withings2mqtt accounts remove ${name}`;
      throw new Error(`${name} is the Withings user ${error.userId} here; nothing was renamed; first: ${away}`);
    });
    // A provisional id is of its name.
    if (isProvisional(userId)) await people.identify(userId, provisionalId(name));
    print(`${old} is ${name} from now on; all that is kept of them stays.`);
    const configured = context.config.accounts.map((account) => account.name);
    if (!configured.includes(name)) {
      const instead = configured.includes(old) ? `write ${name} in place of ${old}` : `add - name: ${name}`;
      print(`Still to do: ${instead} in ${options.config}, and start the bridge anew.`);
    } else if ((await lease.holder()) !== undefined) {
      print('The running bridge takes it over by itself.');
    }
  });
  return true;
}

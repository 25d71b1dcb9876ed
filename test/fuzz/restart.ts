import type { PersonState } from '../../src/store/person-state.js';
import { openStateStore } from '../../src/store/state.js';

/** The same state after it has been stored and read again, by the store itself. */
export async function afterRestart(dataDir: string, account: PersonState): Promise<PersonState | undefined> {
  const open = () =>
    openStateStore({
      dataDir,
      newInstance: () => 'abcd',
      onDamaged: (reason) => {
        throw new Error(reason);
      },
    });
  await open().save({ version: 1, instance: 'abcd', accounts: { anna: account } });
  return (await open().load()).accounts.anna;
}

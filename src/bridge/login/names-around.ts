import type { Accounts } from '../../store/cluster-accounts.js';
import type { Store } from '../../store/store.js';

export interface NamesAround {
  readonly people: Pick<Store['people'], 'get'>;
  /** Where bridges share the store. */
  readonly accounts: Pick<Accounts, 'find'> | undefined;
}

/**
 * The names of accounts, as far as they matter to a login: those of the configuration, and, on a store that bridges
 * share, the one that the login's user has there.
 */
export async function namesAround(
  { people, accounts }: NamesAround,
  configured: readonly string[],
  userId: string,
): Promise<readonly string[]> {
  const name = accounts && (await people.get(userId))?.name;
  const isAccount = name !== undefined && (await accounts?.find(name)) !== undefined;
  return isAccount ? [...configured, name] : configured;
}

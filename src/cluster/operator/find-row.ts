import { PageError } from '../../page/page-error.js';
import type { AccountRow, Accounts } from '../../store/cluster-accounts.js';

/** @throws PageError where nobody is called so */
export async function findRow(accounts: Pick<Accounts, 'find'>, name: string): Promise<AccountRow> {
  // No database takes a NUL.
  const row = name.includes('\0') ? undefined : await accounts.find(name);
  if (!row) throw new PageError(404, 'not_found', 'There is nothing here.');
  return row;
}

/** A request for somebody by the name in its path. */
export interface OfPerson {
  readonly Params: { readonly name: string };
}

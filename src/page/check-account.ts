import type { Config } from '../config/index.js';
import { PageError } from './page-error.js';

/** @throws PageError that names the accounts there are */
export function checkAccount({ accounts }: Pick<Config, 'accounts'>, name: string): void {
  const names = accounts.map((account) => account.name);
  if (names.includes(name)) return;
  const known = names.join(', ');
  const shown = name.slice(0, 80);
  throw new PageError(404, 'unknown_account', `There is no account ${shown} in the configuration; known: ${known}.`, {
    account: shown,
    known,
  });
}

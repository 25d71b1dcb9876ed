import { type AccountConfig, isPostgres } from '../config/index.js';
import type { Store } from '../store/store.js';
import { type Beginning, type CommandContext, findAccount, withStore } from './context.js';
import { UsageError } from './usage-error.js';

/**
 * Does a command's work with the store and an account: of the configuration, or of a store that bridges share.
 *
 * @throws UsageError when nobody is called so; StoreError, and what the work throws
 */
export async function withAccount<T>(
  context: CommandContext & Beginning,
  name: string,
  signal: AbortSignal,
  work: (store: Store, account: AccountConfig) => Promise<T>,
): Promise<T> {
  // Then the store need not be opened for it.
  if (!isPostgres(context.config.store)) findAccount(context.config, name);
  return withStore(context, signal, async (store) => work(store, await accountCalled(name, store, context)));
}

async function accountCalled(
  name: string,
  { cluster }: Pick<Store, 'cluster'>,
  { config, source }: Pick<CommandContext, 'config' | 'source'>,
): Promise<AccountConfig> {
  const configured = config.accounts.find((account) => account.name === name);
  if (configured || !cluster) return configured ?? findAccount(config, name);
  const row = await cluster.accounts.find(name);
  if (row) return row;
  throw new UsageError(
    `there is no account ${name}, neither in ${source} nor in the store; make one: withings2mqtt accounts add ${name}`,
  );
}

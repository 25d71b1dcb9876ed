import { hostname } from 'node:os';
import type { Log } from '../log.js';
import { openSqliteStore } from '../store/sqlite/index.js';
import type { LeaseOwner, Store } from '../store/store.js';
import { hasOldFiles, takeOver } from '../store/takeover.js';
import type { Tools } from '../tools.js';

export interface OpenStoreOptions {
  readonly config: { readonly dataDir: string };
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly tools: Tools;
  readonly signal?: AbortSignal;
}

/**
 * The store of a configuration, with what version 0.1.0 kept in its files. Whoever opens it closes it.
 *
 * @throws StoreError that says what to do; LeaseHeldError only where something must be taken over and another process
 * is at it
 */
export async function openStore({ config, log, tools, signal }: OpenStoreOptions): Promise<Store> {
  const { dataDir } = config;
  const store = openSqliteStore({
    dataDir,
    onDamaged: (reason, keptAs) =>
      log.warn('the store is damaged ({reason}) and kept as {file}; authorise the accounts: withings2mqtt auth', {
        ...{ reason, file: keptAs },
      }),
    clock: tools.clock,
    sleep: (milliseconds) => tools.sleep(milliseconds, signal),
  });
  try {
    if (hasOldFiles(dataDir)) {
      await store.lease.acquire(leaseOwner(tools));
      await takeOver(dataDir, store, { log, now: tools.clock() });
      await store.lease.release();
    }
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** How this process calls itself to another one that wants the lease. */
export function leaseOwner({ clock }: Tools): LeaseOwner {
  return { host: hostname(), pid: process.pid, since: clock() };
}

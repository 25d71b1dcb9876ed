import { hostname } from 'node:os';
import { type Config, isPostgres } from '../config/index.js';
import type { Log } from '../log.js';
import { openSqliteStore } from '../store/sqlite/index.js';
import type { LeaseOwner, Store } from '../store/store.js';
import { hasOldFiles, takeOver } from '../store/takeover.js';
import type { Tools } from '../tools.js';

export interface OpenStoreOptions {
  readonly config: Pick<Config, 'dataDir' | 'store' | 'storeKey' | 'storePassword'>;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly tools: Tools;
  readonly signal?: AbortSignal;
}

/**
 * The store of a configuration. Whoever opens it closes it.
 *
 * @throws StoreError that says what to do; LeaseHeldError only where something must be taken over and another process
 * is at it
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  return isPostgres(options.config.store) ? openShared(options) : openFolder(options);
}

/** Loaded only then: a household has nothing of it in its memory. */
async function openShared({ config, tools, signal }: OpenStoreOptions): Promise<Store> {
  const { openPostgresStore } = await import('../store/postgres/index.js');
  const { store: address, storePassword: password, storeKey } = config;
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  return openPostgresStore({ address, password, storeKey, sleep });
}

/** With what version 0.1.0 kept in its files. */
async function openFolder({ config, log, tools, signal }: OpenStoreOptions): Promise<Store> {
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

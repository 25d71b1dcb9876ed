import { hostname } from 'node:os';
import { isPostgres } from '../config/index.js';
import type { Log } from '../log.js';
import { NewerStoreError, StoreError } from '../store/errors.js';
import { openExistingSqliteStore, openSqliteStore } from '../store/sqlite/index.js';
import type { LeaseOwner, Store } from '../store/store.js';
import { hasOldFiles, takeOver } from '../store/takeover.js';
import type { Tools } from '../tools.js';
import { type Advice, AT_COMMAND_LINE } from './advice.js';

export interface OpenStoreOptions {
  readonly config: {
    readonly dataDir: string;
    /** Default: `sqlite`. */
    readonly store?: string;
    readonly storeKey?: string | undefined;
    readonly storePassword?: string | undefined;
  };
  readonly log: Pick<Log, 'error' | 'warn' | 'info' | 'debug'>;
  readonly tools: Tools;
  readonly signal?: AbortSignal;
  /**
   * Whether a store may begin here: where there is none, from what version 0.1.0 has left, or in place of a damaged one,
   * which is kept aside. Default: no, and nothing in the folder is made or moved.
   */
  readonly mayBegin?: boolean;
  /** Default: for people who have a command line. */
  readonly advice?: Advice;
}

/**
 * The store of a configuration. Whoever opens it closes it.
 *
 * @throws StoreError that says what to do; LeaseHeldError only where something must be taken over and another process
 * is at it
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { store: address = 'sqlite' } = options.config;
  return isPostgres(address) ? openShared(address, options) : openFolder(options);
}

/** With what version 0.1.0 kept in its files. */
async function openFolder(options: OpenStoreOptions): Promise<Store> {
  const { config, log, tools, advice = AT_COMMAND_LINE, mayBegin = false } = options;
  const { dataDir } = config;
  if (!mayBegin && hasOldFiles(dataDir)) {
    throw new StoreError(
      `what version 0.1.0 kept in ${dataDir} has not been taken over; start the bridge first, which does that`,
    );
  }
  const store = opened(options, advice);
  try {
    if (hasOldFiles(dataDir)) {
      await store.lease.acquire(leaseOwner(tools));
      await takeOver(dataDir, store, { log, now: tools.clock(), connect: advice.connect });
      await store.lease.release();
    }
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Whoever has one file loads nothing of it. */
async function openShared(address: string, { config, log, tools, signal }: OpenStoreOptions): Promise<Store> {
  const { openPostgresStore } = await import('../store/postgres/index.js');
  return openPostgresStore({
    ...{ address, password: config.storePassword, storeKey: config.storeKey },
    ...{ clock: tools.clock, sleep: (milliseconds, until = signal) => tools.sleep(milliseconds, until) },
    debug: (words) => log.debug('the queue: {words}', { words }),
  });
}

function opened({ config, log, tools, signal, mayBegin }: OpenStoreOptions, advice: Advice): Store {
  const { dataDir } = config;
  const { clock } = tools;
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  try {
    if (!mayBegin) return openExistingSqliteStore({ dataDir, clock, sleep });
    return openSqliteStore({
      ...{ dataDir, clock, sleep },
      onDamaged: (reason, keptAs) =>
        log.error('the store is damaged ({reason}) and kept as {file}; {advice}', {
          ...{ reason, file: keptAs, advice: advice.afterDamage },
        }),
    });
  } catch (error) {
    throw error instanceof NewerStoreError ? error.with(advice.newerStore) : error;
  }
}

/** How this process calls itself to another one that wants the lease. */
export function leaseOwner({ clock }: Tools, accounts?: readonly string[]): LeaseOwner {
  return { host: hostname(), pid: process.pid, since: clock(), ...(accounts && { accounts }) };
}

import { resolve } from 'node:path';
import { leaseOwner, type OpenStoreOptions, openStore } from '../bridge/open-store.js';
import type { Config } from '../config/index.js';
import { isPostgres } from '../config/store-address.js';
import { copyStore } from '../store/copy.js';
import { readAddress } from '../store/postgres/address.js';
import { hasSqliteStore } from '../store/sqlite/index.js';
import type { Person, Store } from '../store/store.js';
import { messageOf, systemTools } from '../tools.js';
import { type ContextOptions, openContext } from './context.js';
import { linesOf } from './copied-lines.js';
import { print } from './output.js';
import { UsageError } from './usage-error.js';

/**
 * `withings2mqtt store copy FROM TO`: all that is kept into another store. True when it is there.
 *
 * @throws UsageError, StoreError
 */
export async function copy(from: string, to: string, options: ContextOptions, signal: AbortSignal): Promise<boolean> {
  const context = await openContext(options, signal, 'warn');
  const [source, target] = [placeOf(from, context.config), placeOf(to, context.config)];
  if (source.place === target.place)
    throw new UsageError('FROM and TO are the same store; expected two different ones');
  const { dataDir, store } = source.config;
  if (!isPostgres(store) && !hasSqliteStore(dataDir))
    throw new UsageError(`there is no store in ${dataDir}; check FROM`);
  const stores: Store[] = [];
  try {
    for (const { config } of [source, target]) {
      const mayBegin = config === target.config;
      stores.push(await openStore({ config, log: context.log, tools: systemTools, signal, mayBegin }));
    }
    const [here, there] = stores as [Store, Store];
    const copied = await copyStore({ from: here, to: there, owner: leaseOwner(systemTools), signal, onPerson });
    for (const line of linesOf(copied, target.place, { configured: context.config.accounts, file: options.config }))
      print(line);
    return true;
  } finally {
    for (const one of stores) await one.close();
  }
}

function onPerson({ userId, name = `Withings user ${userId}` }: Person, number: number, all: number): void {
  print(`${number} of ${all}: ${name}`);
}

type StoreConfig = OpenStoreOptions['config'] & Pick<Config, 'store'>;

interface Place {
  readonly config: StoreConfig;
  /** For a person, without a login. */
  readonly place: string;
}

/** `sqlite:` and `postgres:` alone are those of the configuration, whose password is for its own address. */
function placeOf(text: string, config: Config): Place {
  const [, kind, rest = ''] = /^(sqlite|postgres(?:ql)?):?(.*)$/s.exec(text) ?? [];
  if (kind === 'sqlite') {
    const dataDir = rest === '' ? config.dataDir : resolve(rest);
    return { config: { dataDir, store: 'sqlite' }, place: `sqlite:${dataDir}` };
  }
  if (kind === undefined) {
    throw new UsageError(`no store is called so; expected sqlite:, sqlite:/folder, postgres: or postgres://…`);
  }
  const { store, storePassword } = config;
  if (rest === '' && !isPostgres(store)) {
    throw new UsageError('postgres: means the store of the configuration, which has none; expected its address');
  }
  const address = rest === '' ? store : text;
  const own = address === store ? { storePassword } : {};
  return {
    config: { dataDir: config.dataDir, store: address, storeKey: config.storeKey, ...own },
    place: placeIn(address),
  };
}

function placeIn(address: string): string {
  try {
    return readAddress(address).place;
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

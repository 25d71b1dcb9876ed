import { type Config, isPostgres } from '../config/index.js';

/** Where the store is, for people: a folder, or an address without a login. */
export async function storePlace({ store, dataDir }: Pick<Config, 'store' | 'dataDir'>): Promise<string> {
  if (!isPostgres(store)) return dataDir;
  const { readAddress } = await import('../store/postgres/address.js');
  return readAddress(store).place;
}

import { ExpectedError } from '../bridge/unexpected.js';
import { type Config, isPostgres } from '../config/index.js';
import { storePlace } from './store-place.js';
import { tryWriting } from './try-writing.js';
import { whyEmpty } from './why-empty.js';

/**
 * Where the store is, and who uses it; of a folder, whether it still takes something.
 *
 * @throws StoreError; ExpectedError where there is none yet, or none any more
 */
export async function checkStore(config: Pick<Config, 'store' | 'dataDir'>, bridges: number): Promise<string> {
  if (!isPostgres(config.store)) await tryWriting(config.dataDir);
  const reason = whyEmpty(config);
  if (reason !== undefined) throw new ExpectedError(reason);
  return `${await storePlace(config)}, ${bridges === 0 ? 'and no bridge runs' : usedBy(bridges)}`;
}

function usedBy(bridges: number): string {
  return bridges === 1 ? 'in use by the bridge' : `in use by ${bridges} bridges`;
}

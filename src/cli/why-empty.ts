import { type Config, isPostgres } from '../config/index.js';
import { hasSqliteStore } from '../store/sqlite/index.js';

/**
 * What a person must know of a folder without a database: all that is said of it looks like that of a new one, and a login
 * that is made in an empty mount point is not seen when the volume is back. Undefined where there is one.
 */
export function whyEmpty({ store, dataDir }: Pick<Config, 'store' | 'dataDir'>): string | undefined {
  if (isPostgres(store) || hasSqliteStore(dataDir)) return undefined;
  return `there is no database in ${dataDir}; a first start makes one; is the volume mounted?`;
}

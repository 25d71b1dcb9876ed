import { onTestFinished } from 'vitest';
import { openDatabase } from '../../../src/store/postgres/database.js';
import { openPostgresStore } from '../../../src/store/postgres/index.js';
import { systemTools } from '../../../src/tools.js';
import { startPostgres } from '../server.js';

export const NODE = { id: 'one', host: 'box', pid: 1, version: '1' };

/** A store with a bridge on it, as a program opens it, and a look past it at the database; it ends with the test. */
export async function openOneBridge() {
  const { address, remove } = await startPostgres();
  onTestFinished(remove);
  const store = await openPostgresStore({ address, sleep: systemTools.sleep });
  const sql = openDatabase({ address });
  onTestFinished(async () => void (await Promise.all([store.close(), sql.close()])));
  const cluster = store.cluster!;
  await cluster.bridges.join(NODE);
  return { store, sql, cluster };
}

import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { systemTools } from '../../src/tools.js';

function storeIn(dataDir: string) {
  return openSqliteStore({
    dataDir,
    onDamaged() {
      throw new Error('the store is damaged');
    },
    clock: systemTools.clock,
    sleep: systemTools.sleep,
  });
}

/** What is noted as announced; no bridge must run on the folder. */
export async function notes(dataDir: string): Promise<string[]> {
  const store = storeIn(dataDir);
  const topics = (await store.announced.all()).map(({ topic }) => topic);
  await store.close();
  return topics;
}

/** Takes those notes away, as version 0.1.0 kept none. */
export async function unnote(dataDir: string): Promise<void> {
  const store = storeIn(dataDir);
  await store.lease.acquire({ host: 'test', pid: process.pid, since: 0 });
  await store.announced.forget((await store.announced.all()).map(({ topic }) => topic));
  await store.close();
}

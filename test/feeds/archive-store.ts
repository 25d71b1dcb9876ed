import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/index.js';

/** A real store that knows anna, user 7, and may be written to; it goes with the test. */
export async function archiveStore() {
  const dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const store = openSqliteStore({ dataDir, onDamaged: () => {}, clock: () => 0, sleep: async () => {} });
  onTestFinished(() => store.close());
  await store.lease.acquire({ host: 'box', pid: 1, since: 0 });
  await store.people.put('7', 'anna');
  return { dataDir, store };
}

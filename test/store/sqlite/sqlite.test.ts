import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';
import { storeContract } from '../contract.js';

storeContract('the store in SQLite', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  return {
    open: async () => openSqliteStore({ dataDir, onDamaged: () => {}, clock: Date.now, sleep: (ms) => sleep(ms) }),
    remove: async () => rmSync(dataDir, { recursive: true }),
  };
});

import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { storeContract } from '../store/contract.js';
import { startPostgres } from './server.js';

storeContract('the store in PostgreSQL', async () => {
  const { address, remove } = await startPostgres();
  return { open: () => openPostgresStore({ address, sleep: (ms) => sleep(ms) }), remove };
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, inject } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { storeContract } from '../store/contract.js';
import { type PgBouncer, startPgBouncer } from './pgbouncer.js';
import { startPostgres } from './server.js';

let bouncer: PgBouncer;
beforeAll(async () => {
  bouncer = await startPgBouncer(inject('postgres').port);
});
afterAll(() => bouncer.stop());

storeContract('the store in PostgreSQL behind PgBouncer in transaction mode', async () => {
  const { address, port, remove } = await startPostgres();
  const pooled = address.replace(`:${port}/`, `:${bouncer.port}/`);
  return { open: () => openPostgresStore({ address: pooled, sleep: (ms) => sleep(ms) }), remove };
});

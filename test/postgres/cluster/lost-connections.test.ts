import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { openPostgresStore } from '../../../src/store/postgres/index.js';
import type { Store } from '../../../src/store/store.js';
import { startPostgres, type TestDatabase } from '../server.js';
import { type SilentRelay, startSilentRelay } from '../silent-relay.js';

const NODE = { id: 'one', host: 'here', pid: 1, version: '1' };
/** Far more than it takes, and less than the time in which any statement must be answered. */
const SOON = 25_000;

let place: TestDatabase;
let relay: SilentRelay;
let store: Store;

beforeEach(async () => {
  place = await startPostgres();
  relay = await startSilentRelay(inject('postgres').port);
  const address = place.address.replace(`:${place.port}/`, `:${relay.port}/`);
  store = await openPostgresStore({ address, sleep: (milliseconds) => pause(milliseconds) });
  await store.cluster?.bridges.join(NODE);
});
afterEach(async () => {
  await store.close();
  await relay.close();
  await place.remove();
});

describe('connections that are lost without a word', () => {
  it('cost a bridge one sign of life, however many there were, and others are not kept long', async () => {
    const { bridges, budget } = store.cluster ?? expect.unreachable();
    const signs = () => Promise.all([bridges.beat('one'), bridges.time(), bridges.living()]);
    await signs();
    await budget.take('client', 60, 1000);
    relay.silence();
    const since = performance.now();
    const call = budget.take('client', 60, 1000).catch(String);
    await expect(bridges.beat('one')).rejects.toThrow('it has not answered in time');
    await signs();
    expect(await call).toMatch('it has not answered in time');
    expect(performance.now() - since).toBeLessThan(SOON);
  });
});

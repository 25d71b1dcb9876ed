import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, QueryConfig } from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueue } from '../../../src/store/postgres/cluster/queue.js';
import { openWorld, POLL, SOON, type World } from './world.js';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Workers of a bridge whose looks for jobs fail by a code, from the first one on or later, as long as they are broken. */
async function startWorkers(code: string) {
  await world.bridge('one');
  let isBroken = false;
  let looks = 0;
  let runs = 0;
  const query = async (config: QueryConfig) => {
    const isLook = /skip locked/.test(config.text);
    if (isLook) looks += 1;
    if (isLook && isBroken) throw Object.assign(new Error('the database is away'), { code });
    return world.sql.pool.query(config);
  };
  const pool: Pool = new Proxy(world.sql.pool, {
    get: (target, key) => (key === 'query' ? query : Reflect.get(target, key, target)),
  });
  const sleep = (milliseconds: number, signal?: AbortSignal) => pause(milliseconds, undefined, signal && { signal });
  const queue = createQueue(world.sql, pool, { clock: Date.now, sleep, pollMilliseconds: POLL });
  const stop = new AbortController();
  const troubles: unknown[] = [];
  return {
    queue,
    troubles,
    runs: () => runs,
    start() {
      const ended = queue.work({
        ...{ bridge: 'one', atOnce: 2, signal: stop.signal },
        job: async () => void runs++,
        onTrouble: (error) => troubles.push(error),
      });
      return async () => {
        stop.abort();
        await ended;
      };
    },
    isBroken(broken: boolean) {
      isBroken = broken;
    },
    /** Resolves after so many more looks. */
    async looks(more: number) {
      const from = looks;
      await vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(from + more), SOON);
    },
  };
}

describe('a look for jobs', () => {
  it.each(['57P03', 'EHOSTUNREACH', 'ETIMEDOUT', 'ECONNREFUSED'])(
    'that fails by %s comes again with the next poll, and keeps no bridge that stops',
    async (code) => {
      const anna = await world.person('anna');
      const workers = await startWorkers(code);
      const stop = workers.start();
      await workers.looks(4);
      workers.isBroken(true);
      await workers.queue.want(anna, Date.now());
      await workers.looks(40);
      expect([...new Set(workers.troubles.map(String))]).toEqual([expect.stringContaining(`(${code})`)]);
      workers.isBroken(false);
      await vi.waitFor(() => expect(workers.runs()).toBe(1), SOON);
      workers.isBroken(true);
      await workers.looks(1);
      await stop();
    },
  );

  it('that fails as the first one has others follow, and is told once and nowhere else', async () => {
    const trace = vi.spyOn(console, 'trace');
    const anna = await world.person('anna');
    const workers = await startWorkers('57P03');
    await workers.queue.want(anna, Date.now());
    workers.isBroken(true);
    const stop = workers.start();
    await workers.looks(4);
    workers.isBroken(false);
    await vi.waitFor(() => expect(workers.runs()).toBe(1), SOON);
    await stop();
    expect(workers.troubles).toHaveLength(1);
    expect(trace).not.toHaveBeenCalled();
    trace.mockRestore();
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PostgresServer, startServer } from '../own-server.js';
import { openWorld, type World } from './world.js';

let server: PostgresServer;
let world: World;

beforeAll(async () => {
  // What it has written outlives a crash of it, as it does where people live.
  server = await startServer({ settings: ['synchronous_commit=on'] });
});
afterAll(() => server.remove());
beforeEach(async () => {
  world = await openWorld({ address: await server.newDatabase() });
});
afterEach(() => world.close());

const soon = { timeout: 40_000, interval: 20 };

describe.each(['SIGINT', 'SIGQUIT'] as const)('a database that goes away by %s', (signal) => {
  it('is waited for, and no job is lost, whatever was under way', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, (_, index) => world.person(`p${index}`)));
    const bridges = [await world.bridge('one'), await world.bridge('two')];
    const runs = new Map<string, number>();
    let isAway = false;
    const workings = bridges.map((bridge) =>
      bridge.start(async (userId) => {
        // Some of them end just when it goes, some while it is away, and some afterwards.
        if (isAway) await vi.waitFor(() => expect(isAway).toBe(Math.random() < 0.2), soon);
        runs.set(userId, (runs.get(userId) ?? 0) + 1);
        return Date.now() + 5;
      }),
    );
    await Promise.all(people.map((userId) => bridges[0]?.queue.want(userId, Date.now())));
    for (let round = 0; round < 2; round++) {
      await vi.waitFor(() => expect(runs.size).toBe(people.length), soon);
      isAway = true;
      await server.stop(signal);
      await server.start();
      isAway = false;
      runs.clear();
    }
    // Each of them comes again and again, without anybody who wants it.
    await vi.waitFor(() => expect(people.every((userId) => (runs.get(userId) ?? 0) >= 3)).toBe(true), soon);
    expect(workings.some(({ troubles }) => troubles.length > 0)).toBe(true);
    await Promise.all(workings.map((working) => working.stop()));
    const rows = await world.sql.all('select key, locked_by from graphile_worker.jobs order by key');
    expect(rows).toEqual(people.toSorted().map((key) => ({ key, locked_by: null })));
  });

  it('while a bridge stops does not keep it', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    let isBegun = false;
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const working = one.start(async () => {
      isBegun = true;
      await ended;
      return undefined;
    });
    await one.queue.want(anna, Date.now());
    await vi.waitFor(() => expect(isBegun).toBe(true), soon);
    await server.stop(signal);
    const stopped = working.stop();
    end();
    await stopped;
    await server.start();
    // Whoever buries it frees what it could not give back.
    const two = await world.bridge('two');
    await world.silence('one');
    await two.bridges.bury(12_000);
    expect(await two.queue.size()).toMatchObject({ waiting: 1, due: 1 });
  });
});

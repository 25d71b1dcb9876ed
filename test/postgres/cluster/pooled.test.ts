import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { callPaceOf } from '../../../src/store/postgres/cluster/budget.js';
import { type PgBouncer, startPgBouncer } from '../pgbouncer.js';
import { openWorld, SOON, type TestBridge, type World } from './world.js';

let bouncer: PgBouncer;
let world: World;

beforeAll(async () => {
  bouncer = await startPgBouncer(inject('postgres').port);
});
afterAll(() => bouncer.stop());
beforeEach(async () => {
  world = await openWorld({ pooler: bouncer.port });
});
afterEach(() => world.close());

/** A turn as a bridge does it: what was told is noted in `told`. */
function turns(bridge: TestBridge, told: Map<number | undefined, string>) {
  return bridge.start(async (userId) => {
    const claim = await bridge.claims.take(userId, bridge.id);
    if (!claim) return undefined;
    for (const { notification } of claim.notices) told.set(notification?.start, bridge.id);
    await bridge.notices.done(
      userId,
      claim.notices.map(({ id }) => id),
    );
    await bridge.claims.give(claim, 0, '');
    return undefined;
  });
}

describe('behind PgBouncer in transaction mode, bridges', () => {
  it('hand people to each other', async () => {
    const people = await Promise.all(['anna', 'bert', 'carl'].map((name) => world.person(name)));
    const bridges = await Promise.all(['one', 'two'].map((id) => world.bridge(id)));
    const told = new Map<number | undefined, string>();
    const working = bridges.map((bridge) => turns(bridge, told));
    const put = (start: number) => {
      const userId = people[start % people.length] ?? '';
      return bridges[start % 2]?.notices.put({ userId, appli: 44, start, end: undefined, deviceId: undefined });
    };
    for (let start = 0; start < 60; start++) expect(await put(start)).toBe(true);
    await vi.waitFor(() => expect(told.size).toBe(60), SOON);
    // A clean stop of one: the other goes on.
    await working[0]?.stop();
    await bridges[0]?.bridges.leave('one');
    for (let start = 60; start < 90; start++) await put(start);
    await vi.waitFor(() => expect(told.size).toBe(90), SOON);
    expect([...told].filter(([start]) => (start ?? 0) >= 60).every(([, bridge]) => bridge === 'two')).toBe(true);
    expect(working.flatMap(({ troubles }) => troubles)).toEqual([]);
  });

  it('take over from the dead, lead one after another, and share a budget', async () => {
    const anna = await world.person('anna');
    const [one, two] = [await world.bridge('one'), await world.bridge('two')];
    expect(await one.bridges.lead('one', 60_000)).toBe(true);
    expect(await one.claims.take(anna, 'one')).toMatchObject({ epoch: 1, interrupted: false });
    await world.silence('one');
    expect(await two.bridges.bury(12_000)).toHaveLength(1);
    expect(await two.bridges.lead('two', 60_000)).toBe(true);
    expect(await two.claims.take(anna, 'two')).toMatchObject({ epoch: 2, interrupted: true });
    const places = 20;
    const milliseconds = async (sql: string) => Number((await world.sql.get(sql))?.time);
    const before = await milliseconds('select (extract(epoch from clock_timestamp()) * 1000)::float8 as time');
    await Promise.all(
      Array.from({ length: places }, (_, index) => (index % 2 ? one : two).budget.take('client', 60, 100_000)),
    );
    const after = await milliseconds('select (extract(epoch from next_at) * 1000)::float8 as time from budget');
    const { every, ahead } = callPaceOf(60);
    expect(after - before).toBeGreaterThanOrEqual((places - ahead - 1) * every);
  });
});

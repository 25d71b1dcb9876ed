import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openWorld, SOON, type World } from './world.js';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

function told(userId: string, appli = 44, start?: number) {
  return { userId, appli, start, end: undefined, deviceId: undefined };
}

describe('notices', () => {
  it('are kept until they are worked off, and want the job at once', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    await one.queue.want(anna, Date.now() + 3_600_000);
    expect(await one.notices.put(told(anna, 44, 5))).toBe(true);
    expect(await one.notices.put(told(anna, 50))).toBe(true);
    expect(await one.queue.size()).toMatchObject({ waiting: 1, due: 1 });
    const claim = await one.claims.take(anna, 'one');
    expect(claim?.notices.map(({ notification }) => notification)).toEqual([told(anna, 44, 5), told(anna, 50)]);
    const again = await one.claims.take(anna, 'one');
    expect(again?.notices.map(({ id }) => id)).toEqual(claim?.notices.map(({ id }) => id));
    await one.notices.done(anna, again?.notices.slice(0, 1).map(({ id }) => id) ?? []);
    const rest = await one.claims.take(anna, 'one');
    expect(rest?.notices.map(({ notification }) => notification?.appli)).toEqual([50]);
    expect(Math.abs((rest?.notices[0]?.receivedAt ?? 0) - Date.now())).toBeLessThan(20_000);
  });

  it('of somebody unknown are none', async () => {
    const one = await world.bridge('one');
    expect(await one.notices.put(told('nobody'))).toBe(false);
    expect(await world.sql.get('select count(*)::integer as count from notice')).toEqual({ count: 0 });
  });

  it('of somebody who asks are about everything', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    expect(await one.notices.ask(anna)).toBe(true);
    expect(await one.notices.ask('nobody')).toBe(false);
    await one.notices.put(told(anna));
    expect(await one.queue.size()).toMatchObject({ waiting: 1, due: 1 });
    const claim = await one.claims.take(anna, 'one');
    expect(claim?.notices.map(({ notification }) => notification)).toEqual([undefined, told(anna)]);
  });

  it('tell whether what somebody asks for is still to be done', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    await one.notices.put(told(anna));
    expect(await one.notices.stillAsked([anna, 'nobody'])).toEqual(new Set());
    await one.notices.ask(anna);
    expect(await one.notices.stillAsked([anna, 'nobody'])).toEqual(new Set([anna]));
    const claim = await one.claims.take(anna, 'one');
    expect(await one.notices.stillAsked([anna, 'nobody'])).toEqual(new Set([anna]));
    await one.notices.done(
      anna,
      claim!.notices.map(({ id }) => id),
    );
    expect(await one.notices.stillAsked([anna, 'nobody'])).toEqual(new Set());
  });

  it('of somebody without an account are none', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    await one.accounts.remove('anna');
    expect(await one.notices.put(told(anna))).toBe(false);
    expect(await one.queue.size()).toMatchObject({ waiting: 0 });
  });

  it('of somebody who is disabled are one, about everything, until that ends', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    await one.accounts.enable('anna', false);
    for (let start = 1; start < 5; start++) expect(await one.notices.put(told(anna, 44, start))).toBe(true);
    await one.accounts.enable('anna', true);
    await one.notices.put(told(anna, 44, 5));
    const claim = await one.claims.take(anna, 'one');
    expect(claim?.notices.map(({ notification }) => notification)).toEqual([undefined, told(anna, 44, 5)]);
  });

  it('that say the same within a moment are one, but not after the job has seen it', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    await Promise.all(Array.from({ length: 10 }, () => one.notices.put(told(anna))));
    expect((await one.claims.take(anna, 'one'))?.notices).toHaveLength(1);
    await one.notices.put(told(anna));
    expect((await one.claims.take(anna, 'one'))?.notices).toHaveLength(2);
    await world.sql.run("update notice set taken = false, received_at = received_at - interval '1 minute'");
    await one.notices.put(told(anna));
    expect((await one.claims.take(anna, 'one'))?.notices).toHaveLength(3);
  });

  it('all reach a job, whenever they come', async () => {
    const anna = await world.person('anna');
    const [one, two] = [await world.bridge('one'), await world.bridge('two')];
    const seen = new Set<number | undefined>();
    for (const bridge of [one, two]) {
      bridge.start(async (userId) => {
        const claim = await bridge.claims.take(userId, bridge.id);
        if (!claim) return undefined;
        for (const { notification } of claim.notices) seen.add(notification?.start);
        await bridge.notices.done(
          userId,
          claim.notices.map(({ id }) => id),
        );
        await bridge.claims.give(claim, 0, '');
        return undefined;
      });
    }
    for (let start = 0; start < 200; start++) await (start % 2 ? one : two).notices.put(told(anna, 44, start));
    await vi.waitFor(() => expect(seen.size).toBe(200), SOON);
    await vi.waitFor(async () => expect(await one.queue.size()).toMatchObject({ waiting: 0, underWay: 0 }), SOON);
    expect(await world.sql.get('select count(*)::integer as count from notice')).toEqual({ count: 0 });
  });
});

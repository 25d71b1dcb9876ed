import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAnnounced } from '../../../src/store/postgres/announced.js';
import { createGuard } from '../../../src/store/postgres/guard.js';
import { openWorld, type TestBridge, type World } from './world.js';

let world: World;
let one: TestBridge;

beforeEach(async () => {
  world = await openWorld();
  one = await world.bridge('one');
});
afterEach(() => world.close());

const HOUR = 3_600_000;

async function isDue(userId: string): Promise<boolean> {
  const job = await world.job(userId);
  return job !== undefined && job.wait <= 0;
}

/** What a bridge notes as published. */
function announcedBy({ held }: TestBridge) {
  const guard = createGuard({ place: 'here', leaseEpoch: () => undefined, claims: held });
  return createAnnounced(world.sql, guard, held);
}

describe('people who are behind', () => {
  it('are those without a job, and those who were last shown in another way', async () => {
    const [anna, ben, carla, dora] = [
      await world.person('anna'),
      await world.person('ben'),
      await world.person('carla'),
      await world.person('dora'),
    ];
    for (const userId of [ben, carla]) {
      await one.queue.want(userId, Date.now() + HOUR);
      const claim = await one.claims.take(userId, 'one');
      await one.claims.give(claim!, 1, userId === ben ? 'now' : 'before');
    }
    await one.accounts.enable('dora', false);

    await one.queue.wantBehind('now', 0);

    expect(await Promise.all([anna, ben, carla, dora].map(isDue))).toEqual([true, false, true, false]);
  });
});

describe('a rename', () => {
  it('ends the turn under way, and wants the next one', async () => {
    const anna = await world.person('anna');
    await one.queue.want(anna, Date.now() + HOUR);
    const claim = await one.claims.take(anna, 'one');

    await one.accounts.rename('anna', { name: 'anne', displayName: 'Anne' });

    expect(await one.claims.give(claim!, 1, '')).toBe(false);
    expect(await isDue(anna)).toBe(true);
    expect(await one.claims.take(anna, 'one')).toMatchObject({ interrupted: true, account: { name: 'anne' } });
  });

  it('has whoever gets the name published once more: the former one may still be emptying its topics', async () => {
    const [anna, ben] = [await world.person('anna'), await world.person('ben')];
    const topic = { topic: 'withings/anna/weight', kind: 'value', device: undefined } as const;
    await one.claims.take(anna, 'one');
    await announcedBy(one).note([{ ...topic, userId: anna }]);
    const claim = await one.claims.take(ben, 'one');
    await one.queue.want(ben, Date.now() + HOUR);

    await announcedBy(one).note([{ ...topic, userId: ben }]);

    await one.claims.give(claim!, 1, 'now');
    expect(await isDue(ben)).toBe(true);
    expect((await one.claims.take(ben, 'one'))?.filled).toBeLessThan(1);
    // Nobody has it from anybody any more.
    await one.queue.want(ben, Date.now() + HOUR);
    await announcedBy(one).note([{ ...topic, userId: ben }]);
  });
});

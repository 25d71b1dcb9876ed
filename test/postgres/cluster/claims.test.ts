import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LeaseLostError } from '../../../src/store/errors.js';
import { createGuard } from '../../../src/store/postgres/guard.js';
import { openWorld, type World } from './world.js';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('claims', () => {
  it('tell what there is to do, and that the one before was given back', async () => {
    const anna = await world.person('anna');
    const bridge = await world.bridge('one');
    const first = await bridge.claims.take(anna, 'one');
    expect(first).toEqual({
      ...{ userId: anna, epoch: 1, interrupted: false, filled: 0, fill: 0, shownAs: '', notices: [] },
      account: { name: 'anna', displayName: 'anna', units: 'metric', ignoreAttributions: [], intraday: true },
    });
    expect(await bridge.accounts.filling()).toBe(0);
    const fill = await bridge.accounts.fill();
    expect(await bridge.accounts.filling()).toBe(fill);
    expect(first && (await bridge.claims.give(first, fill, 'so'))).toBe(true);
    expect(await bridge.claims.take(anna, 'one')).toMatchObject({
      ...{ epoch: 2, interrupted: false, filled: 1, fill: 1, shownAs: 'so' },
    });
    expect(await bridge.claims.take(anna, 'one')).toMatchObject({ epoch: 3, interrupted: true, filled: 1 });
  });

  it('let only the newest write', async () => {
    const anna = await world.person('anna');
    const [one, two] = [await world.bridge('one'), await world.bridge('two')];
    const guards = [one, two].map(({ held }) =>
      createGuard({ place: 'here', leaseEpoch: () => undefined, claims: held }),
    );
    const may = (index: number) => world.sql.transaction((sql) => guards[index]?.(sql, anna) ?? Promise.reject());
    const former = await one.claims.take(anna, 'one');
    await may(0);
    await expect(may(1)).rejects.toThrow(LeaseLostError);
    const newer = await two.claims.take(anna, 'two');
    expect(newer).toMatchObject({ interrupted: true });
    await may(1);
    await expect(may(0)).rejects.toThrow(LeaseLostError);
    expect(former && (await one.claims.give(former, 7, ''))).toBe(false);
    expect(newer && (await two.claims.give(newer, 0, ''))).toBe(true);
    await expect(may(1)).rejects.toThrow(LeaseLostError);
    expect(await two.claims.take(anna, 'two')).toMatchObject({ interrupted: false, filled: 0 });
  });

  it('are raised one by one, however many want them at once', async () => {
    const anna = await world.person('anna');
    const bridges = [await world.bridge('one'), await world.bridge('two'), await world.bridge('three')];
    const taken = await Promise.all(
      Array.from({ length: 30 }, (_, index) => {
        const bridge = bridges[index % 3];
        return bridge?.claims.take(anna, bridge.id);
      }),
    );
    expect(taken.map((claim) => claim?.epoch).sort((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    );
  });

  it('are for nobody who is disabled, removed, unknown or without an account', async () => {
    const anna = await world.person('anna');
    const bridge = await world.bridge('one');
    await bridge.accounts.enable('anna', false);
    expect(await bridge.claims.take(anna, 'one')).toBeUndefined();
    await bridge.accounts.enable('anna', true);
    expect(await bridge.claims.take(anna, 'one')).toBeDefined();
    await bridge.accounts.remove('anna');
    expect(await bridge.claims.take(anna, 'one')).toBeUndefined();
    expect(await bridge.claims.take('nobody', 'one')).toBeUndefined();
  });

  it('publish everything anew of whoever is enabled again', async () => {
    const anna = await world.person('anna');
    const bridge = await world.bridge('one');
    const claim = await bridge.claims.take(anna, 'one');
    await bridge.claims.give(claim!, 1, 'now');
    await bridge.accounts.enable('anna', false);
    expect(await bridge.claims.leave(anna, 'one')).toBe(false);
    await bridge.accounts.enable('anna', true);
    expect(await bridge.claims.take(anna, 'one')).toMatchObject({ interrupted: false, filled: -1 });
  });

  it('are for no bridge that was buried', async () => {
    const anna = await world.person('anna');
    const [one, two] = [await world.bridge('one'), await world.bridge('two')];
    await one.claims.take(anna, 'one');
    await world.silence('one');
    expect(await two.bridges.bury(12_000)).toEqual([{ id: 'one', host: 'here', pid: 1, version: '1' }]);
    await expect(one.claims.take(anna, 'one')).rejects.toThrow(LeaseLostError);
    expect(await two.claims.take(anna, 'two')).toMatchObject({ epoch: 2, interrupted: true });
  });

  it.each(['was buried', 'has ended'])(
    'that a bridge has left open, and was to try again later, wait no longer when it %s',
    async (how) => {
      const [anna, ben] = [await world.person('anna'), await world.person('ben')];
      const [one, two] = [await world.bridge('one'), await world.bridge('two')];
      for (const userId of [anna, ben]) await two.queue.want(userId, Date.now() + 600_000);
      await one.claims.take(anna, 'one');
      await two.claims.take(ben, 'two');
      if (how === 'has ended') await one.bridges.leave('one');
      await world.silence('one');
      await two.bridges.bury(12_000);
      const waiting = await world.sql.all('select key from graphile_worker.jobs where run_at <= clock_timestamp()');
      expect(waiting).toEqual([{ key: anna }]);
    },
  );
});

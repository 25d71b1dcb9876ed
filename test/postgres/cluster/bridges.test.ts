import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from './world.js';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('bridges', () => {
  it('live as long as they beat', async () => {
    const [one, two] = [await world.bridge('one'), await world.bridge('two')];
    await world.silence('one', 7);
    expect(await two.bridges.bury(12_000)).toEqual([]);
    expect(await one.bridges.beat('one')).toBe(true);
    const [living] = await two.bridges.living();
    expect(living).toMatchObject({ id: 'one', leads: false });
    expect(living?.silentMilliseconds).toBeLessThan(5000);
    await world.silence('one', 13);
    expect((await two.bridges.bury(12_000)).map(({ id }) => id)).toEqual(['one']);
    expect(await two.bridges.bury(12_000)).toEqual([]);
    expect((await two.bridges.living()).map(({ id }) => id)).toEqual(['two']);
  });

  it('are nobody once they are buried, and may come back as others', async () => {
    const [one, two] = [await world.bridge('one'), await world.bridge('two')];
    await world.silence('one', 13);
    await two.bridges.bury(12_000);
    expect(await one.bridges.beat('one')).toBe(false);
    expect(one.held.bridge()).toBeUndefined();
    await expect(one.bridges.join({ id: 'one', host: 'here', pid: 1, version: '1' })).rejects.toThrow(/called one/);
    await one.bridges.join({ id: 'uno', host: 'here', pid: 1, version: '1' });
    expect(await one.bridges.beat('uno')).toBe(true);
  });

  /** The clock of the signs, as if so many seconds had passed since the last of them. */
  const pause = (seconds: number) =>
    world.sql.run("update signs set last_at = clock_timestamp() - $1 * interval '1 s'", seconds);

  it('are dead when another one has given signs for so long without them', async () => {
    await pause(0);
    await world.bridge('one');
    const two = await world.bridge('two');
    const sign = async (times: number) => {
      for (let time = 0; time < times; time++) {
        await pause(2);
        await two.bridges.beat('two');
      }
    };
    await sign(3);
    expect(await two.bridges.bury(12_000)).toEqual([]);
    await sign(6);
    expect((await two.bridges.bury(12_000)).map(({ id }) => id)).toEqual(['one']);
  });

  it.each([
    ['nobody gave a sign, as while the database was away', 3600],
    ['the clock of the database was set back', -3600],
  ])('are not dead for a time in which %s', async (_, seconds) => {
    await world.bridge('one');
    const two = await world.bridge('two');
    await pause(seconds);
    expect(await two.bridges.bury(12_000)).toEqual([]);
    await two.bridges.beat('two');
    expect(await two.bridges.bury(12_000)).toEqual([]);
    const late = await world.bridge('late');
    expect(await late.bridges.bury(12_000)).toEqual([]);
    await world.silence('one');
    expect((await late.bridges.bury(12_000)).map(({ id }) => id)).toEqual(['one']);
  });

  it('who give signs at the same time move their clock once', async () => {
    const bridges = await Promise.all(['a', 'b', 'c', 'd'].map((id) => world.bridge(id)));
    await pause(0.6);
    const clock = async () => {
      const row = await world.sql.get('select passed, (extract(epoch from last_at) * 1000)::float8 as last from signs');
      return { passed: Number(row?.passed), last: Number(row?.last) };
    };
    const before = await clock();
    await Promise.all(bridges.map(({ bridges, id }) => bridges.beat(id)));
    const after = await clock();
    const moved = after.passed - before.passed;
    expect(moved).toBeGreaterThanOrEqual(600);
    expect(Math.abs(moved - (after.last - before.last))).toBeLessThan(500);
  });

  it('live no longer on a store that a newer version has taken', async () => {
    const one = await world.bridge('one');
    await world.sql.run('update schema_version set version = version + 1');
    await expect(one.bridges.beat('one')).rejects.toThrow(/written by a newer withings2mqtt/);
  });

  it('are remembered when they are gone, until they are forgotten', async () => {
    const [one, two, three] = [await world.bridge('one'), await world.bridge('two'), await world.bridge('three')];
    await one.bridges.leave('one');
    await world.silence('two', 13);
    await three.bridges.bury(12_000);
    expect(await three.bridges.gone(0)).toEqual(['one', 'two']);
    expect(await three.bridges.gone(60_000)).toEqual([]);
    await three.bridges.forget(['one', 'three']);
    expect(await three.bridges.gone(0)).toEqual(['two']);
    expect((await three.bridges.living()).map(({ id }) => id)).toEqual(['three']);
    expect(await two.bridges.beat('two')).toBe(false);
  });

  it('wait until a command gives the store back that had it for itself', async () => {
    const owner = JSON.stringify({ host: 'there', pid: 7, since: 0, token: 't' });
    await world.sql.run('update lease set owner = $1, beaten_at = clock_timestamp()', owner);
    await expect(world.bridge('one')).rejects.toThrow(/pid 7 on there/);
    await world.sql.run('update lease set owner = null');
    await world.bridge('one');
  });

  it('have one that leads, until it leaves, is silent, or is buried', async () => {
    const [one, two] = [await world.bridge('one'), await world.bridge('two')];
    expect(await one.bridges.lead('one', 60_000)).toBe(true);
    expect(await two.bridges.lead('two', 60_000)).toBe(false);
    expect(await one.bridges.lead('one', 60_000)).toBe(true);
    expect((await two.bridges.living()).map(({ id, leads }) => [id, leads])).toEqual([
      ['one', true],
      ['two', false],
    ]);
    await world.sql.run("update leader set until = clock_timestamp() - interval '1 ms'");
    expect(await two.bridges.lead('two', 60_000)).toBe(true);
    expect(await one.bridges.lead('one', 60_000)).toBe(false);
    await world.silence('two', 13);
    await one.bridges.bury(12_000);
    expect(await two.bridges.lead('two', 60_000)).toBe(false);
    expect(await one.bridges.lead('one', 60_000)).toBe(true);
    await one.bridges.leave('one');
    const three = await world.bridge('three');
    expect(await three.bridges.lead('three', 60_000)).toBe(true);
  });

  it('ask for the lead at the same time, and one gets it', async () => {
    const bridges = await Promise.all(['a', 'b', 'c', 'd'].map((id) => world.bridge(id)));
    const answers = await Promise.all(bridges.map(({ bridges, id }) => bridges.lead(id, 60_000)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });
});

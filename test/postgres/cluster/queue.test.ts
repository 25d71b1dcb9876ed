import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareQueue } from '../../../src/store/postgres/cluster/prepare-queue.js';
import { gate, openWorld, SOON, type World } from './world.js';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const HOUR = 3_600_000;

/** Something of a person lies on the broker. */
async function publish(userId: string) {
  await world.sql.run("insert into announced values ('withings/anna/weight', 'value', $1, null)", userId);
}

describe('a job', () => {
  it('runs when it is wanted, and again when it says so', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    const seen: string[] = [];
    one.start(async (userId) => {
      seen.push(userId);
      return seen.length < 3 ? Date.now() : undefined;
    });
    await one.queue.want(anna, Date.now());
    await vi.waitFor(() => expect(seen).toEqual([anna, anna, anna]), SOON);
    await vi.waitFor(async () => expect(await one.queue.size()).toMatchObject({ waiting: 0, underWay: 0 }), SOON);
  });

  it('is never wanted later than before', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    const wants = [5, 9, 2, 7].map((hours) => one.queue.want(anna, Date.now() + hours * HOUR));
    await Promise.all(wants);
    expect(Number((await world.job(anna))?.wait)).toBeCloseTo(2 * HOUR, -5);
    expect(await one.queue.size()).toMatchObject({ waiting: 1, due: 0, underWay: 0, lateMilliseconds: 0 });
  });

  it('of nobody is none', async () => {
    const one = await world.bridge('one');
    await one.queue.want('nobody', Date.now());
    expect(await one.queue.size()).toMatchObject({ waiting: 0 });
  });

  it.each(['later', 'never'])(
    'of somebody who was removed, and had one %s, takes away what is published',
    async (when) => {
      const anna = await world.person('anna');
      const one = await world.bridge('one');
      if (when === 'later') await one.queue.want(anna, Date.now() + 5 * HOUR);
      await publish(anna);
      await world.sql.run('delete from person');
      await one.queue.want(anna, Date.now());
      expect(Number((await world.job(anna))?.wait)).toBeLessThan(1000);
      expect(await one.queue.size()).toMatchObject({ waiting: 1, due: 1 });
    },
  );

  it.each([
    ['ends well', () => Date.now() + HOUR],
    ['is lost', () => undefined],
    ['fails', () => Promise.reject(new Error('nobody is known by this id'))],
  ])('of somebody who is removed meanwhile, and that %s, is followed by another that takes away', async (_, end) => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    let runs = 0;
    one.start(async () => {
      runs += 1;
      if (runs > 1) {
        await world.sql.run('delete from announced');
        return undefined;
      }
      await world.sql.run('delete from person');
      await one.queue.want(anna, Date.now());
      await publish(anna);
      return end();
    });
    await one.queue.want(anna, Date.now());
    await vi.waitFor(() => expect(runs).toBe(2), SOON);
    await vi.waitFor(async () => expect(await one.queue.size()).toMatchObject({ waiting: 0, underWay: 0 }), SOON);
  });

  it('that is under way is followed by another, after it', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    const first = gate();
    let runs = 0;
    one.start(async () => {
      runs += 1;
      if (runs === 1) await first.opened;
      return Date.now() + HOUR;
    });
    await one.queue.want(anna, Date.now());
    await vi.waitFor(() => expect(runs).toBe(1), SOON);
    await one.queue.want(anna, Date.now());
    await one.queue.want(anna, Date.now() + HOUR);
    // Others have their turn meanwhile, and so this one would have had it.
    const bert = await world.person('bert');
    await one.queue.want(bert, Date.now());
    await vi.waitFor(() => expect(runs).toBe(2), SOON);
    first.open();
    await vi.waitFor(() => expect(runs).toBe(3), SOON);
    await vi.waitFor(async () => expect(Number((await world.job(anna))?.wait)).toBeCloseTo(HOUR, -5), SOON);
    expect(runs).toBe(3);
  });

  it('of a person is one at a time, over all bridges', async () => {
    const people = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => world.person(name)));
    const bridges = await Promise.all(['one', 'two', 'three'].map((id) => world.bridge(id)));
    const now = new Map<string, number>();
    let [most, runs] = [0, 0];
    for (const bridge of bridges) {
      bridge.start(async (userId) => {
        now.set(userId, (now.get(userId) ?? 0) + 1);
        most = Math.max(most, now.get(userId) ?? 0);
        await bridge.accounts.find('a');
        now.set(userId, (now.get(userId) ?? 0) - 1);
        runs += 1;
        return runs % 3 === 0 ? Date.now() : undefined;
      }, 4);
    }
    for (let round = 0; round < 60; round++) {
      const bridge = bridges[round % 3];
      await Promise.all(people.map((userId) => bridge?.queue.want(userId, Date.now())));
    }
    await vi.waitFor(
      async () => expect(await bridges[0]?.queue.size()).toMatchObject({ waiting: 0, underWay: 0 }),
      SOON,
    );
    expect(runs).toBeGreaterThan(60);
    expect(most).toBe(1);
  });

  it('that fails is told, and comes again', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    let runs = 0;
    const working = one.start(async () => {
      runs += 1;
      if (runs < 4) throw new Error(`no ${runs}`);
      return undefined;
    });
    await one.queue.want(anna, Date.now());
    await vi.waitFor(() => expect(runs).toBe(4), SOON);
    expect(working.troubles.map(String)).toEqual(['Error: no 1', 'Error: no 2', 'Error: no 3']);
  });

  it('waits longer each time that it fails', async () => {
    const anna = await world.person('anna');
    await world.sql.run('update person set failures = 3');
    const one = await world.bridge('one');
    const working = one.start(() => Promise.reject(new Error('no')));
    await one.queue.want(anna, Date.now());
    await vi.waitFor(() => expect(working.troubles).toHaveLength(1), SOON);
    await working.stop();
    const wait = Number((await world.job(anna))?.wait);
    expect(wait).toBeLessThanOrEqual(8 * 50);
    expect(await world.sql.get('select failures from person')).toEqual({ failures: 4 });
  });
});

describe('the queue', () => {
  it('is made once by many that begin at the same time, and again where it is gone', async () => {
    await world.sql.run('drop schema graphile_worker cascade');
    await Promise.all(Array.from({ length: 4 }, () => prepareQueue(world.sql, world.sql.pool)));
    await world.sql.run('drop index graphile_worker.withings_jobs_by_time');
    await Promise.all(Array.from({ length: 4 }, () => prepareQueue(world.sql, world.sql.pool)));
    const indexes = await world.sql.all("select indexname from pg_indexes where indexname = 'withings_jobs_by_time'");
    expect(indexes).toHaveLength(1);
  });
});

describe('everybody', () => {
  it('with a login is wanted within a time', async () => {
    for (let index = 0; index < 450; index++) await world.person(`p${index}`);
    await world.sql.run("delete from login where person = (select id from person where name = 'p7')");
    const one = await world.bridge('one');
    await one.queue.want('u-p8', Date.now());
    await one.queue.wantAll(HOUR);
    expect(await one.queue.size()).toMatchObject({ waiting: 449 });
    const row = await world.sql.get(
      'select (extract(epoch from max(run_at) - clock_timestamp()) / 3600)::float8 as last from graphile_worker.jobs',
    );
    expect(Number(row?.last)).toBeGreaterThan(0.9);
    expect(Number(row?.last)).toBeLessThanOrEqual(1);
    expect(Number((await world.job('u-p8'))?.wait)).toBeLessThanOrEqual(0);
  });
});

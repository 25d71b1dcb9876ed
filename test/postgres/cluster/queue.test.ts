import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LeaseLostError } from '../../../src/store/errors.js';
import { prepareQueue } from '../../../src/store/postgres/cluster/prepare-queue.js';
import { openWorld, SOON, type World } from './world.js';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const HOUR = 3_600_000;

/** A job that waits until it is let go. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

async function silence(id: string) {
  await world.sql.run("update bridge set beaten_at = clock_timestamp() - interval '13 s' where id = $1", id);
}

/** As a bridge would that dies at once. */
async function takeAs(id: string, more: string) {
  await world.sql.run(
    `update graphile_worker._private_jobs set locked_at = clock_timestamp(), locked_by = 'pool of ${id}', ${more}`,
  );
  await world.sql.run("update bridge set workers = array['pool of ' || id] where id = $1", id);
}

/** Something of a person lies on the broker. */
async function publish(userId: string) {
  await world.sql.run("insert into announced values ('withings/anna/weight', 'value', $1, null)", userId);
}

function job(userId: string) {
  return world.sql.get(
    'select (extract(epoch from run_at - clock_timestamp()) * 1000)::float8 as wait from graphile_worker.jobs where key = $1',
    userId,
  );
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
    expect(Number((await job(anna))?.wait)).toBeCloseTo(2 * HOUR, -5);
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
      expect(Number((await job(anna))?.wait)).toBeLessThan(1000);
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
    await vi.waitFor(async () => expect(Number((await job(anna))?.wait)).toBeCloseTo(HOUR, -5), SOON);
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
    const wait = Number((await job(anna))?.wait);
    expect(wait).toBeLessThanOrEqual(8 * 50);
    expect(await world.sql.get('select failures from person')).toEqual({ failures: 4 });
  });
});

describe('a bridge', () => {
  it('that stops ends what is under way, and the rest goes to others', async () => {
    const people = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => world.person(name)));
    const [one, two] = [await world.bridge('one'), await world.bridge('two')];
    const held = gate();
    const begun: string[] = [];
    const working = one.start(async (userId) => {
      begun.push(userId);
      await held.opened;
      return undefined;
    });
    await Promise.all(people.map((userId) => one.queue.want(userId, Date.now())));
    await vi.waitFor(() => expect(begun).toHaveLength(2), SOON);
    const stopped = working.stop();
    const others: string[] = [];
    two.start(async (userId) => void others.push(userId));
    await vi.waitFor(() => expect(others).toHaveLength(4), SOON);
    expect(begun).toHaveLength(2);
    held.open();
    await stopped;
    expect([...begun, ...others].toSorted()).toEqual(people);
    await vi.waitFor(async () => expect(await two.queue.size()).toMatchObject({ waiting: 0, underWay: 0 }), SOON);
  });

  it('that is dead loses its jobs to the others, and changes nothing when it wakes', async () => {
    const [anna, bert] = [await world.person('anna'), await world.person('bert')];
    const [one, two] = [await world.bridge('one'), await world.bridge('two')];
    const frozen = gate();
    const begun: string[] = [];
    const working = one.start(async (userId) => {
      begun.push(userId);
      await frozen.opened;
      return Date.now() + 5 * HOUR;
    });
    await one.queue.want(anna, Date.now());
    await one.queue.want(bert, Date.now());
    await vi.waitFor(() => expect(begun).toHaveLength(2), SOON);
    // During the job of the dead, and to be worked off by the next.
    await two.queue.want(anna, Date.now());
    await silence('one');
    await two.bridges.bury(12_000);
    const taken: string[] = [];
    const other = gate();
    two.start(async (userId) => {
      taken.push(userId);
      await other.opened;
      return Date.now() + HOUR;
    });
    await vi.waitFor(() => expect(taken.toSorted()).toEqual([anna, bert]), SOON);
    frozen.open();
    await working.stop();
    expect(await two.queue.size()).toMatchObject({ underWay: 2, waiting: 0 });
    other.open();
    await vi.waitFor(async () => expect(Number((await job(bert))?.wait)).toBeCloseTo(HOUR, -5), SOON);
    // What was wanted meanwhile.
    await vi.waitFor(() => expect(taken.filter((userId) => userId === anna)).toHaveLength(2), SOON);
    await vi.waitFor(async () => expect(Number((await job(anna))?.wait)).toBeCloseTo(HOUR, -5), SOON);
    expect(await two.queue.size()).toMatchObject({ waiting: 2, underWay: 0 });
  });

  it('that is dead leaves its jobs, however often that has happened', async () => {
    const anna = await world.person('anna');
    const [, two] = [await world.bridge('one'), await world.bridge('two')];
    await two.queue.want(anna, Date.now());
    await takeAs('one', 'attempts = max_attempts');
    expect(await two.queue.size()).toMatchObject({ waiting: 0 });
    await silence('one');
    await two.bridges.bury(12_000);
    expect(await two.queue.size()).toMatchObject({ waiting: 1, due: 1, underWay: 0 });
  });

  it('that is dead leaves nothing of a job that it had ended', async () => {
    const anna = await world.person('anna');
    const [, two] = [await world.bridge('one'), await world.bridge('two')];
    await two.queue.want(anna, Date.now());
    await takeAs('one', 'attempts = max_attempts, key = null');
    await two.queue.want(anna, Date.now());
    await silence('one');
    await two.bridges.bury(12_000);
    expect(await world.sql.all('select key from graphile_worker.jobs')).toEqual([{ key: anna }]);
  });

  it('that wakes ends no job that is not its own any more', async () => {
    const anna = await world.person('anna');
    const [, two] = [await world.bridge('one'), await world.bridge('two')];
    await two.queue.want(anna, Date.now());
    await takeAs('one', 'attempts = 1');
    await silence('one');
    await two.bridges.bury(12_000);
    const end = `select finish_person($1, (select id from graphile_worker.jobs), 'pool of one', null, false, '1 s', '1 s') as ended`;
    expect(await world.sql.get(end, anna)).toEqual({ ended: false });
    expect(await two.queue.size()).toMatchObject({ waiting: 1, due: 1 });
    // Nor one that it has taken since.
    await takeAs('one', 'attempts = 1');
    expect(await world.sql.get(end, anna)).toEqual({ ended: false });
    expect(await two.queue.size()).toMatchObject({ underWay: 1 });
    await takeAs('two', 'attempts = 1');
    expect(await world.sql.get(end, anna)).toEqual({ ended: false });
    expect(await world.sql.all('select key, locked_by from graphile_worker.jobs')).toEqual([
      { key: anna, locked_by: 'pool of two' },
    ]);
  });

  it('that was buried and still takes jobs loses them, too', async () => {
    const anna = await world.person('anna');
    const [, two] = [await world.bridge('one'), await world.bridge('two')];
    await two.queue.want(anna, Date.now());
    await silence('one');
    await two.bridges.bury(12_000);
    await takeAs('one', 'attempts = 1');
    expect(await two.queue.size()).toMatchObject({ waiting: 0, underWay: 1 });
    expect(await two.bridges.bury(12_000)).toEqual([]);
    expect(await two.queue.size()).toMatchObject({ waiting: 1, underWay: 0 });
  });

  it('works for nobody when it is not among the living', async () => {
    const one = await world.bridge('one');
    const signal = new AbortController().signal;
    const job = () => Promise.reject(new Error('never'));
    await expect(one.queue.work({ bridge: 'stranger', atOnce: 1, job, onTrouble: () => {}, signal })).rejects.toThrow(
      LeaseLostError,
    );
  });

  it('whose connections break goes on', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    let runs = 0;
    one.start(async () => {
      runs += 1;
      await world.sql.run(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
      );
      return runs < 3 ? Date.now() : undefined;
    });
    await one.queue.want(anna, Date.now());
    await vi.waitFor(() => expect(runs).toBe(3), SOON);
    await vi.waitFor(async () => expect(await one.queue.size()).toMatchObject({ waiting: 0, underWay: 0 }), SOON);
  });

  it('may have a clock that is an hour off', async () => {
    const anna = await world.person('anna');
    const [early, late] = [await world.bridge('early', { off: -HOUR }), await world.bridge('late', { off: HOUR })];
    await late.queue.want(anna, late.clock() + 10 * HOUR);
    await early.queue.want(anna, early.clock() + 9 * HOUR);
    expect(Number((await job(anna))?.wait)).toBeCloseTo(9 * HOUR, -5);
    const runs: number[] = [];
    late.start(async () => {
      runs.push(Date.now());
      return late.clock() + 2 * HOUR;
    });
    await early.queue.want(anna, early.clock());
    await vi.waitFor(() => expect(runs).toHaveLength(1), SOON);
    await vi.waitFor(async () => expect(Number((await job(anna))?.wait)).toBeCloseTo(2 * HOUR, -5), SOON);
    expect(await early.bridges.beat('early')).toBe(true);
    expect(await late.bridges.bury(12_000)).toEqual([]);
    await early.notices.put({ userId: anna, appli: 1, start: 1, end: 2, deviceId: undefined });
    await vi.waitFor(() => expect(runs).toHaveLength(2), SOON);
    const claim = await late.claims.take(anna, 'late');
    expect(Math.abs((claim?.notices[0]?.receivedAt ?? 0) - late.clock())).toBeLessThan(20_000);
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
    expect(Number((await job('u-p8'))?.wait)).toBeLessThanOrEqual(0);
  });
});

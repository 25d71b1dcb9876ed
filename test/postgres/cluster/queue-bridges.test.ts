import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LeaseLostError } from '../../../src/store/errors.js';
import { gate, openWorld, SOON, type World } from './world.js';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const HOUR = 3_600_000;

/** As a bridge would that dies at once. */
async function takeAs(id: string, more: string) {
  await world.sql.run(
    `update graphile_worker._private_jobs set locked_at = clock_timestamp(), locked_by = 'pool of ${id}', ${more}`,
  );
  await world.sql.run("update bridge set workers = array['pool of ' || id] where id = $1", id);
}

describe('a bridge of the queue', () => {
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
    await world.silence('one');
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
    await vi.waitFor(async () => expect(Number((await world.job(bert))?.wait)).toBeCloseTo(HOUR, -5), SOON);
    // What was wanted meanwhile.
    await vi.waitFor(() => expect(taken.filter((userId) => userId === anna)).toHaveLength(2), SOON);
    await vi.waitFor(async () => expect(Number((await world.job(anna))?.wait)).toBeCloseTo(HOUR, -5), SOON);
    expect(await two.queue.size()).toMatchObject({ waiting: 2, underWay: 0 });
  });

  it('that is dead leaves its jobs, however often that has happened', async () => {
    const anna = await world.person('anna');
    const [, two] = [await world.bridge('one'), await world.bridge('two')];
    await two.queue.want(anna, Date.now());
    await takeAs('one', 'attempts = max_attempts');
    expect(await two.queue.size()).toMatchObject({ waiting: 0 });
    await world.silence('one');
    await two.bridges.bury(12_000);
    expect(await two.queue.size()).toMatchObject({ waiting: 1, due: 1, underWay: 0 });
  });

  it('that is dead leaves nothing of a job that it had ended', async () => {
    const anna = await world.person('anna');
    const [, two] = [await world.bridge('one'), await world.bridge('two')];
    await two.queue.want(anna, Date.now());
    await takeAs('one', 'attempts = max_attempts, key = null');
    await two.queue.want(anna, Date.now());
    await world.silence('one');
    await two.bridges.bury(12_000);
    expect(await world.sql.all('select key from graphile_worker.jobs')).toEqual([{ key: anna }]);
  });

  it('that wakes ends no job that is not its own any more', async () => {
    const anna = await world.person('anna');
    const [, two] = [await world.bridge('one'), await world.bridge('two')];
    await two.queue.want(anna, Date.now());
    await takeAs('one', 'attempts = 1');
    await world.silence('one');
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
    await world.silence('one');
    await two.bridges.bury(12_000);
    await takeAs('one', 'attempts = 1');
    expect(await two.queue.size()).toMatchObject({ waiting: 0, underWay: 1 });
    expect(await two.bridges.bury(12_000)).toEqual([]);
    expect(await two.queue.size()).toMatchObject({ waiting: 1, underWay: 0 });
  });

  it('takes nobody as long as it may not', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    await one.queue.want(anna, Date.now());
    let [may, asked] = [false, 0];
    const ran: string[] = [];
    const stop = new AbortController();
    const ended = one.queue.work({
      ...{ bridge: 'one', atOnce: 2, signal: stop.signal, onTrouble: () => {} },
      job: async (userId) => void ran.push(userId),
      mayTake() {
        asked += 1;
        return may;
      },
    });
    await vi.waitFor(() => expect(asked).toBeGreaterThan(5), SOON);
    expect([ran, await one.queue.size()]).toMatchObject([[], { due: 1, underWay: 0 }]);
    may = true;
    await vi.waitFor(() => expect(ran).toEqual([anna]), SOON);
    stop.abort();
    await ended;
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
    expect(Number((await world.job(anna))?.wait)).toBeCloseTo(9 * HOUR, -5);
    const runs: number[] = [];
    late.start(async () => {
      runs.push(Date.now());
      return late.clock() + 2 * HOUR;
    });
    await early.queue.want(anna, early.clock());
    await vi.waitFor(() => expect(runs).toHaveLength(1), SOON);
    await vi.waitFor(async () => expect(Number((await world.job(anna))?.wait)).toBeCloseTo(2 * HOUR, -5), SOON);
    expect(await early.bridges.beat('early')).toBe(true);
    expect(await late.bridges.bury(12_000)).toEqual([]);
    await early.notices.put({ userId: anna, appli: 1, start: 1, end: 2, deviceId: undefined });
    await vi.waitFor(() => expect(runs).toHaveLength(2), SOON);
    const claim = await late.claims.take(anna, 'late');
    expect(Math.abs((claim?.notices[0]?.receivedAt ?? 0) - late.clock())).toBeLessThan(20_000);
  });
});

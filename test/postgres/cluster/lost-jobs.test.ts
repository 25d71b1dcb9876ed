import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, QueryConfig, QueryResult } from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueue } from '../../../src/store/postgres/cluster/queue.js';
import type { Postgres } from '../../../src/store/postgres/queries.js';
import { openWorld, POLL, SOON, type World } from './world.js';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const HOUR = 3_600_000;
const NEVER = undefined;

function workers(): Promise<readonly string[]> {
  return world.sql.get('select workers from bridge').then((row) => row?.workers as string[]);
}

async function registered(id: string, before = 0) {
  await vi.waitFor(async () => {
    const row = await world.sql.get('select cardinality(workers) as count from bridge where id = $1', id);
    expect(row?.count).toBeGreaterThan(before);
  }, SOON);
}

/** As if the database had given a job to these workers, and nobody had heard of it. */
async function give(userId: string, worker: string) {
  await world.sql.run(
    `update graphile_worker._private_jobs set locked_by = $2, locked_at = clock_timestamp(),
       attempts = attempts + 1, run_at = clock_timestamp() where key = $1`,
    ...[userId, worker],
  );
}

/** The way to the database of somebody for whom each answer that brings a job goes through this. */
function answering(through: (answer: QueryResult) => Promise<QueryResult>): Pool {
  const query = async (config: QueryConfig) => {
    const result = await world.sql.pool.query(config);
    return /skip locked/.test(config.text) && result.rows.length > 0 ? through(result) : result;
  };
  return new Proxy(world.sql.pool, {
    get: (target, key) => (key === 'query' ? query : Reflect.get(target, key, target)),
  });
}

function holder(userId: string) {
  return world.sql.get('select locked_by from graphile_worker.jobs where key = $1', userId);
}

/** A bridge on these ways to the database, whose jobs want no others. */
async function start(postgres: Postgres, pool: Pool) {
  await world.bridge('one');
  const sleep = (milliseconds: number, signal?: AbortSignal) => pause(milliseconds, undefined, signal && { signal });
  const tools = { clock: Date.now, sleep, pollMilliseconds: POLL, lookMilliseconds: POLL };
  const queue = createQueue(postgres, pool, tools);
  const stopping = new AbortController();
  const job = vi.fn(async () => NEVER);
  const ended = queue.work({ bridge: 'one', atOnce: 2, signal: stopping.signal, job, onTrouble: () => {} });
  const stop = () => {
    stopping.abort();
    return ended;
  };
  return { queue, job, stop };
}

describe('a job whose answer was lost', () => {
  it('is given back by the bridge that has it and lives', async () => {
    const anna = await world.person('anna');
    let losses = 0;
    const pool = answering(async (answer) => {
      losses += 1;
      if (losses === 1) throw new Error('Query read timeout');
      return answer;
    });
    const { queue, job, stop } = await start(world.sql, pool);
    await queue.want(anna, Date.now());
    await vi.waitFor(() => expect(job).toHaveBeenCalledTimes(1), SOON);
    await stop();
    expect(await queue.size()).toMatchObject({ waiting: 0, underWay: 0 });
  });

  it('is given back, too, where it was given to workers that have ended since', async () => {
    const anna = await world.person('anna');
    const one = await world.bridge('one');
    await world.sql.run("update bridge set workers = '{old}'");
    const ran: string[] = [];
    one.start(async (userId) => void ran.push(userId));
    await registered('one', 1);
    await one.queue.want(anna, Date.now() + HOUR);
    await give(anna, 'old');
    await vi.waitFor(() => expect(ran).toEqual([anna]), SOON);
  });

  it('is free when its bridge is buried, whichever of its workers had it', async () => {
    const anna = await world.person('anna');
    const [one, two] = [await world.bridge('one'), await world.bridge('two')];
    await world.sql.run("update bridge set workers = '{old,newer}' where id = 'one'");
    await one.queue.want(anna, Date.now() + HOUR);
    await give(anna, 'old');
    await world.silence('one');
    await two.bridges.bury(12_000);
    expect(await holder(anna)).toEqual({ locked_by: null });
  });
});

describe('a job whose end was written, and not heard of,', () => {
  it('has ended, and leaves nothing', async () => {
    const anna = await world.person('anna');
    let losses = 0;
    const get: Postgres['get'] = async (sql, ...values) => {
      const row = await world.sql.get(sql, ...values);
      if (!/finish_person/.test(sql) || losses > 0) return row;
      losses += 1;
      throw new Error('Query read timeout');
    };
    const { queue, job, stop } = await start({ ...world.sql, get }, world.sql.pool);
    await queue.want(anna, Date.now());
    await vi.waitFor(() => expect(losses).toBe(1), SOON);
    await queue.want(anna, Date.now() + HOUR);
    await vi.waitFor(async () => {
      const rows = await world.sql.all('select key, locked_by from graphile_worker.jobs');
      expect(rows).toEqual([{ key: anna, locked_by: null }]);
    }, SOON);
    await stop();
    expect(job).toHaveBeenCalledTimes(1);
  });
});

describe('a bridge that looks for such jobs', () => {
  it('leaves alone what runs, however long, or is of another one', async () => {
    const [anna, bert, carl] = [await world.person('anna'), await world.person('bert'), await world.person('carl')];
    const one = await world.bridge('one');
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const ran: string[] = [];
    one.start(async (userId) => {
      ran.push(userId);
      if (userId === anna) await ended;
      return undefined;
    });
    await one.queue.want(anna, Date.now());
    await vi.waitFor(() => expect(ran).toEqual([anna]), SOON);
    const [own = ''] = await workers();
    await world.sql.run("update graphile_worker._private_jobs set locked_at = locked_at - interval '1 hour'");
    for (const userId of [bert, carl]) await one.queue.want(userId, Date.now() + HOUR);
    await give(carl, 'pool of another');
    // Which shows that it has looked.
    await give(bert, own);
    await vi.waitFor(() => expect(ran).toEqual([anna, bert]), SOON);
    expect(await holder(anna)).toEqual({ locked_by: own });
    expect(await holder(carl)).toEqual({ locked_by: 'pool of another' });
    end();
    await vi.waitFor(async () => expect(await holder(anna)).toBeUndefined(), SOON);
    expect(ran).toEqual([anna, bert]);
  });

  it('leaves alone what an answer may still bring, as long as it may', async () => {
    const [anna, bert] = [await world.person('anna'), await world.person('bert')];
    let arrive = () => {};
    const under = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    let answers = 0;
    const pool = answering(async (answer) => {
      answers += 1;
      if (answers === 1) await under;
      if (answers === 2) throw new Error('Query read timeout');
      return answer;
    });
    const get = vi.fn(world.sql.get);
    const { queue, job, stop } = await start({ ...world.sql, get }, pool);
    await queue.want(anna, Date.now());
    await vi.waitFor(() => expect(answers).toBe(1), SOON);
    get.mockClear();
    await queue.want(bert, Date.now());
    await vi.waitFor(() => expect(answers).toBe(2), SOON);
    // It has begun to look, and somebody else can ask much before it goes on.
    await vi.waitFor(() => expect(get.mock.calls.join()).toContain('clock_timestamp()::text'), SOON);
    for (let index = 0; index < 20; index++) await workers();
    expect(await queue.size()).toMatchObject({ waiting: 0, underWay: 2 });
    arrive();
    await vi.waitFor(() => expect(job).toHaveBeenCalledTimes(2), SOON);
    await stop();
    expect(await queue.size()).toMatchObject({ waiting: 0, underWay: 0 });
  });

  it('remembers its workers, and not all that there ever were', async () => {
    const one = await world.bridge('one');
    const many = Array.from({ length: 500 }, (_, index) => `old${index}`);
    await world.sql.run('update bridge set workers = $1', many);
    one.start(async () => undefined);
    await vi.waitFor(async () => expect((await workers()).at(-1)).not.toBe('old499'), SOON);
    const known = await workers();
    expect(known.length).toBeLessThan(100);
    expect(known).toContain('old499');
  });
});

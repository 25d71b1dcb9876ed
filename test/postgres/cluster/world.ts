import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../../../src/store/cluster.js';
import type { StoredAccount } from '../../../src/store/cluster-accounts.js';
import type { QueueWork } from '../../../src/store/cluster-queue.js';
import { createCluster } from '../../../src/store/postgres/cluster/index.js';
import { prepareQueue } from '../../../src/store/postgres/cluster/prepare-queue.js';
import { type Database, openDatabase } from '../../../src/store/postgres/database.js';
import { migrate } from '../../../src/store/postgres/migrate.js';
import { createOwnClaims, type OwnClaims } from '../../../src/store/postgres/own-claims.js';
import { startPostgres } from '../server.js';

/** One store with a person for each name, and bridges on it, each with connections of its own. */
export interface World {
  /** As one of the test sees it. */
  readonly sql: Database;
  bridge(id: string, options?: BridgeOptions): Promise<TestBridge>;
  /** An account, its person (user id `u-<name>`) and a login. */
  person(name: string): Promise<string>;
  /** The bridge has given no sign of life for so long; default: long enough to be dead. */
  silence(id: string, seconds?: number): Promise<void>;
  /** The person's next job: in how many milliseconds. */
  job(userId: string): Promise<{ readonly wait: number } | undefined>;
  close(): Promise<void>;
}

export interface BridgeOptions {
  /** How far its own clock is off, in milliseconds. */
  readonly off?: number;
}

export interface TestBridge extends Cluster {
  readonly id: string;
  readonly held: OwnClaims;
  /** Starts to work. The signal of what it gives back stops it. */
  start(job: QueueWork['job'], atOnce?: number): Working;
  clock(): number;
}

export interface Working {
  /** As a clean stop does. */
  stop(): Promise<void>;
  readonly troubles: readonly unknown[];
}

export const POLL = 20;
/** For what comes by itself, on a machine that is busy with other things. */
export const SOON = { timeout: 20_000, interval: 5 };

export interface WorldOptions {
  /** The port of a PgBouncer that all go through. */
  readonly pooler?: number;
  /** Of its database; default: C.UTF-8. */
  readonly locale?: 'C';
  /** A database on a server of the test's own. */
  readonly address?: string;
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { address, remove } = await databaseOf(options);
  const sql = openDatabase({ address });
  await migrate(sql);
  await prepareQueue(sql, sql.pool);
  const closing: (() => Promise<void>)[] = [];

  async function bridge(id: string, { off = 0 }: BridgeOptions = {}): Promise<TestBridge> {
    const database = openDatabase({ address });
    const held = createOwnClaims();
    const clock = () => Date.now() + off;
    const cluster = createCluster({ database, urgent: database, signs: database }, held, {
      ...{ clock, pollMilliseconds: POLL, pauseMilliseconds: 50, lookMilliseconds: 50 },
      sleep: (milliseconds, signal) => pause(milliseconds, undefined, signal && { signal }),
    });
    closing.push(() => database.close());
    await cluster.bridges.join({ id, host: 'here', pid: 1, version: '1' });
    return { ...cluster, id, held, clock, start: (job, atOnce = 2) => start(cluster, id, job, atOnce) };
  }

  function start(cluster: Cluster, id: string, job: QueueWork['job'], atOnce: number): Working {
    const stop = new AbortController();
    const troubles: unknown[] = [];
    const onTrouble = (error: unknown) => void troubles.push(error);
    const ended = cluster.queue.work({ bridge: id, atOnce, job, onTrouble, signal: stop.signal });
    ended.catch(onTrouble);
    const working = {
      troubles,
      async stop() {
        stop.abort();
        await ended.catch(() => {});
      },
    };
    closing.unshift(working.stop);
    return working;
  }

  async function person(name: string): Promise<string> {
    const userId = `u-${name}`;
    await sql.run(
      'insert into account (name, display_name, units, ignore_attributions, intraday, from_file, added) values ($1, $1, $2, $3, true, false, true) on conflict do nothing',
      ...[name, 'metric', '[]'],
    );
    await sql.run('insert into person (user_id, name) values ($1, $2)', userId, name);
    await sql.run(
      `insert into login (person, access_token, refresh_token, expires_at, scope)
       select id, 'a', 'r', 0, '' from person where user_id = $1`,
      userId,
    );
    return userId;
  }

  return {
    sql,
    bridge,
    person,
    async silence(id, seconds = 13) {
      await sql.run('update signs set last_at = clock_timestamp()');
      const past =
        "beaten_at = clock_timestamp() - $2 * interval '1 s', passed = (select passed from signs) - $2 * 1000";
      await sql.run(`update bridge set ${past} where id = $1`, id, seconds);
    },
    async job(userId) {
      const row = await sql.get(
        'select (extract(epoch from run_at - clock_timestamp()) * 1000)::float8 as wait from graphile_worker.jobs where key = $1',
        userId,
      );
      return row && { wait: Number(row.wait) };
    },
    async close() {
      for (const close of closing) await close();
      await sql.close();
      await remove();
    },
  };
}

async function databaseOf({ pooler, locale, address: own }: WorldOptions) {
  if (own !== undefined) return { address: own, remove: async () => {} };
  const { address, port, remove } = await startPostgres(locale);
  return { address: pooler === undefined ? address : address.replace(`:${port}/`, `:${pooler}/`), remove };
}

/** For a job that waits until it is let go. */
export function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

export function account(name: string, rest: Partial<StoredAccount> = {}): StoredAccount {
  return { name, displayName: name, units: 'metric', ignoreAttributions: [], intraday: true, ...rest };
}

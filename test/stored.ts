import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { PAST_FEEDS } from '../src/feeds/index.js';
import type { PersonState } from '../src/store/person-state.js';
import { FILE_NAME } from '../src/store/sqlite/database.js';
import { openSqliteStore } from '../src/store/sqlite/index.js';
import type { SettingKey, Store } from '../src/store/store.js';
import type { Tokens } from '../src/withings/tokens.js';

/** Opens the store of a data folder for a moment, also beside a bridge that runs. */
export async function withStore<T>(dataDir: string, work: (store: Store) => Promise<T>): Promise<T> {
  const onDamaged = (reason: string) => {
    throw new Error(`the store is damaged: ${reason}`);
  };
  const store = openSqliteStore({ dataDir, onDamaged, clock: Date.now, sleep: (milliseconds) => sleep(milliseconds) });
  try {
    return await work(store);
  } finally {
    await store.close();
    await letGo();
  }
}

/**
 * The library holds the files of a store that is closed until what belongs to it is cleared from memory, and SQLite takes
 * the log away at the end: where a test must not touch what a crash has left, it runs with `--expose-gc`.
 */
async function letGo(): Promise<void> {
  globalThis.gc?.();
  await new Promise((resolve) => setImmediate(resolve));
}

/** Whether the bridge has read all of an account's past. */
export async function isArchived(dataDir: string, account = 'anna'): Promise<boolean> {
  const { feeds } = await stateOf(dataDir, account);
  return PAST_FEEDS.every(({ name, past }) => {
    const { past: known, refused } = feeds[name] ?? {};
    return refused || (known?.complete && known.from <= past.since);
  });
}

/** A month goes by since the bridge has begun to read the past of a feed: it is read again. */
export function agePast(dataDir: string, feed: string): void {
  const database = new Database(join(dataDir, FILE_NAME));
  const aged = "json_set(body, '$.past.begun', 0, '$.past.from', '9999-01-01')";
  database.prepare(`update feed set body = ${aged} where feed = ? and body ->> '$.past' is not null`).run(feed);
  database.close();
}

/** Where a table begins in the file, in pages from 1. */
export function rootPage(path: string, table: string): number {
  const database = new Database(path);
  const row = database.prepare('select rootpage from sqlite_schema where name = ?').get(table) as { rootpage: number };
  database.pragma('wal_checkpoint(truncate)');
  database.close();
  return row.rootpage;
}

/** Opens a copy of the store: what a crash has left stays as it is, for whoever starts next. */
export async function withCopy<T>(dataDir: string, work: (store: Store, path: string) => Promise<T>): Promise<T> {
  const copy = await mkdtemp(join(tmpdir(), 'withings2mqtt-copy-'));
  try {
    for (const end of ['', '-wal', '-journal']) {
      await copyFile(join(dataDir, FILE_NAME + end), join(copy, FILE_NAME + end)).catch(() => {});
    }
    return await withStore(copy, (store) => work(store, join(copy, FILE_NAME)));
  } finally {
    await rm(copy, { recursive: true });
  }
}

/** Keeps a login under a name, as `auth` does. */
export function keepLogin(dataDir: string, name: string, tokens: Tokens): Promise<void> {
  return withStore(dataDir, async ({ people, logins }) => {
    await people.put(tokens.userId, name);
    await logins.save(tokens.userId, tokens);
  });
}

/** The login under a name; undefined without one. */
export function loginOf(dataDir: string, name: string): Promise<Tokens | undefined> {
  return withStore(dataDir, async ({ people, logins }) => {
    const person = (await people.list()).find((one) => one.name === name);
    return person && logins.of(person.userId);
  });
}

/** What is kept of the person with a name. @throws Error when there is none */
export function stateOf(dataDir: string, name: string): Promise<PersonState> {
  return withStore(dataDir, async ({ people, states }) => {
    const person = (await people.list()).find((one) => one.name === name);
    if (!person) throw new Error(`nobody is called ${name} in ${dataDir}`);
    return states.load(person.userId);
  });
}

/** A value of the bridge itself. */
export function settingOf(dataDir: string, key: SettingKey): Promise<string | undefined> {
  return withStore(dataDir, ({ settings }) => settings.get(key));
}

/** All rows of each table, as they lie there, by the table's name. */
export function tablesOf(dataDir: string): Record<string, readonly Record<string, unknown>[]> {
  const database = new Database(join(dataDir, FILE_NAME), { timeout: 10_000 });
  try {
    const tables = database.prepare("select name from sqlite_schema where type = 'table'").all() as { name: string }[];
    return Object.fromEntries(
      tables.map(({ name }) => [name, database.prepare(`select * from ${name}`).all() as Record<string, unknown>[]]),
    );
  } finally {
    database.close();
  }
}

/** The logins under these names, of those that have one. */
export async function loginsOf(
  dataDir: string,
  names: readonly string[] = ['anna', 'ben'],
): Promise<readonly Tokens[]> {
  const logins = await Promise.all(names.map((name) => loginOf(dataDir, name)));
  return logins.filter((login) => login !== undefined);
}

/** A login as the simulated cloud answers it. */
export interface LoginReply {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
}

export function tokensOf(userid: number, reply: LoginReply, expiresAt: number): Tokens {
  const { access_token: accessToken, refresh_token: refreshToken, scope } = reply;
  return { userId: String(userid), accessToken, refreshToken, scope, expiresAt };
}

/** A state after it has been stored and read again, by the store itself. */
export async function afterRestart(dataDir: string, state: PersonState): Promise<PersonState> {
  const userId = '7001';
  await withStore(dataDir, async ({ people, states, lease }) => {
    await lease.acquire({ host: 'test', pid: 1, since: 0 });
    await people.put(userId, 'anna');
    await states.commit(userId, await states.load(userId), state);
  });
  return withStore(dataDir, ({ states }) => states.load(userId));
}

/** The metrics of which something is noted about their statistics in Home Assistant, of all people. */
export function notedStatistics(dataDir: string): Promise<readonly string[]> {
  return withStore(dataDir, async ({ people, statistics }) => {
    const spans = await Promise.all((await people.list()).map(({ userId }) => statistics.spans(userId)));
    return spans.flatMap((of) => [...of.keys()]);
  });
}

/** Takes the notes about Home Assistant's statistics away: as if none had ever been written. */
export function forgetStatistics(dataDir: string): void {
  const database = new Database(join(dataDir, FILE_NAME), { timeout: 10_000 });
  database.exec("delete from statistic; delete from note where key = 'statistics_due'");
  database.close();
}

/** As the bridge keeps it, for a test without one that runs. @throws LeaseHeldError beside one */
export function keepState(dataDir: string, name: string, state: PersonState): Promise<void> {
  return withStore(dataDir, async ({ people, states, lease }) => {
    const person = (await people.list()).find((one) => one.name === name);
    if (!person) throw new Error(`nobody is called ${name} in ${dataDir}`);
    await lease.acquire({ host: 'test', pid: process.pid, since: Date.now() });
    await states.commit(person.userId, await states.load(person.userId), state);
  });
}

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FILE_NAME } from '../../../src/store/sqlite/database.js';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';

const OWNER = { host: 'box', pid: 1, since: 0 };
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'turn-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** What lies in the folder while somebody refreshes a login, in another folder, as if they had died then. */
async function diesInRefresh(withLease: boolean) {
  const alive = open('alive', async () => {});
  if (withLease) await alive.lease.acquire(OWNER);
  await alive.people.put('7', 'anna');
  await alive.logins.exclusively('7', async () => {
    cpSync(join(dir, 'alive'), join(dir, 'dead'), { recursive: true });
  });
  await alive.close();
}

function open(name: string, sleep: () => Promise<void>, now = 1000) {
  return openSqliteStore({ dataDir: join(dir, name), onDamaged: () => {}, clock: () => now, sleep });
}

it('one that began while another process waited for the file does not come from the future', async () => {
  const first = open('both', async () => {}, 3000);
  await first.people.put('7', 'anna');
  const other = open('both', () => Promise.reject(new Error('it waits')), 1000);

  await first.logins.exclusively('7', async () => {
    await expect(other.logins.exclusively('7', async () => 'refreshed')).rejects.toThrow('it waits');
  });
  await first.close();
  await other.close();
});

it('one of a clock that was set back since keeps nobody for longer', async () => {
  const first = open('both', async () => {}, 3_600_000);
  await first.people.put('7', 'anna');
  const other = open('both', () => Promise.reject(new Error('it waits')), 1000);

  await first.logins.exclusively('7', async () => {
    expect(await other.logins.exclusively('7', async () => 'refreshed')).toBe('refreshed');
  });
  await first.close();
  await other.close();
});

it('whoever has stood still for longer than it lasts knows that it is over', async () => {
  let now = 1000;
  const tools = { dataDir: join(dir, 'still'), onDamaged: () => {}, clock: () => now };
  const first = openSqliteStore({ ...tools, sleep: async () => {} });
  await first.people.put('7', 'anna');
  const other = openSqliteStore({ ...tools, sleep: () => Promise.reject(new Error('it waits')) });

  await first.logins.exclusively('7', async (_, hold) => {
    now += 59_000;
    expect(hold?.isLost()).toBe(false);
    now += 1000;
    expect(hold?.isLost()).toBe(true);
  });
  await first.logins.exclusively('7', async (_, hold) => {
    now -= 3_600_000;
    expect(hold?.isLost()).toBe(false);
    await other.logins.exclusively('7', async () => {});
    expect(hold?.isLost()).toBe(true);
  });
  await first.close();
  await other.close();
});

it('a bridge that died in a refresh keeps the next one from nothing', async () => {
  await diesInRefresh(true);
  const next = open('dead', () => Promise.reject(new Error('it waits')));

  await next.lease.acquire(OWNER);
  expect(await next.logins.exclusively('7', async () => 'refreshed')).toBe('refreshed');
  await next.close();
});

it('anybody else who seems to be in a refresh may still be', async () => {
  await diesInRefresh(false);
  const next = open('dead', () => Promise.reject(new Error('it waits')));

  await next.lease.acquire(OWNER);
  await expect(next.logins.exclusively('7', async () => 'refreshed')).rejects.toThrow('it waits');
  await next.close();
});

it('one that could not be ended on a full disk keeps its own process from nothing', async () => {
  const store = open('full', () => Promise.reject(new Error('it waits')));
  await store.people.put('7', 'anna');
  const database = new Database(join(dir, 'full', FILE_NAME));

  await store.logins.exclusively('7', async () => {
    database.exec("create trigger full before delete on login_turn begin select raise(fail, 'full'); end");
  });
  expect(await store.logins.exclusively('7', async () => 'again')).toBe('again');
  await store.close();
  database.close();
});

it('two at once in one process take turns', async () => {
  const order: string[] = [];
  const store = open('two', async () => {
    order.push('waits');
    finish();
    await first;
  });
  await store.people.put('7', 'anna');
  let finish = () => {};
  const writing = new Promise<void>((resolve) => {
    finish = resolve;
  });

  const first = store.logins.exclusively('7', async () => {
    await writing;
    order.push('first');
  });
  await store.logins.exclusively('7', async () => void order.push('second'));
  expect(order).toEqual(['waits', 'first', 'second']);
  await store.close();
});

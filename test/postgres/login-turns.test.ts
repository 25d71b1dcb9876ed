import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/postgres/database.js';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { createLoginRows } from '../../src/store/postgres/login-rows.js';
import { createLoginTurns } from '../../src/store/postgres/login-turns.js';
import type { Store } from '../../src/store/store.js';
import { startPostgres, type TestDatabase } from './server.js';

const LOGIN = { userId: '7', accessToken: 'access', refreshToken: 'refresh', expiresAt: 5, scope: 'user.metrics' };
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const NEXT = { ...LOGIN, accessToken: 'access2', refreshToken: 'refresh2', expiresAt: 9 };

describe('the turn of a login', () => {
  let place: TestDatabase;
  let store: Store;
  let waits: number[];
  const opened: Store[] = [];
  const open = async () => {
    const sleep = async (milliseconds: number) => void waits.push(milliseconds);
    const one = await openPostgresStore({ address: place.address, sleep });
    opened.push(one);
    return one;
  };
  /** What the server does with a process that stands still, at once. */
  const breakConnections = (which = "state = 'idle in transaction'") =>
    place.admin(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = '${place.name}' and pid <> pg_backend_pid() and ${which}`);
  beforeEach(async () => {
    waits = [];
    place = await startPostgres();
    store = await open();
    await store.people.put('7', 'anna');
    await store.logins.save('7', LOGIN);
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    await place.remove();
  });

  it('that is lost while Withings is asked does not lose what Withings has answered', async () => {
    await store.logins.exclusively('7', async () => {
      await breakConnections();
      await store.logins.save('7', NEXT);
    });
    expect(await store.logins.of('7')).toEqual(NEXT);
  });

  it('says when it is lost, so that nothing more is asked for it', async () => {
    await store.logins.exclusively('7', async (_, hold) => {
      expect([hold?.lost?.aborted, hold?.isLost()]).toEqual([false, false]);
      await breakConnections();
      await expect.poll(() => hold?.lost?.aborted).toBe(true);
      expect(hold?.isLost()).toBe(true);
    });
  });

  it('has its whole time once it has come to it, however long it has waited', async () => {
    const [first, second] = [openDatabase({ address: place.address }), openDatabase({ address: place.address })];
    const turnsOf = (database: typeof first, held: number) =>
      createLoginTurns(database, createLoginRows(place.name, undefined), held);
    let waiting: Promise<boolean> | undefined;
    await turnsOf(first, 300).take(1, '7', async ({ lost }) => {
      waiting = turnsOf(second, 100).take(1, '7', async (turn) => turn.lost.aborted);
      await new Promise((resolve) => lost.addEventListener('abort', resolve));
    });

    expect(await waiting).toBe(false);
    await Promise.all([first.close(), second.close()]);
  });

  it('takes itself for lost before the database does', async () => {
    const database = openDatabase({ address: place.address });
    const turns = createLoginTurns(database, createLoginRows(place.name, undefined), 50);
    await turns.take(1, '7', async ({ lost, isLost }) => {
      await new Promise(setImmediate);
      collectGarbage();
      await new Promise((resolve) => lost.addEventListener('abort', resolve));
      expect(isLost()).toBe(true);
      // It still holds the row.
      const own = `database = (select oid from pg_database where datname = '${place.name}')`;
      expect(
        (await place.admin(`select from pg_locks where locktype = 'advisory' and ${own}`)).rowCount,
      ).toBeGreaterThan(0);
    });
    await database.close();
  });

  it('that is lost for a while keeps asking', async () => {
    await store.logins.exclusively('7', async () => {
      await place.admin(`alter database ${place.name} connection limit 0`);
      await breakConnections('true');
      await store.logins.save('7', NEXT).catch(() => {});
    });
    expect(waits.slice(0, 3)).toEqual([0, 500, 1000]);
  });

  it('that was lost to somebody who has refreshed later gives way', async () => {
    const other = await open();
    await store.logins.exclusively('7', async () => {
      await breakConnections();
      await other.logins.exclusively('7', () =>
        other.logins.save('7', { ...NEXT, refreshToken: 'later', expiresAt: 10 }),
      );
      await expect(store.logins.save('7', NEXT)).rejects.toThrow('another process has refreshed this login later');
    });
    expect((await store.logins.of('7'))?.refreshToken).toBe('later');
  });

  it('keeps off whoever saves without it', async () => {
    const other = await open();
    const order: string[] = [];
    await store.logins.exclusively('7', async () => {
      const saving = other.logins.save('7', { ...LOGIN, refreshToken: 'by hand' }).then(() => order.push('by hand'));
      await expect.poll(async () => (await place.admin(WAITING)).rowCount).toBe(1);
      await store.logins.save('7', NEXT);
      order.unshift('refreshed');
      await saving;
    });
    expect(order).toEqual(['refreshed', 'by hand']);
    expect((await store.logins.of('7'))?.refreshToken).toBe('by hand');
  });

  it('is for many people at a time, more than there are connections', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => String(100 + index));
    for (const id of ids) await store.people.put(id, `p${id}`);
    let atOnce = 0;
    let most = 0;
    await Promise.all(
      ids.map((id) =>
        store.logins.exclusively(id, async () => {
          most = Math.max(most, ++atOnce);
          await store.logins.renew(id, { ...LOGIN, userId: id });
          atOnce--;
        }),
      ),
    );
    expect(most).toBeGreaterThan(1);
    expect((await store.logins.of('129'))?.userId).toBe('129');
  });
});

const WAITING = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

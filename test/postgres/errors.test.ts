import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SIGN_TIMES } from '../../src/cluster/membership.js';
import { openDatabase } from '../../src/store/postgres/database.js';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { startPostgres, type TestDatabase } from './server.js';

describe('a store that cannot be used says why, and what to do', () => {
  let place: TestDatabase;
  beforeEach(async () => {
    place = await startPostgres();
  });
  afterEach(() => place.remove());

  async function said(address: string, password?: string): Promise<string> {
    try {
      const store = await openPostgresStore({ address, password, sleep: (ms) => sleep(ms) });
      await store.close();
      return 'nothing';
    } catch (error) {
      const text = String(error);
      expect(text).not.toContain('secret');
      expect(text).toContain('StoreError');
      return text;
    }
  }

  it('where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await new Promise((resolve) => server.close(resolve));
    expect(await said(`postgres://bridge:secret@127.0.0.1:${port}/a`)).toMatch(
      /cannot use postgres:\/\/127\.0\.0\.1:\d+\/a: it cannot be reached; check the address.* \(ECONNREFUSED\)/,
    );
  });

  it('where somebody listens who never answers', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const database = openDatabase({ address: `postgres://b@127.0.0.1:${port}/a`, patienceMilliseconds: 300 });
    await expect(database.get('select')).rejects.toThrow(
      /cannot use .*(no connection came free|the connection was lost)/,
    );
    await database.close();
    server.close();
  });

  it('where the name leads nowhere', async () => {
    expect(await said('postgres://bridge:secret@nowhere.invalid/a')).toContain(
      'it cannot be reached; check the address',
    );
    expect(await said('postgres://bridge:secret@/a?host=/nowhere')).toContain(
      'cannot use postgres:///a?host=/nowhere: it cannot be reached',
    );
  });

  it('where the password is wrong, or missing', async () => {
    const wrong = place.address.replace(':secret@', ':another@');
    expect(await said(wrong)).toContain('the user or the password is wrong, or may not come in from here');
    expect(await said(place.address.replace(':secret@', '@'))).toContain('the user or the password is wrong');
    expect(await said(wrong, 'secret')).toBe('nothing');
  });

  it('where there is no such database', async () => {
    expect(await said(`${place.address}_gone`)).toContain('there is no such database; make it: createdb (3D000)');
  });

  it('where it may only read', async () => {
    await place.admin(`alter database ${place.name} set default_transaction_read_only = on`);
    expect(await said(place.address)).toContain('it is read-only, as a standby is; give the address of the primary');
  });

  it('where it may make no tables', async () => {
    await place.admin('alter schema public owner to postgres; revoke all on schema public from public');
    expect(await said(place.address)).toContain('this user may not do that there');
  });

  it('where the server speaks no TLS, or a certificate is not there', async () => {
    expect(await said(`${place.address}?sslmode=require`)).toContain('it does not speak TLS');
    expect(await said(`${place.address}?sslrootcert=/nowhere/ca.pem`)).toContain(
      'a file that the address names (sslrootcert, sslcert, sslkey) cannot be read',
    );
  });

  it('where too many are connected', async () => {
    await place.admin(`alter database ${place.name} connection limit 0`);
    expect(await said(place.address)).toContain('it has no connection left');
  });

  it('where it goes away in between, and comes back to it', async () => {
    const database = openDatabase({ address: place.address });
    const open = await database.begin();
    await place.admin(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${place.name}' and pid <> pg_backend_pid()`,
    );
    await expect(open.get('select 1 as one')).rejects.toThrow(
      /the server is starting or stopping|the connection was lost/,
    );
    await open.rollback();
    expect(await database.get('select 1 as one')).toEqual({ one: 1 });
    await database.close();
  });

  it('where this process has stood still in a transaction, whose locks are free then', async () => {
    const [database, other] = [openDatabase({ address: place.address }), openDatabase({ address: place.address })];
    await database.run('create table a (x integer); insert into a values (1)');
    const open = await database.begin();
    expect(await open.get('show idle_in_transaction_session_timeout')).toEqual({
      idle_in_transaction_session_timeout: '11s',
    });
    await open.run('update a set x = 2; set local idle_in_transaction_session_timeout = 50');
    expect(await other.run('update a set x = 3')).toBe(1);
    await expect(open.commit()).rejects.toThrow(
      /stood still for too long within a transaction|the connection was lost/,
    );
    await open.rollback();
    expect(await other.get('select x from a')).toEqual({ x: 3 });
    await Promise.all([database.close(), other.close()]);
  });

  it('so early that nobody waits for one that is taken for dead meanwhile, where the database alone was asked', async () => {
    const database = openDatabase({ address: place.address });
    const seconds = await database.transaction((sql) =>
      sql.get("select extract(epoch from current_setting('idle_in_transaction_session_timeout')::interval) as idle"),
    );
    expect(Number(seconds?.idle) * 1000).toBeLessThan(SIGN_TIMES.dead / 2);
    await database.close();
  });

  it('where a statement takes too long', async () => {
    const database = openDatabase({ address: place.address });
    await expect(
      database.transaction(async (sql) => {
        await sql.run('set local statement_timeout = 50');
        await sql.run('select pg_sleep(10)');
      }),
    ).rejects.toThrow('it has not answered in time (57014)');
    await database.close();
  });
});

import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { PASSWORD, startServer, USER } from '../postgres/own-server.js';
import { startPgBouncer } from './pgbouncer.js';

it('PgBouncer hands each transaction to whatever connection is free, also after the database was away', async () => {
  const server = await startServer();
  onTestFinished(() => server.remove());
  const { pathname } = new URL(await server.newDatabase());
  const database = { host: '127.0.0.1', port: server.port, user: USER, password: PASSWORD };
  const { port } = await startPgBouncer({ hosts: ['127.0.0.1'], database });
  const pool = new pg.Pool({ connectionString: `postgres://${USER}@127.0.0.1:${port}${pathname}`, max: 5 });
  pool.on('error', () => {});
  onTestFinished(() => pool.end());
  const backend = async () => (await pool.query('select pg_backend_pid() as pid, current_user as name')).rows[0];
  // Both stay connected; each in its turn has the one connection behind, which one session alone would keep.
  const [first, second] = [await pool.connect(), await pool.connect()];
  const pids = [];
  for (const client of [first, second]) {
    const { rows } = await client.query('select pg_backend_pid() as pid');
    pids.push(rows[0].pid);
  }
  expect(pids[0]).toBe(pids[1]);
  for (const client of [first, second]) client.release();
  expect((await backend()).name).toBe(USER);

  await server.stop('SIGQUIT');
  await server.start();

  await expect
    .poll(
      () =>
        backend().then(
          () => 'there',
          () => 'away',
        ),
      { timeout: 20_000 },
    )
    .toBe('there');
});

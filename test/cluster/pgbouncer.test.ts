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
  const [first, second] = [await pool.connect(), await pool.connect()];
  const seen = [first, second].map((client) => client.query('select pg_backend_pid() as pid'));
  for (const client of [first, second]) client.release();
  const pids = (await Promise.all(seen)).map(({ rows }) => rows[0].pid);
  expect((await backend()).name).toBe(USER);
  expect(pids).toContain((await backend()).pid);

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

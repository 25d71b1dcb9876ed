import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { PASSWORD, USER } from './own-server.js';

/** A new and empty database on the server of the run. */
export interface TestDatabase {
  /** Of its owner, who is no superuser. */
  readonly address: string;
  readonly port: number;
  readonly name: string;
  /** Runs statements as the superuser. */
  admin(sql: string): Promise<pg.QueryResult>;
  /** Takes it away, whoever is still connected. */
  remove(): Promise<void>;
}

/** @param locale of the database; default: C.UTF-8 */
export async function startPostgres(locale?: 'C'): Promise<TestDatabase> {
  const { port, folder } = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const run = async (sql: string, database: string) => {
    const client = new pg.Client({ host: folder, port, user: 'postgres', database });
    await client.connect();
    return client.query(sql).finally(() => client.end());
  };
  const own = locale && ` template template0 lc_collate '${locale}' lc_ctype '${locale}'`;
  await run(`create database ${name} owner ${USER}${own ?? ''}`, 'postgres');
  return {
    address: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/${name}`,
    port,
    name,
    admin: (sql) => run(sql, name),
    remove: async () => void (await run(`drop database if exists ${name} with (force)`, 'postgres')),
  };
}

import type { Pool } from 'pg';
import { LOCKS } from '../locks.js';
import { asStoreError } from '../postgres-errors.js';
import type { Postgres } from '../queries.js';
import { workerOptions } from './worker-options.js';

/** The tables of graphile-worker, of the version that is installed; of several processes one makes them. @throws StoreError */
export async function prepareQueue(postgres: Postgres, pool: Pool, debug?: (message: string) => void): Promise<void> {
  const { runMigrations } = await import('graphile-worker');
  try {
    await runMigrations({ pgPool: pool, ...(await workerOptions(debug)) });
  } catch (error) {
    throw asStoreError(postgres.place, error);
  }
  await indexByTime(postgres);
}

/**
 * Its own index begins with a priority that it does not ask for, so that each look reads all jobs there are: 50 ms of
 * 100,000. By the time alone it is 0.1 ms, however many wait.
 */
async function indexByTime(postgres: Postgres): Promise<void> {
  if ((await postgres.get(THERE))?.there === true) return;
  await postgres.transaction(async (sql) => {
    await sql.run('select pg_advisory_xact_lock($1)', LOCKS.schema);
    await sql.run(
      'create index if not exists withings_jobs_by_time on graphile_worker._private_jobs (run_at) where is_available',
    );
  });
}

const THERE = "select to_regclass('graphile_worker.withings_jobs_by_time') is not null as there";

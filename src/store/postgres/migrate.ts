import { NewerStoreError, StoreError } from '../errors.js';
import { LOCKS } from './locks.js';
import type { Postgres, Queries } from './queries.js';
import { STEPS } from './schema.js';

const OLDEST_SERVER = 130_000;

/**
 * Brings an older version of the store up to this one, each step and its number in one transaction; of several processes
 * that begin at the same time one does it, and the others wait.
 *
 * @param steps default: those of this version
 * @throws NewerStoreError, StoreError for a server that is too old, or a standby
 */
export async function migrate(postgres: Postgres, steps: readonly string[] = STEPS): Promise<void> {
  const { place } = postgres;
  await checkServer(postgres);
  const found = await versionOf(postgres);
  refuseNewer(place, found, steps);
  for (let done = found; done < steps.length; ) done = await postgres.transaction((sql) => next(sql, place, steps));
}

/** @param steps default: those of this version @throws NewerStoreError */
export function refuseNewer(place: string, version: number, steps: readonly string[] = STEPS): void {
  if (version > steps.length) throw new NewerStoreError(place, version, steps.length);
}

async function checkServer(postgres: Postgres): Promise<void> {
  const row = await postgres.get(
    "select current_setting('server_version_num')::integer as number, current_setting('server_version') as version, pg_is_in_recovery() as standby",
  );
  if (Number(row?.number) < OLDEST_SERVER) {
    throw new StoreError(
      `cannot use ${postgres.place}: the server is PostgreSQL ${row?.version}, and 13 is wanted at least; upgrade it`,
    );
  }
  if (row?.standby === true) {
    throw new StoreError(`cannot use ${postgres.place}: it is a standby; give the address of the primary`);
  }
}

/** @returns the version that is there now */
async function next(sql: Queries, place: string, steps: readonly string[]): Promise<number> {
  await sql.run('select pg_advisory_xact_lock($1)', LOCKS.schema);
  // Another process may have done it while this one waited for its turn.
  const version = await versionOf(sql);
  refuseNewer(place, version, steps);
  const step = steps[version];
  if (step === undefined) return version;
  await sql.run(step);
  if (version === 0) {
    await sql.run('create table if not exists schema_version (version integer not null)');
    await sql.run('insert into schema_version select 0 where not exists (select from schema_version)');
  }
  await sql.run('update schema_version set version = $1', version + 1);
  return version + 1;
}

async function versionOf(sql: Queries): Promise<number> {
  // Not by `to_regclass`, which within a transaction may go on to say no, though another process has made it meanwhile.
  const there = await sql.get("select from pg_class where relname = 'schema_version' and pg_table_is_visible(oid)");
  if (!there) return 0;
  return Number((await sql.get('select version from schema_version'))?.version ?? 0);
}

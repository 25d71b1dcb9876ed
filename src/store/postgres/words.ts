import { LOCKS } from './locks.js';
import type { Queries } from './queries.js';

/** The numbers of metrics by their keys; those that are new are made. Within a transaction. */
export async function metricNumbers(sql: Queries, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const find = async () => {
    const rows = await sql.all('select id, key from metric where key = any($1)', keys);
    return new Map(rows.map(({ id, key }) => [String(key), Number(id)]));
  };
  const found = await find();
  if (found.size === keys.length) return found;
  // Two that make the same ones in another order would wait for each other.
  await sql.run('select pg_advisory_xact_lock($1)', LOCKS.metrics);
  await sql.run('insert into metric (key) select unnest($1::text[]) on conflict (key) do nothing', keys);
  return find();
}

/** The numbers of what many readings of a person have in common, by its text; those that are new are made. */
export async function originNumbers(
  sql: Queries,
  person: number,
  bodies: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const find = async () => {
    const rows = await sql.all(FIND_ORIGINS, person, bodies);
    return new Map(rows.map(({ id, body }) => [String(body), Number(id)]));
  };
  const found = await find();
  if (found.size === bodies.length) return found;
  await sql.run(MAKE_ORIGINS, person, bodies);
  return find();
}

const FIND_ORIGINS = `select id, body from origin
  where person = $1 and md5(body) in (select md5(one) from unnest($2::text[]) as one)`;
const MAKE_ORIGINS = `insert into origin (person, body) select $1, unnest($2::text[])
  on conflict (person, md5(body)) do nothing`;

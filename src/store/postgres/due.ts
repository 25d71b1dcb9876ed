import type { Due } from '../store.js';
import { dueSince } from '../stored-rows.js';
import type { Queries } from './queries.js';

/** Since when the statistics of a person are to be written. */
export async function readDue(sql: Queries, person: number): Promise<Due | undefined> {
  const row = await sql.get('select since, mark from due where person = $1', person);
  return row && { since: String(row.since), mark: Number(row.mark) };
}

/** @param since undefined takes the note away */
export async function writeDue(sql: Queries, person: number, since: string | undefined): Promise<void> {
  if (since === undefined) await sql.run('delete from due where person = $1', person);
  else await sql.run(PUT, person, since);
}

/** Writes it only where the mark is still this one. */
export async function settleDue(sql: Queries, person: number, since: string, mark: number): Promise<void> {
  await sql.run(`update due set since = $2, ${NEXT_MARK} where person = $1 and mark = $3`, person, since, mark);
}

/**
 * Makes the statistics due since a time, seconds since 1970. Where nobody has said that they are wanted, it changes
 * nothing.
 *
 * @returns whether they are wanted
 */
export async function makeDue(sql: Queries, person: number, time: number): Promise<boolean> {
  return (
    (await sql.run(`update due set since = least(since, $2), ${NEXT_MARK} where person = $1`, person, dueSince(time))) >
    0
  );
}

const NEXT_MARK = "mark = nextval('due_mark')";
const PUT = `insert into due (person, since) values ($1, $2)
  on conflict (person) do update set since = excluded.since, ${NEXT_MARK}`;

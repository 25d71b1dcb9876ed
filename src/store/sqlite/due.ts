import type { Due } from '../store.js';
import { dueSince } from '../stored-rows.js';
import type { Sqlite } from './database.js';

/** Since when the statistics of a person are to be written: a day and a number that grows, as `2026-01-31 7`. */
export function readDue(sqlite: Sqlite, person: number): Due | undefined {
  const body = sqlite.get("select body from note where person = ? and key = 'statistics_due'", person)?.body;
  if (body === undefined) return undefined;
  const [since = '', mark = '0'] = String(body).split(' ');
  return { since, mark: Number(mark) };
}

/** To be called in a transaction. @param since undefined takes the note away */
export function writeDue(sqlite: Sqlite, person: number, since: string | undefined): void {
  const mark = (readDue(sqlite, person)?.mark ?? 0) + 1;
  if (since === undefined) sqlite.run("delete from note where person = ? and key = 'statistics_due'", person);
  else sqlite.run("insert or replace into note values (?, 'statistics_due', ?)", person, `${since} ${mark}`);
}

/**
 * Makes the statistics due since a time, seconds since 1970. Where nobody has said that they are wanted, it changes
 * nothing. To be called in a transaction.
 *
 * @returns whether they are wanted
 */
export function makeDue(sqlite: Sqlite, person: number, time: number): boolean {
  const known = readDue(sqlite, person);
  if (known === undefined) return false;
  writeDue(sqlite, person, [dueSince(time), known.since].sort()[0]);
  return true;
}

import { NameTakenError, UnknownPersonError } from '../errors.js';
import type { People, SettingKey } from '../store.js';
import { toPerson } from '../stored-rows.js';
import type { ChangeNotes } from './change-notes.js';
import type { OwnClaims } from './own-claims.js';
import { isDuplicate } from './postgres-errors.js';
import type { Postgres, Queries } from './queries.js';

export function createPeople(postgres: Postgres, changes: ChangeNotes, claims: OwnClaims): People {
  const write = (work: (sql: Queries) => Promise<unknown>) =>
    postgres.transaction(async (sql) => {
      await work(sql);
      await changes.note(sql);
    });
  return {
    async list() {
      return (await postgres.all('select user_id, name from person order by id')).map(toPerson);
    },
    async get(userId) {
      const row = await postgres.get('select user_id, name from person where user_id = $1', userId);
      return row && toPerson(row);
    },
    async put(userId, name) {
      await write((sql) => sql.run(PUT, userId, name)).catch(async (error) => {
        if (!isDuplicate(error)) throw error;
        const taken = await postgres.get('select user_id from person where name = $1 and user_id <> $2', name, userId);
        throw taken ? new NameTakenError(name, String(taken.user_id)) : error;
      });
    },
    async unname(name) {
      await write((sql) => sql.run('update person set name = null where name = $1', name));
    },
    async identify(provisional, userId) {
      await write(async (sql) => {
        await sql.run('update person set user_id = $2 where user_id = $1', provisional, userId);
        await sql.run('update announced set user_id = $2 where user_id = $1', provisional, userId);
        await sql.get('select rename_job($1, $2)', provisional, userId);
      });
      claims.rename(provisional, userId);
    },
    async remove(userId) {
      await write(async (sql) => {
        await sql.run('delete from person where user_id = $1', userId);
        await sql.run('delete from setting where key = $1', `calendar_secret/${userId}` satisfies SettingKey);
      });
    },
  };
}

// The index says whether the name is free, also to two who want it at once.
const PUT = `insert into person (user_id, name) values ($1, $2)
  on conflict (user_id) do update set name = excluded.name where person.name is distinct from excluded.name`;

/** The number by which the tables know a person. @throws UnknownPersonError when nobody is known by this id */
export async function personNumber(sql: Queries, userId: string): Promise<number> {
  const row = await sql.get('select id from person where user_id = $1', userId);
  if (!row) throw new UnknownPersonError(userId);
  return Number(row.id);
}

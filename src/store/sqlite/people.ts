import { NameTakenError, UnknownPersonError } from '../errors.js';
import type { People, SettingKey } from '../store.js';
import { toPerson } from '../stored-rows.js';
import type { Sqlite } from './database.js';

export function createPeople(sqlite: Sqlite): People {
  return {
    async list() {
      return sqlite.all('select user_id, name from person order by id').map(toPerson);
    },
    async get(userId) {
      const row = sqlite.get('select user_id, name from person where user_id = ?', userId);
      return row && toPerson(row);
    },
    async put(userId, name) {
      sqlite.transaction(() => {
        const taken = sqlite.get('select user_id from person where name = ? and user_id <> ?', name, userId);
        if (taken) throw new NameTakenError(name, String(taken.user_id));
        sqlite.run(
          'insert into person (user_id, name) values (?, ?) on conflict (user_id) do update set name = excluded.name',
          userId,
          name,
        );
      });
    },
    async unname(name) {
      sqlite.run('update person set name = null where name = ?', name);
    },
    async identify(provisional, userId) {
      sqlite.transaction(() => {
        sqlite.run('update person set user_id = ? where user_id = ?', userId, provisional);
        sqlite.run('update announced set user_id = ? where user_id = ?', userId, provisional);
      });
    },
    async remove(userId) {
      sqlite.transaction(() => {
        sqlite.run('delete from person where user_id = ?', userId);
        sqlite.run('delete from setting where key = ?', `calendar_secret/${userId}` satisfies SettingKey);
      });
    },
  };
}

/** The number by which the tables know a person. @throws UnknownPersonError when nobody is known by this id */
export function personNumber(sqlite: Sqlite, userId: string): number {
  const row = sqlite.get('select id from person where user_id = ?', userId);
  if (!row) throw new UnknownPersonError(userId);
  return Number(row.id);
}

import { randomBytes } from 'node:crypto';
import type { SettingKey, Settings } from '../store.js';
import type { Postgres, Queries } from './queries.js';

export function createSettings(postgres: Postgres): Settings {
  return {
    instance: () => firstSetting(postgres, 'instance', randomBytes(4).toString('hex')),
    async get(key) {
      const row = await postgres.get('select value from setting where key = $1', key);
      return row && String(row.value);
    },
    first: (key, value) => firstSetting(postgres, key, value),
    async put(key, value) {
      if (value === undefined) await postgres.run('delete from setting where key = $1', key);
      else await postgres.run(PUT, key, value);
    },
  };
}

/** The value that is there; whoever comes first puts its own. */
export async function firstSetting(sql: Queries, key: OwnKey, own: string): Promise<string> {
  await sql.run('insert into setting values ($1, $2) on conflict (key) do nothing', key, own);
  return String((await sql.get('select value from setting where key = $1', key))?.value);
}

/** What a key that is words is made with, and what shows whether it is the one. */
type OwnKey = SettingKey | 'store_key_salt' | 'store_key_check';

const PUT = 'insert into setting values ($1, $2) on conflict (key) do update set value = excluded.value';

import { randomBytes } from 'node:crypto';
import { statisticSpan } from '../statistic-span.js';
import { type Announced, NOTHING_DUE, type SettingKey, type Settings, type Statistics } from '../store.js';
import { toAnnounced } from '../stored-rows.js';
import type { Sqlite } from './database.js';
import { readDue, writeDue } from './due.js';
import type { SqliteLease } from './lease.js';
import { personNumber } from './people.js';

export function createSettings(sqlite: Sqlite, lease: SqliteLease): Settings {
  async function first(key: SettingKey, value: string): Promise<string> {
    // Whoever comes second finds the first one's.
    sqlite.run('insert or ignore into setting values (?, ?)', key, value);
    return String(sqlite.get('select value from setting where key = ?', key)?.value);
  }

  return {
    instance: () => first('instance', randomBytes(4).toString('hex')),
    first,
    async get(key) {
      const row = sqlite.get('select value from setting where key = ?', key);
      return row && String(row.value);
    },
    async put(key, value) {
      sqlite.transaction(() => {
        lease.check();
        if (value === undefined) sqlite.run('delete from setting where key = ?', key);
        else sqlite.run('insert or replace into setting values (?, ?)', key, value);
      });
    },
  };
}

export function createAnnounced(sqlite: Sqlite, lease: SqliteLease): Announced {
  return {
    async all() {
      return sqlite.all(ANNOUNCED).map(toAnnounced);
    },
    async of(userId) {
      return sqlite.all(`${ANNOUNCED} where user_id = ?`, userId).map(toAnnounced);
    },
    async note(topics) {
      sqlite.transaction(() => {
        lease.check();
        for (const { topic, kind, userId, device } of topics) {
          sqlite.run(
            'insert or replace into announced values (?, ?, ?, ?)',
            topic,
            kind,
            userId ?? null,
            device ?? null,
          );
        }
      });
    },
    async forget(topics) {
      sqlite.transaction(() => {
        lease.check();
        for (const topic of topics) sqlite.run('delete from announced where topic = ?', topic);
      });
    },
  };
}

const ANNOUNCED = 'select topic, kind, user_id, device from announced';

export function createStatistics(sqlite: Sqlite, lease: SqliteLease): Statistics {
  return {
    async spans(userId) {
      const rows = sqlite.all('select metric, body from statistic where person = ?', personNumber(sqlite, userId));
      return new Map(rows.map(({ metric, body }) => [String(metric), statisticSpan.parse(JSON.parse(String(body)))]));
    },
    async put(userId, metric, span) {
      const person = personNumber(sqlite, userId);
      sqlite.run('insert or replace into statistic values (?, ?, ?)', person, metric, JSON.stringify(span));
    },
    async due(userId) {
      return readDue(sqlite, personNumber(sqlite, userId));
    },
    async setDue(userId, since) {
      const person = personNumber(sqlite, userId);
      sqlite.transaction(() => writeDue(sqlite, person, since));
    },
    async settle(userId, { mark }) {
      const person = personNumber(sqlite, userId);
      sqlite.transaction(() => {
        lease.check();
        if (readDue(sqlite, person)?.mark === mark) writeDue(sqlite, person, NOTHING_DUE);
      });
    },
  };
}

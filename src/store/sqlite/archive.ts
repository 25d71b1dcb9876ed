import type { Reading, ReadingValue } from '../../metrics/reading.js';
import type { ArchiveChange } from '../store.js';
import type { Row, Sqlite } from './database.js';

/** Every reading that ever came, by person, metric and time. */
export interface Archive {
  apply(person: number, change: ArchiveChange): void;
  readings(person: number, metric: string, from: number, to: number): readonly Reading[];
}

/** What many readings have in common. */
type Origin = Pick<Reading, 'source' | 'unit' | 'attribution' | 'deviceId' | 'deviceModel'>;

export function createArchive(sqlite: Sqlite): Archive {
  const metrics = createWords(sqlite, 'metric', 'key');
  const origins = createWords(sqlite, 'origin', 'body');

  function put(person: number, reading: Reading): void {
    const { source, unit, attribution, deviceId, deviceModel } = reading;
    const origin = { source, unit, attribution, deviceId, deviceModel } satisfies Origin;
    sqlite.run(
      'insert or replace into reading values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      person,
      metrics.numberOf(reading.metric),
      reading.takenAt,
      reading.groupId ?? '',
      typeof reading.value === 'boolean' ? JSON.stringify(reading.value) : reading.value,
      reading.createdAt,
      reading.modifiedAt,
      origins.numberOf(JSON.stringify(origin)),
      reading.lastReset ?? null,
    );
  }

  return {
    apply(person, { put: readings, groups = [] }) {
      for (const group of groups) sqlite.run('delete from reading where person = ? and group_id = ?', person, group);
      for (const reading of readings) put(person, reading);
    },
    readings(person, metric, from, to) {
      const rows = sqlite.all(
        `select reading.*, origin.body from reading join metric on metric.id = metric join origin on origin.id = origin
         where person = ? and metric.key = ? and taken_at >= ? and taken_at < ? order by taken_at, group_id`,
        person,
        metric,
        from,
        to,
      );
      return rows.map((row) => toReading(metric, row));
    },
  };
}

/** Booleans have no type of their own in SQLite, and no metric has these words for values. */
const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function toReading(metric: string, row: Row): Reading {
  const origin = JSON.parse(String(row.body)) as Origin;
  return {
    metric,
    value: BOOLEANS.get(row.value) ?? (row.value as ReadingValue),
    takenAt: Number(row.taken_at),
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
    groupId: row.group_id === '' ? null : String(row.group_id),
    ...origin,
    ...(row.last_reset !== null && { lastReset: Number(row.last_reset) }),
  };
}

interface Words {
  numberOf(word: string): number;
}

/** Words that stand in many rows, by number; made when they are first met. Nothing is remembered: a rollback takes numbers back. */
function createWords(sqlite: Sqlite, table: 'metric' | 'origin', column: string): Words {
  const find = (word: string) => sqlite.get(`select id from ${table} where ${column} = ?`, word)?.id;
  return {
    numberOf(word) {
      const id = find(word);
      if (id !== undefined) return Number(id);
      sqlite.run(`insert into ${table} (${column}) values (?)`, word);
      return Number(find(word));
    },
  };
}

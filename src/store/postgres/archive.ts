import type { Reading, ReadingValue } from '../../metrics/reading.js';
import type { Extent } from '../store.js';
import { readingOf, type StoredOrigin, toExtents } from '../stored-rows.js';
import type { Queries, Row } from './queries.js';

/** Every reading that ever came, by person, metric and time. */
export interface Archive {
  readings(person: number, metric: string, from: number, to: number, most?: number): Promise<readonly Reading[]>;
  extents(person: number): Promise<ReadonlyMap<string, Extent>>;
  newest(person: number, metric: string, before: number): Promise<number | undefined>;
}

export function createArchive(sql: Queries): Archive {
  return {
    async readings(person, metric, from, to, most) {
      const rows = await sql.all(READINGS, person, metric, from, to, most ?? null);
      const origins = await originsOf(sql, rows);
      return rows.map((row) => toReading(metric, row, origins.get(Number(row.origin))));
    },
    async newest(person, metric, before) {
      const row = await sql.get(NEWEST, person, metric, before);
      return row && Number(row.taken_at);
    },
    async extents(person) {
      const rows = await sql.all(EXTENTS, person);
      return toExtents(rows);
    },
  };
}

/** Of rows of readings, by their numbers: each comes once, however many readings have it. */
export async function originsOf(sql: Queries, rows: readonly Row[]): Promise<ReadonlyMap<number, StoredOrigin>> {
  const numbers = [...new Set(rows.map(({ origin }) => Number(origin)))];
  if (numbers.length === 0) return new Map();
  const found = await sql.all('select id, body from origin where id = any($1)', numbers);
  return new Map(found.map(({ id, body }) => [Number(id), JSON.parse(String(body)) as StoredOrigin]));
}

export function toReading(metric: string, row: Row, origin: StoredOrigin | undefined): Reading {
  if (!origin) throw new Error(`a reading of ${metric} without its origin`);
  return readingOf(metric, row, valueIn(row), origin);
}

function valueIn({ number, word }: Row): ReadingValue {
  if (typeof number === 'number') return number;
  return word === null ? null : (JSON.parse(String(word)) as ReadingValue);
}

export const COLUMNS = 'taken_at, group_id, number, word, created_at, modified_at, origin, last_reset';

const OF_METRIC = 'from reading where person = $1 and metric = (select id from metric where key = $2)';
const READINGS = `select ${COLUMNS} ${OF_METRIC} and taken_at >= $3 and taken_at < $4
  order by taken_at, group_id limit $5`;
const NEWEST = `select taken_at ${OF_METRIC} and taken_at < $3 order by taken_at desc limit 1`;
const EXTENTS = `select key, first, last, count from metric join (select metric, min(taken_at) as first,
  max(taken_at) as last, count(*) as count from reading where person = $1 group by metric) as known on metric = id`;

import type { Series, SeriesChange, SeriesKind } from '../series.js';
import { decodeSeries, encodeSeries } from '../series-body.js';
import type { SeriesStore } from '../store.js';
import { mergedSeries, toSeriesHead } from '../stored-rows.js';
import type { Sqlite } from './database.js';
import { personNumber } from './people.js';

export function createSeriesStore(sqlite: Sqlite): SeriesStore {
  return {
    async list(userId, kind, from, to) {
      const person = personNumber(sqlite, userId);
      return sqlite.all(`select ${HEAD} ${TOUCHING} order by start_at, id`, person, kind, to, from).map(toSeriesHead);
    },
    async get(userId, kind, id) {
      return find(sqlite, personNumber(sqlite, userId), kind, id);
    },
  };
}

/**
 * Within a transaction. What is there already, just so, is not written again: each page written wears a card out.
 *
 * @returns when the first one begins that has changed, seconds since 1970, or the end of a day: until it is over it goes
 * on changing; undefined when nothing has
 */
export function applySeries(
  sqlite: Sqlite,
  person: number,
  { kind, put, instead, within }: SeriesChange,
): number | undefined {
  const changed: number[] = [];
  if (instead) {
    const kept = new Set(put.map(({ id }) => id));
    const there = sqlite.all(`select id ${TOUCHING}`, person, kind, instead.to, instead.from);
    for (const id of there.map((row) => String(row.id)).filter((one) => !kept.has(one))) {
      sqlite.run('delete from series where person = ? and kind = ? and id = ?', person, kind, id);
    }
  }
  for (const series of put) {
    const before = series.kind === 'day' && within ? find(sqlite, person, 'day', series.id) : undefined;
    const merged = mergedSeries(before, series, within);
    if (write(sqlite, person, merged)) changed.push(kind === 'day' ? series.end : series.start);
  }
  return changed.length === 0 ? undefined : Math.min(...changed);
}

function write(sqlite: Sqlite, person: number, series: Series): boolean {
  const { kind, id, start, end, device } = series;
  return sqlite.run(PUT, person, kind, id, start, end, device, encodeSeries(series)) > 0;
}

function find(sqlite: Sqlite, person: number, kind: SeriesKind, id: string): Series | undefined {
  const row = sqlite.get(`select ${HEAD}, body from series where person = ? and kind = ? and id = ?`, person, kind, id);
  return row && decodeSeries(toSeriesHead(row), String(row.body));
}

const HEAD = 'kind, id, start_at, end_at, device';
const TOUCHING = 'from series where person = ? and kind = ? and start_at < ? and max(end_at, start_at + 1) > ?';
const PUT = `insert into series (person, kind, id, start_at, end_at, device, body) values (?, ?, ?, ?, ?, ?, ?)
  on conflict (person, kind, id) do update set start_at = excluded.start_at, end_at = excluded.end_at,
  device = excluded.device, body = excluded.body
  where (start_at, end_at, device, body) is not (excluded.start_at, excluded.end_at, excluded.device, excluded.body)`;

import type { Series, SeriesChange, SeriesKind } from '../series.js';
import { decodeSeries, encodeSeries } from '../series-body.js';
import type { SeriesStore } from '../store.js';
import { mergedSeries, toSeriesHead } from '../stored-rows.js';
import { personNumber } from './people.js';
import type { Postgres, Queries } from './queries.js';

export function createSeriesStore(postgres: Postgres): SeriesStore {
  return {
    async list(userId, kind, from, to) {
      const person = await personNumber(postgres, userId);
      return (await postgres.all(`select ${HEAD} ${TOUCHING} order by start_at, id`, person, kind, to, from)).map(
        toSeriesHead,
      );
    },
    async get(userId, kind, id) {
      return find(postgres, await personNumber(postgres, userId), kind, id);
    },
  };
}

/**
 * Within a transaction. What is there already, just so, is not written again.
 *
 * @returns when the first one begins that has changed, seconds since 1970, or the end of a day: until it is over it goes
 * on changing; undefined when nothing has
 */
export async function applySeries(
  sql: Queries,
  person: number,
  { kind, put, instead, within }: SeriesChange,
): Promise<number | undefined> {
  const changed: number[] = [];
  if (instead) {
    const kept = put.map(({ id }) => id);
    await sql.run(`delete ${TOUCHING} and id <> all($5::text[])`, person, kind, instead.to, instead.from, kept);
  }
  for (const series of put) {
    const before = series.kind === 'day' && within ? await find(sql, person, 'day', series.id) : undefined;
    const merged = mergedSeries(before, series, within);
    if (await write(sql, person, merged)) changed.push(kind === 'day' ? series.end : series.start);
  }
  return changed.length === 0 ? undefined : Math.min(...changed);
}

async function write(sql: Queries, person: number, series: Series): Promise<boolean> {
  const { kind, id, start, end, device } = series;
  return (await sql.run(PUT, person, kind, id, start, end, device, encodeSeries(series))) > 0;
}

async function find(sql: Queries, person: number, kind: SeriesKind, id: string): Promise<Series | undefined> {
  const row = await sql.get(
    `select ${HEAD}, body from series where person = $1 and kind = $2 and id = $3`,
    person,
    kind,
    id,
  );
  return row && decodeSeries(toSeriesHead(row), String(row.body));
}

const HEAD = 'kind, id, start_at, end_at, device';
const TOUCHING = `from series
  where person = $1 and kind = $2 and start_at < $3 and greatest(end_at, start_at + 1) > $4`;
const PUT = `insert into series (person, kind, id, start_at, end_at, device, body) values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (person, kind, id) do update set start_at = excluded.start_at, end_at = excluded.end_at,
  device = excluded.device, body = excluded.body
  where (series.start_at, series.end_at, series.device, series.body) is distinct from
    (excluded.start_at, excluded.end_at, excluded.device, excluded.body)`;

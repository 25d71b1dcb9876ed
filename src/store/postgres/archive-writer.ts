import { anyMetric, feedOf } from '../../metrics/catalogue/index.js';
import type { Reading } from '../../metrics/reading.js';
import type { ArchiveChange } from '../store.js';
import { inPlace, originText } from '../stored-rows.js';

import { type ChangedPlace, createNoticing } from './noticing.js';
import type { Queries, Row } from './queries.js';
import { applySeries } from './series.js';
import { metricNumbers, originNumbers } from './words.js';

/** For the length of one transaction. */
export interface ArchiveWriter {
  /**
   * @returns until when the oldest reading tells that is not what it was, of those that may have statistics; undefined when
   * none has changed
   */
  apply(change: ArchiveChange): Promise<number | undefined>;
  /** The metrics of the catalogue of which something has changed, by their keys. */
  changed(): ReadonlySet<string>;
}

const DAY_SECONDS = 86_400;
/** Readings a statement. */
const MOST_ROWS = 5000;

export function createArchiveWriter(sql: Queries, person: number): ArchiveWriter {
  const changedMetrics = new Set<string>();
  const notice = createNoticing(sql, person);
  let keys: ReadonlyMap<number, string> = new Map();

  /** Rows as they were written or removed. @returns the oldest time that may have statistics */
  async function note(rows: readonly Row[], length: number): Promise<number> {
    const places = rows.map(toPlace);
    if (places.some(({ metric }) => !keys.has(metric))) keys = await allMetrics(sql);
    let oldest = Number.POSITIVE_INFINITY;
    for (const { metric: number, takenAt } of places) {
      const metric = anyMetric(keys.get(number) ?? '');
      if (metric) changedMetrics.add(metric.key);
      // A device that was used this morning is no reason to look through Home Assistant's statistics.
      if (metric?.stateClass) oldest = Math.min(oldest, takenAt + length);
    }
    await notice(places);
    return oldest;
  }

  async function put(readings: readonly Reading[]): Promise<{ rows: readonly Row[]; places: Places }> {
    const last = [...new Map(readings.map((one) => [nameOf(one), one])).values()];
    const origins = last.map(originText);
    const metricOf = await metricNumbers(sql, [...new Set(last.map(({ metric }) => metric))]);
    const numberOf = await originNumbers(sql, person, [...new Set(origins)]);
    const rows: Row[] = [];
    const places = placesOf(last, metricOf);
    for (let from = 0; from < last.length; from += MOST_ROWS) {
      const some = last.slice(from, from + MOST_ROWS);
      const columns = [
        ...placesOf(some, metricOf),
        some.map(({ value }) => (typeof value === 'number' && !Number.isNaN(value) ? value : null)),
        some.map(({ value }) => (typeof value === 'number' || value === null ? null : JSON.stringify(value))),
        some.map(({ createdAt }) => createdAt),
        some.map(({ modifiedAt }) => modifiedAt),
        origins.slice(from, from + MOST_ROWS).map((body) => numberOf.get(body) ?? null),
        some.map(({ lastReset = null }) => lastReset),
      ];
      rows.push(...(await sql.all(PUT, person, ...columns)));
    }
    return { rows, places };
  }

  /** Group ids of two feeds may be alike. */
  async function ofFeed(feed: string): Promise<readonly number[]> {
    keys = await allMetrics(sql);
    return [...keys].filter(([, key]) => feedOf(key) === feed).map(([number]) => number);
  }

  async function keptOf(groups: readonly string[], feed: string) {
    const rows = await sql.all(GROUPS, person, await ofFeed(feed), groups);
    return rows.map(({ group_id, taken_at }) => ({ group: String(group_id), takenAt: Number(taken_at) }));
  }

  return {
    changed: () => changedMetrics,
    async apply({ feed, put: readings, groups = [], window, series = [], daily = false, inPlace: stays = false }) {
      const times: number[] = [];
      for (const change of series) times.push((await applySeries(sql, person, change)) ?? Number.POSITIVE_INFINITY);
      const written = await put(stays ? inPlace(readings, await keptOf(groups, feed)) : readings);
      const rows = [...written.rows];
      if (groups.length > 0) {
        rows.push(...(await sql.all(REMOVE_GROUPS, person, await ofFeed(feed), groups, ...written.places)));
      }
      if (window) {
        const { from, to, groups: there } = window;
        rows.push(...(await sql.all(REMOVE_OTHERS, person, await ofFeed(feed), from, to, [...there])));
      }
      if (rows.length > 0) times.push(await note(rows, daily ? DAY_SECONDS : 0));
      const oldest = Math.min(...times);
      return oldest === Number.POSITIVE_INFINITY ? undefined : oldest;
    },
  };
}

/** Metrics, times, groups. */
type Places = readonly [readonly (number | null)[], readonly number[], readonly string[]];

function placesOf(readings: readonly Reading[], metricOf: ReadonlyMap<string, number>): Places {
  return [
    readings.map(({ metric }) => metricOf.get(metric) ?? null),
    readings.map(({ takenAt }) => takenAt),
    readings.map(({ groupId }) => groupId ?? ''),
  ];
}

function nameOf({ metric, takenAt, groupId }: Reading): string {
  return `${metric} ${takenAt} ${groupId ?? ''}`;
}

function toPlace({ metric, taken_at }: Row): ChangedPlace {
  return { metric: Number(metric), takenAt: Number(taken_at) };
}

async function allMetrics(sql: Queries): Promise<ReadonlyMap<number, string>> {
  const rows = await sql.all('select id, key from metric');
  return new Map(rows.map(({ id, key }) => [Number(id), String(key)]));
}

/** What is there already, just so, is not written again, and is not among what comes back. */
const PUT = `insert into reading (person, metric, taken_at, group_id, number, word, created_at, modified_at, origin, last_reset)
  select $1, * from unnest($2::integer[], $3::bigint[], $4::text[], $5::double precision[], $6::text[], $7::bigint[],
    $8::bigint[], $9::integer[], $10::bigint[])
  on conflict (person, metric, taken_at, group_id) do update set number = excluded.number, word = excluded.word,
    created_at = excluded.created_at, modified_at = excluded.modified_at, origin = excluded.origin,
    last_reset = excluded.last_reset
  where (reading.number, reading.word, reading.created_at, reading.modified_at, reading.origin, reading.last_reset)
    is distinct from (excluded.number, excluded.word, excluded.created_at, excluded.modified_at, excluded.origin,
      excluded.last_reset)
  returning metric, taken_at`;

const GROUPS = `select group_id, min(taken_at) as taken_at from reading
  where person = $1 and metric = any($2::integer[]) and group_id = any($3::text[]) group by group_id`;

const REMOVE_GROUPS = `delete from reading
  where person = $1 and metric = any($2::integer[]) and group_id = any($3::text[]) and not exists (
    select from unnest($4::integer[], $5::bigint[], $6::text[]) as told (metric, taken_at, group_id)
    where told.metric = reading.metric and told.taken_at = reading.taken_at and told.group_id = reading.group_id)
  returning metric, taken_at`;

const REMOVE_OTHERS = `delete from reading
  where person = $1 and metric = any($2::integer[]) and taken_at >= $3 and taken_at < $4 and group_id <> all($5::text[])
  returning metric, taken_at`;

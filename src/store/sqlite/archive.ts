import { anyMetric, feedOf } from '../../metrics/catalogue/index.js';
import type { Metric } from '../../metrics/metric.js';
import type { Reading, ReadingValue } from '../../metrics/reading.js';
import type { ArchiveChange, Extent } from '../store.js';
import { inPlace, originText, readingOf, type StoredOrigin, toExtents } from '../stored-rows.js';
import type { Row, Sqlite } from './database.js';
import { createNoticing } from './noticing.js';
import { applySeries } from './series.js';

/** Every reading that ever came, by person, metric and time. */
export interface Archive {
  /** For the length of one transaction: what it remembers, a rollback would take back. */
  writer(): ArchiveWriter;
  readings(person: number, metric: string, from: number, to: number, most?: number): readonly Reading[];
  extents(person: number): ReadonlyMap<string, Extent>;
  newest(person: number, metric: string, before: number): number | undefined;
}

export interface ArchiveWriter {
  /**
   * @returns until when the oldest reading tells that is not what it was, of those that may have statistics; undefined when
   * none has changed
   */
  apply(person: number, change: ArchiveChange): number | undefined;
  /** The metrics of the catalogue of which something has changed, by their keys. */
  changed(): ReadonlySet<string>;
}

/** Of what a reading is made, but for its person and metric: each column that is read costs as much as the next one. */
const COLUMNS = 'taken_at, group_id, value, created_at, modified_at, origin, last_reset';

/** A limit that is none. */
const ALL = -1;

export function createArchive(sqlite: Sqlite): Archive {
  const originOf = createOrigins(sqlite);
  return {
    writer: () => createWriter(sqlite),
    readings(person, metric, from, to, most = ALL) {
      const rows = sqlite.all(
        `select ${COLUMNS} from reading where person = ? and metric = (select id from metric where key = ?)
         and taken_at >= ? and taken_at < ? order by taken_at, group_id limit ?`,
        person,
        metric,
        from,
        to,
        most,
      );
      return rows.map((row) => toReading(metric, row, originOf(Number(row.origin))));
    },
    newest(person, metric, before) {
      const row = sqlite.get(
        `select taken_at from reading where person = ? and metric = (select id from metric where key = ?)
         and taken_at < ? order by taken_at desc limit 1`,
        person,
        metric,
        before,
      );
      return row && Number(row.taken_at);
    },
    extents(person) {
      const rows = sqlite.all(
        `select key, first, last, count from metric join (select metric, min(taken_at) as first,
         max(taken_at) as last, count(*) as count from reading where person = ? group by metric) on metric = id`,
        person,
      );
      return toExtents(rows);
    },
  };
}

/** What the text of a row says. */
export function originIn(body: unknown): StoredOrigin {
  return JSON.parse(String(body)) as StoredOrigin;
}

/** A few dozen stand behind all readings, and never change. */
function createOrigins(sqlite: Sqlite): (id: number) => StoredOrigin {
  const known = new Map<number, StoredOrigin>();
  return (id) => {
    const origin = known.get(id) ?? originIn(sqlite.get('select body from origin where id = ?', id)?.body);
    known.set(id, origin);
    return origin;
  };
}

function createWriter(sqlite: Sqlite): ArchiveWriter {
  const metrics = createWords(sqlite, 'metric', 'key');
  const origins = createWords(sqlite, 'origin', 'body');
  const rowsOfCatalogue = new Map<number, Metric | undefined>();
  const changedMetrics = new Set<string>();
  /** Of what has changed. */
  let oldest = Number.POSITIVE_INFINITY;
  /** Seconds of which each reading tells. */
  let length = 0;
  const notice = createNoticing(sqlite);

  function put(person: number, reading: Reading): Place {
    const place = {
      metric: metrics.numberOf(reading.metric),
      takenAt: reading.takenAt,
      group: reading.groupId ?? '',
    };
    const changes = sqlite.run(
      PUT,
      ...[person, place.metric, place.takenAt, place.group],
      typeof reading.value === 'boolean' ? JSON.stringify(reading.value) : reading.value,
      reading.createdAt,
      reading.modifiedAt,
      origins.numberOf(originText(reading)),
      reading.lastReset ?? null,
    );
    if (changes > 0) changed(person, place);
    return place;
  }

  function changed(person: number, place: Pick<Place, 'metric' | 'takenAt'>): void {
    const metric = metricAt(place.metric);
    if (metric) changedMetrics.add(metric.key);
    // A device that was used this morning is no reason to look through Home Assistant's statistics.
    if (metric?.stateClass) oldest = Math.min(oldest, place.takenAt + length);
    notice(person, place);
  }

  function metricAt(number: number): Metric | undefined {
    const known = rowsOfCatalogue.get(number);
    if (known !== undefined) return known;
    const metric = anyMetric(String(sqlite.get('select key from metric where id = ?', number)?.key));
    rowsOfCatalogue.set(number, metric);
    return metric;
  }

  /** Group ids of two feeds may be alike. */
  function groupRows(person: number, group: string, feed: string): Place[] {
    const rows = sqlite.all(`${PLACES} where person = ? and group_id = ?`, person, group).map(toPlace);
    return rows.filter(({ metric }) => metricAt(metric)?.feed === feed);
  }

  function groupsWithin(person: number, feed: string, { from, to }: { from: number; to: number }): string[] {
    const all = sqlite.all('select id, key from metric').filter(({ key }) => feedOf(String(key)) === feed);
    return sqlite
      .all(GROUPS_WITHIN, person, JSON.stringify(all.map(({ id }) => id)), from, to)
      .map(({ group_id }) => String(group_id));
  }

  function remove(person: number, { metric, takenAt, group }: Place): void {
    const here = 'person = ? and metric = ? and taken_at = ? and group_id = ?';
    sqlite.run(`delete from reading where ${here}`, person, metric, takenAt, group);
    changed(person, { metric, takenAt });
  }

  /** What is in the window, and of no group that there is. */
  function removeOthers(
    person: number,
    feed: string,
    { from, to, groups: there }: NonNullable<ArchiveChange['window']>,
  ): void {
    const gone = groupsWithin(person, feed, { from, to }).filter((group) => !there.has(group));
    for (const place of gone.flatMap((group) => groupRows(person, group, feed))) {
      if (place.takenAt >= from && place.takenAt < to) remove(person, place);
    }
  }

  return {
    changed: () => changedMetrics,
    apply(person, { feed, put: readings, groups = [], window, series = [], daily = false, inPlace: stays = false }) {
      oldest = Number.POSITIVE_INFINITY;
      length = daily ? DAY_SECONDS : 0;
      for (const change of series) {
        oldest = Math.min(oldest, applySeries(sqlite, person, change) ?? Number.POSITIVE_INFINITY);
      }
      const kept = groups.flatMap((group) => groupRows(person, group, feed));
      const placed = stays ? inPlace(readings, kept) : readings;
      const told = new Set(placed.map((reading) => nameOf(put(person, reading))));
      for (const place of kept) if (!told.has(nameOf(place))) remove(person, place);
      if (window) removeOthers(person, feed, window);
      return oldest === Number.POSITIVE_INFINITY ? undefined : oldest;
    },
  };
}

const DAY_SECONDS = 86_400;

/** What is there already is not written again: each page written wears a card out. */
const PUT = `insert into reading values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict do update set value = excluded.value, created_at = excluded.created_at,
  modified_at = excluded.modified_at, origin = excluded.origin, last_reset = excluded.last_reset
  where (value, created_at, modified_at, origin, last_reset) is not
    (excluded.value, excluded.created_at, excluded.modified_at, excluded.origin, excluded.last_reset)`;

const GROUPS_WITHIN = `select distinct group_id from reading
  where person = ? and metric in (select value from json_each(?)) and taken_at >= ? and taken_at < ?`;

const PLACES = 'select metric, taken_at, group_id from reading';

/** Where one person's reading lies: there is one at a place. */
interface Place {
  readonly metric: number;
  readonly takenAt: number;
  readonly group: string;
}

function toPlace({ metric, taken_at, group_id }: Row): Place {
  return { metric: Number(metric), takenAt: Number(taken_at), group: String(group_id) };
}

function nameOf({ metric, takenAt, group }: Place): string {
  return `${metric} ${takenAt} ${group}`;
}

/** Booleans have no type of their own in SQLite, and no metric has these words for values. */
const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export function toReading(metric: string, row: Row, origin: StoredOrigin): Reading {
  return readingOf(metric, row, BOOLEANS.get(row.value) ?? (row.value as ReadingValue), origin);
}

interface Words {
  numberOf(word: string): number;
}

/** Words that stand in many rows, by number; made when they are first met. */
function createWords(sqlite: Sqlite, table: 'metric' | 'origin', column: string): Words {
  const numbers = new Map<string, number>();

  function find(word: string): number | undefined {
    const id = sqlite.get(`select id from ${table} where ${column} = ?`, word)?.id;
    return id === undefined ? undefined : Number(id);
  }

  function make(word: string): number {
    sqlite.run(`insert into ${table} (${column}) values (?)`, word);
    return Number(find(word));
  }

  return {
    numberOf(word) {
      const number = numbers.get(word) ?? find(word) ?? make(word);
      numbers.set(word, number);
      return number;
    },
  };
}

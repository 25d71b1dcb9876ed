import { readBody, readPart } from '../person-schemas.js';
import type { PersonState } from '../person-state.js';
import type { Row, Sqlite } from './database.js';

/** A part of a person's state, and how it lies in the tables. */
export interface Part {
  load(person: number): Partial<PersonState>;
  /** Writes what differs. */
  commit(person: number, before: PersonState, after: PersonState): void;
}

export function createParts(sqlite: Sqlite): readonly Part[] {
  return [
    zonePart(sqlite),
    mapPart(sqlite, { table: 'latest', key: 'metric', of: 'readings' }),
    mapPart(sqlite, { table: 'device', key: 'device', of: 'devices' }),
    mapPart(sqlite, { table: 'feed', key: 'feed', of: 'feeds' }),
    ...NOTES.map((key) => notePart(sqlite, key)),
    recordsPart(sqlite),
    outboxPart(sqlite),
  ];
}

function zonePart(sqlite: Sqlite): Part {
  return {
    load(person) {
      const zone = sqlite.get('select zone from person where id = ?', person)?.zone;
      return typeof zone === 'string' ? { zone } : {};
    },
    commit(person, before, after) {
      if (before.zone !== after.zone) sqlite.run('update person set zone = ? where id = ?', after.zone ?? null, person);
    },
  };
}

interface MapPlace {
  readonly table: string;
  readonly key: string;
  readonly of: 'readings' | 'devices' | 'feeds';
}

/** A row for each entry of an object. */
function mapPart(sqlite: Sqlite, { table, key, of }: MapPlace): Part {
  return {
    load(person) {
      const rows = sqlite.all(`select ${key} as key, body from ${table} where person = ?`, person);
      return readPart(of, Object.fromEntries(rows.map((row) => [keyOf(String(row.key)), bodyOf(row)])));
    },
    commit(person, { [of]: before }, { [of]: after }) {
      if (before === after) return;
      for (const [id, value] of Object.entries(after)) {
        if (Object.hasOwn(before, id) && before[id] === value) continue;
        sqlite.run(`insert into ${table} values (?, ?, ?) ${IF_ANOTHER}`, person, textOf(id), JSON.stringify(value));
      }
      for (const id of Object.keys(before)) {
        if (!Object.hasOwn(after, id))
          sqlite.run(`delete from ${table} where person = ? and ${key} = ?`, person, textOf(id));
      }
    },
  };
}

/** SQLite ends a text at its first NUL; ids come from elsewhere. Usual ones stay as they are. */
function textOf(key: string): string {
  return JSON.stringify(key).slice(1, -1);
}

function keyOf(text: string): string {
  return JSON.parse(`"${text}"`);
}

/** One value as a whole, for what is small or changes as a whole. */
const NOTES = ['loginProblem', 'zoneFrom', 'midnights', 'seen', 'activity'] as const;

function notePart(sqlite: Sqlite, key: (typeof NOTES)[number]): Part {
  return {
    load: (person) => readPart(key, readNote(sqlite, person, key)),
    commit(person, before, after) {
      if (before[key] !== after[key]) writeNote(sqlite, person, key, after[key]);
    },
  };
}

const RECORDS = 'records/';

/** Those of a feed together, whatever feeds there are: they are few, and an order belongs to them. */
function recordsPart(sqlite: Sqlite): Part {
  return {
    load(person) {
      const rows = sqlite.all(`select key, body from note where person = ? and key like '${RECORDS}%'`, person);
      const records = rows.map((row) => [String(row.key).slice(RECORDS.length), bodyOf(row)] as const);
      return records.length === 0 ? {} : readPart('records', Object.fromEntries(records));
    },
    commit(person, { records: before = {} }, { records: after = {} }) {
      for (const feed of new Set([...Object.keys(before), ...Object.keys(after)])) {
        if (before[feed] !== after[feed]) writeNote(sqlite, person, RECORDS + feed, after[feed]);
      }
    },
  };
}

/** In the order in which they are to be told. */
function outboxPart(sqlite: Sqlite): Part {
  return {
    load(person) {
      const rows = sqlite.all('select body from outbox where person = ? order by position', person);
      return rows.length === 0 ? {} : readPart('outbox', rows.map(bodyOf));
    },
    commit(person, { outbox: before = [] }, { outbox: after = [] }) {
      if (before === after) return;
      const kept = new Set(after.map(({ id }) => id));
      const known = new Set(before.map(({ id }) => id));
      for (const id of known) {
        if (!kept.has(id)) sqlite.run('delete from outbox where person = ? and id = ?', person, id);
      }
      for (const event of after.filter(({ id }) => !known.has(id))) {
        sqlite.run(
          'insert or ignore into outbox select ?1, ?2, coalesce(max(position), 0) + 1, ?3 from outbox where person = ?1',
          person,
          event.id,
          JSON.stringify(event),
        );
      }
    },
  };
}

/** What is there already is not written again: each page written wears a card out. */
const IF_ANOTHER = 'on conflict do update set body = excluded.body where body is not excluded.body';

function readNote(sqlite: Sqlite, person: number, key: string): unknown {
  const row = sqlite.get('select body from note where person = ? and key = ?', person, key);
  return row && bodyOf(row);
}

function writeNote(sqlite: Sqlite, person: number, key: string, value: unknown): void {
  if (value === undefined) sqlite.run('delete from note where person = ? and key = ?', person, key);
  else sqlite.run(`insert into note values (?, ?, ?) ${IF_ANOTHER}`, person, key, JSON.stringify(value));
}

function bodyOf({ body }: Row): unknown {
  return readBody(body);
}

import { StoreError, UnknownPersonError } from '../errors.js';
import { readBody, readPart } from '../person-schemas.js';
import type { PersonState } from '../person-state.js';
import type { States } from '../store.js';
import { createArchive } from './archive.js';
import { createArchiveWriter } from './archive-writer.js';
import { makeDue } from './due.js';
import type { Guard } from './guard.js';
import { personNumber } from './people.js';
import type { Postgres, Queries } from './queries.js';
import { changesBetween, stateOf } from './state-parts.js';

/** Of each part of a state one row a value; a commit touches those that differ, in a few statements. */
export function createStates(postgres: Postgres, guard: Guard): States {
  const archive = createArchive(postgres);
  return {
    load: (userId) => load(postgres, userId),
    async commit(userId, before, after, changes = [], late = Number.NEGATIVE_INFINITY) {
      // What is made while it is asked for is there once: such a commit is not run again.
      const again = Array.isArray(changes) ? changes : once(changes, postgres.place);
      return postgres.transaction(async (sql) => {
        await guard(sql, userId);
        const person = await personNumber(sql, userId);
        await writeState(sql, person, before, after);
        await writeOutbox(sql, person, before, after);
        const writer = createArchiveWriter(sql, person);
        let first = Number.POSITIVE_INFINITY;
        for (const change of again) first = Math.min(first, (await writer.apply(change)) ?? first);
        return { due: first < late && (await makeDue(sql, person, first)), metrics: writer.changed() };
      });
    },
    async readings(userId, metric, from, to, most) {
      return archive.readings(await personNumber(postgres, userId), metric, from, to, most);
    },
    async extents(userId) {
      return archive.extents(await personNumber(postgres, userId));
    },
    async newest(userId, metric, before) {
      return archive.newest(await personNumber(postgres, userId), metric, before);
    },
  };
}

async function load(sql: Queries, userId: string): Promise<PersonState> {
  const rows = await sql.all(LOAD, userId);
  if (rows.length === 0) throw new UnknownPersonError(userId);
  const texts = rows
    .filter(({ part }) => part !== null)
    .map(({ part, key, body }) => ({ part: String(part), key: String(key), body: String(body) }));
  const told = texts.filter(({ part }) => part === 'outbox');
  return {
    ...stateOf(texts.filter(({ part }) => part !== 'outbox')),
    ...(told.length > 0 &&
      readPart(
        'outbox',
        told.map(({ body }) => readBody(body)),
      )),
  };
}

async function writeState(sql: Queries, person: number, before: PersonState, after: PersonState): Promise<void> {
  const { put, gone } = changesBetween(before, after);
  if (put.length > 0) {
    await sql.run(
      PUT,
      person,
      put.map(({ part }) => part),
      put.map(({ key }) => key),
      put.map(({ body }) => body),
    );
  }
  if (gone.length > 0)
    await sql.run(
      REMOVE,
      person,
      gone.map(({ part }) => part),
      gone.map(({ key }) => key),
    );
}

/** In the order in which they are to be told. */
async function writeOutbox(
  sql: Queries,
  person: number,
  { outbox: before = [] }: PersonState,
  { outbox: after = [] }: PersonState,
): Promise<void> {
  if (before === after) return;
  const kept = new Set(after.map(({ id }) => id));
  const known = new Set(before.map(({ id }) => id));
  const told = [...known].filter((id) => !kept.has(id));
  const added = after.filter(({ id }) => !known.has(id));
  if (told.length > 0) await sql.run('delete from outbox where person = $1 and id = any($2)', person, told);
  if (added.length === 0) return;
  await sql.run(
    TELL,
    person,
    added.map(({ id }) => id),
    added.map((event) => JSON.stringify(event)),
  );
}

function once<T>(items: Iterable<T>, place: string): Iterable<T> {
  let isUsed = false;
  return {
    [Symbol.iterator]() {
      if (isUsed)
        throw new StoreError(`cannot use ${place}: others changed the same at the same time; read it once more`);
      isUsed = true;
      return items[Symbol.iterator]();
    },
  };
}

/** One statement sees one state. A person of whom nothing is known has a row without a part. */
const LOAD = `select part, key, body from person left join (
    select person, part, key, body, 0::bigint as position from state
    union all select person, 'outbox'::text, id, body, position from outbox
  ) as known on known.person = person.id where user_id = $1 order by position`;
const PUT = `insert into state select $1, * from unnest($2::text[], $3::text[], $4::text[])
  on conflict (person, part, key) do update set body = excluded.body where state.body <> excluded.body`;
const REMOVE = `delete from state using unnest($2::text[], $3::text[]) as gone (part, key)
  where state.person = $1 and state.part = gone.part and state.key = gone.key`;
const TELL = `insert into outbox
  select $1, id, (select coalesce(max(position), 0) from outbox where person = $1) + number, body
  from unnest($2::text[], $3::text[]) with ordinality as told (id, body, number)
  on conflict (person, id) do nothing`;

import type { Deliveries, Delivery, DeliveryPage } from '../store.js';
import { toPerson } from '../stored-rows.js';
import { originsOf, toReading } from './archive.js';
import type { Guard } from './guard.js';
import { LOCKS } from './locks.js';
import type { Postgres, Queries, Row } from './queries.js';

/** So much is in memory at once. */
const MOST_PLACES = 1000;

/** A person's metric at a time: person, metric, seconds since 1970. The archive is walked in this order. */
type Place = readonly [person: number, metric: number, takenAt: number];

const BEFORE_ALL: Place = [0, 0, 0];

/**
 * The archive first, place by place, and then what has changed behind the walk or after it. Numbers are given before their
 * transactions end, in whatever order these do: a page remembers which ones it has seen, not up to which.
 */
export function createDeliveries(postgres: Postgres, guard: Guard): Deliveries {
  const write = (work: (sql: Queries) => Promise<unknown>) =>
    postgres.transaction(async (sql) => {
      await guard(sql, undefined);
      await work(sql);
    });

  /** How far the walk is; undefined when it is over. @throws Error for one that is not registered */
  async function walkOf(destination: string): Promise<Place | undefined> {
    const row = await postgres.get('select person, metric, taken_at from delivery where destination = $1', destination);
    if (!row) throw new Error(`nobody has registered ${destination}`);
    return row.person === null ? undefined : toPlace(row);
  }

  async function nextOfWalk(destination: string, from: Place): Promise<DeliveryPage | undefined> {
    const last = await postgres.get(WALK_END, ...from, MOST_PLACES);
    if (!last) return undefined;
    const to = toPlace(last);
    // First which changes are noted there, and then what is there: the page is as new as they are, or newer.
    const noted = numbersIn(await postgres.all(NOTED, destination, ...from, ...to));
    const rows = await postgres.all(WALK, ...from, ...to);
    return {
      deliveries: await deliveriesOf(postgres, rows),
      acknowledge: () =>
        write(async (sql) => {
          // Not where it has been begun anew meanwhile.
          if ((await sql.run(SET_WALK, destination, ...from, ...to)) > 0) await sql.run(DELIVERED, noted);
        }),
    };
  }

  async function nextChanged(destination: string): Promise<DeliveryPage | undefined> {
    const noted = numbersIn(await postgres.all(WAITING, destination, MOST_PLACES));
    if (noted.length === 0) return undefined;
    return {
      deliveries: await deliveriesOf(postgres, await postgres.all(CHANGED, noted)),
      acknowledge: () => write((sql) => sql.run(DELIVERED, noted)),
    };
  }

  return {
    async register(destinations) {
      const known = (await postgres.all('select destination from delivery')).map(({ destination }) =>
        String(destination),
      );
      if (known.length === destinations.length && known.every((one) => destinations.includes(one))) return;
      await write(async (sql) => {
        await sql.run('select pg_advisory_xact_lock($1)', LOCKS.destinations);
        await sql.run('delete from delivery where destination <> all($1::text[])', destinations);
        await sql.run(REGISTER, destinations, ...BEFORE_ALL);
      });
    },
    async next(destination) {
      const from = await walkOf(destination);
      const page = from && (await nextOfWalk(destination, from));
      if (page) return page;
      if (from) await write((sql) => sql.run(SET_WALK, destination, ...from, null, null, null));
      return nextChanged(destination);
    },
    async again(destination) {
      await write((sql) => sql.run(AGAIN, destination, ...BEFORE_ALL));
    },
    async oldest() {
      const row = await postgres.get(OLDEST);
      return row && (await deliveriesOf(postgres, [row]))[0];
    },
  };
}

async function deliveriesOf(sql: Queries, rows: readonly Row[]): Promise<Delivery[]> {
  const origins = await originsOf(sql, rows);
  return rows.map((row) => ({
    person: toPerson(row),
    reading: toReading(String(row.key), row, origins.get(Number(row.origin))),
  }));
}

function numbersIn(rows: readonly Row[]): string[] {
  return rows.map(({ number }) => String(number));
}

function toPlace({ person, metric, taken_at }: Row): Place {
  return [Number(person), Number(metric), Number(taken_at)];
}

const COLUMNS = 'reading.*, metric.key, person.user_id, person.name';
const WORDS = 'join metric on metric.id = reading.metric join person on person.id = reading.person';
const BETWEEN = (first: number) =>
  `(person, metric, taken_at) > ($${first}::integer, $${first + 1}::integer, $${first + 2}::bigint)
  and (person, metric, taken_at) <= ($${first + 3}::integer, $${first + 4}::integer, $${first + 5}::bigint)`;

const WALK_END = `select person, metric, taken_at from (
    select distinct person, metric, taken_at from reading
    where (person, metric, taken_at) > ($1::integer, $2::integer, $3::bigint)
    order by person, metric, taken_at limit $4
  ) as place order by person desc, metric desc, taken_at desc limit 1`;
const WALK = `select ${COLUMNS} from (select * from reading where ${BETWEEN(1)}) as reading ${WORDS}
  order by reading.person, reading.metric, taken_at, group_id`;
const NOTED = `select number from waiting where destination = $1 and ${BETWEEN(2)}`;
const SET_WALK = `update delivery set person = $5, metric = $6, taken_at = $7
  where destination = $1 and (person, metric, taken_at) = ($2::integer, $3::integer, $4::bigint)`;
const AGAIN = 'update delivery set person = $2, metric = $3, taken_at = $4 where destination = $1';
const REGISTER = `insert into delivery select destination, $2::integer, $3::integer, $4::bigint
  from unnest($1::text[]) as destination on conflict (destination) do nothing`;

const WAITING = 'select number from waiting where destination = $1 order by number limit $2';
const CHANGED = `select ${COLUMNS} from waiting join reading using (person, metric, taken_at) ${WORDS}
  where waiting.number = any($1::bigint[]) order by waiting.number, group_id`;
const DELIVERED = 'delete from waiting where number = any($1::bigint[])';

/** By each person's and metric's first number: nothing else knows the oldest without reading all. */
const OLDEST = `select first.*, metric.key, person.user_id, person.name from person cross join metric cross join lateral (
    select * from reading where reading.person = person.id and reading.metric = metric.id and number is not null
    order by taken_at limit 1
  ) as first where person.name is not null order by taken_at limit 1`;

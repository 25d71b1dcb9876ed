import type { Deliveries, Delivery, DeliveryPage } from '../store.js';
import { toPerson } from '../stored-rows.js';
import { originIn, toReading } from './archive.js';
import type { Row, Sqlite } from './database.js';
import type { SqliteLease } from './lease.js';

/** So much is in memory at once. */
const MOST_PLACES = 1000;

/** A person's metric at a time. The archive is walked in this order. */
interface Place {
  readonly person: number;
  readonly metric: number;
  readonly takenAt: number;
}

const BEFORE_ALL: Place = { person: 0, metric: 0, takenAt: 0 };

/** The archive first, place by place, and then what has changed behind the walk or after it. */
export function createDeliveries(sqlite: Sqlite, lease: SqliteLease): Deliveries {
  const write = (work: () => void) =>
    sqlite.transaction(() => {
      lease.check();
      work();
    });

  /** How far the walk is; undefined when it is over. @throws Error for one that is not registered */
  function walkOf(destination: string): Place | undefined {
    const row = sqlite.get('select * from delivery where destination = ?', destination);
    if (!row) throw new Error(`nobody has registered ${destination}`);
    return row.person === null ? undefined : toPlace(row);
  }

  function setWalk(destination: string, place: Place | undefined): void {
    const { person = null, metric = null, takenAt = null } = place ?? {};
    const set = 'update delivery set person = ?, metric = ?, taken_at = ? where destination = ?';
    sqlite.run(set, person, metric, takenAt, destination);
  }

  function nextOfWalk(destination: string, from: Place): DeliveryPage | undefined {
    const newest = Number(sqlite.get('select max(number) as newest from waiting')?.newest ?? 0);
    const rows = sqlite.all(WALK, from.person, from.metric, from.takenAt, MOST_PLACES);
    if (rows.length === 0) return undefined;
    const to = toPlace(rows.at(-1)!);
    return {
      deliveries: rows.map(toDelivery),
      acknowledge: async () =>
        write(() => {
          setWalk(destination, to);
          // What had changed there before was in this page.
          sqlite.run(WALKED, destination, newest, ...placeValues(from), ...placeValues(to));
        }),
    };
  }

  function nextChanged(destination: string): DeliveryPage | undefined {
    const last = sqlite.get(LAST_CHANGED, destination, MOST_PLACES)?.last;
    if (typeof last !== 'number') return undefined;
    return {
      deliveries: sqlite.all(CHANGED, destination, last).map(toDelivery),
      acknowledge: async () => write(() => void sqlite.run(DELIVERED, destination, last)),
    };
  }

  return {
    async register(destinations) {
      const known = sqlite.all('select destination from delivery').map(({ destination }) => String(destination));
      if (known.length === destinations.length && known.every((one) => destinations.includes(one))) return;
      write(() => {
        for (const one of known) if (!destinations.includes(one)) sqlite.run(FORGET, one);
        for (const one of destinations) {
          if (!known.includes(one))
            sqlite.run('insert into delivery values (?, ?, ?, ?)', one, ...placeValues(BEFORE_ALL));
        }
      });
    },
    async next(destination) {
      const from = walkOf(destination);
      const page = from && nextOfWalk(destination, from);
      if (page) return page;
      if (from) write(() => setWalk(destination, undefined));
      return nextChanged(destination);
    },
    async again(destination) {
      write(() => setWalk(destination, BEFORE_ALL));
    },
    async oldest() {
      const row = sqlite.get(OLDEST);
      return row && toDelivery(row);
    },
  };
}

const READINGS = `join reading using (person, metric, taken_at) join metric on metric.id = reading.metric
  join origin on origin.id = origin join person on person.id = reading.person`;
const COLUMNS = 'reading.*, metric.key, origin.body, person.user_id, person.name';

const WALK = `with place as (
    select distinct person, metric, taken_at from reading where (person, metric, taken_at) > (?, ?, ?)
    order by person, metric, taken_at limit ?
  ) select ${COLUMNS} from place ${READINGS} order by reading.person, reading.metric, reading.taken_at, group_id`;
const WALKED = `delete from waiting where destination = ? and number <= ?
  and (person, metric, taken_at) > (?, ?, ?) and (person, metric, taken_at) <= (?, ?, ?)`;

// The plus keeps SQLite off the index by destination: the rows it wants are the first ones by number.
const LAST_CHANGED = `select max(number) as last from
  (select number from waiting where +destination = ? order by number limit ?)`;
const CHANGED = `with place as (
    select number, person, metric, taken_at from waiting where +destination = ? and number <= ?
  ) select ${COLUMNS} from place ${READINGS} order by place.number, group_id`;

const DELIVERED = 'delete from waiting where +destination = ? and number <= ?';

const OLDEST = `select ${COLUMNS} from reading join metric on metric.id = reading.metric
  join origin on origin.id = origin join person on person.id = reading.person
  where person.name is not null and typeof(value) in ('integer', 'real') order by taken_at limit 1`;

const FORGET = 'delete from delivery where destination = ?';

function placeValues({ person, metric, takenAt }: Place): [number, number, number] {
  return [person, metric, takenAt];
}

function toPlace({ person, metric, taken_at }: Row): Place {
  return { person: Number(person), metric: Number(metric), takenAt: Number(taken_at) };
}

function toDelivery(row: Row): Delivery {
  return { person: toPerson(row), reading: toReading(String(row.key), row, originIn(row.body)) };
}

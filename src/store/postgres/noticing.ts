import { LOCKS } from './locks.js';
import type { Queries } from './queries.js';

/** Where something of the archive has changed. */
export interface ChangedPlace {
  readonly metric: number;
  readonly takenAt: number;
}

/** Notes for every registered destination that something has changed at places of a person's archive. */
export type Notice = (places: readonly ChangedPlace[]) => Promise<void>;

/** For the length of one transaction, in which no destination comes or goes. */
export function createNoticing(sql: Queries, person: number): Notice {
  let isWanted: boolean | undefined;

  async function ask(): Promise<boolean> {
    // Who registers one waits until this transaction has ended: what it changes is in the walk, or noted.
    await sql.run('select pg_advisory_xact_lock_shared($1)', LOCKS.destinations);
    return (await sql.get('select from delivery limit 1')) !== undefined;
  }

  return async (places) => {
    isWanted ??= await ask();
    if (!isWanted || places.length === 0) return;
    await sql.run(
      NOTE,
      person,
      places.map(({ metric }) => metric),
      places.map(({ takenAt }) => takenAt),
    );
  };
}

/** A page that is on its way was read before: the new number keeps its acknowledgement off. */
const NOTE = `insert into waiting (destination, person, metric, taken_at)
  select destination, $1, place.metric, place.taken_at
  from delivery, (select distinct * from unnest($2::integer[], $3::bigint[])) as place (metric, taken_at)
  on conflict (destination, person, metric, taken_at) do update set number = nextval('waiting_number')`;

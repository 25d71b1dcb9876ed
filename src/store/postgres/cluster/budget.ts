import type { SharedBudget } from '../../cluster-queue.js';
import type { Postgres } from '../queries.js';

const MINUTE_MILLISECONDS = 60_000;
/** Of the calls that are allowed; the rest is for the way to Withings, which is not always of one length. */
const USED = 0.97;
/** One of so many calls may wait for nothing after a silence. Each costs one of those that come evenly. */
const BURST_OF = 40;

/**
 * Places in time: each lies `every` after the one before, but after a silence `ahead + 1` may lie at one time.
 * In [t, t + 60 s) there are at most `60 s / every + ahead`, which is the calls of a minute less three per cent.
 */
export interface CallPace {
  /** Milliseconds. */
  readonly every: number;
  readonly ahead: number;
}

export function callPaceOf(callsPerMinute: number): CallPace {
  const calls = Math.max(1, Math.floor(callsPerMinute * USED));
  const ahead = Math.floor(calls / BURST_OF);
  return { every: MINUTE_MILLISECONDS / (calls - ahead), ahead };
}

export function createBudget(postgres: Postgres): SharedBudget {
  return {
    async take(clientId, callsPerMinute, most) {
      const { every, ahead } = callPaceOf(callsPerMinute);
      const row = await postgres.get(TAKE, clientId, every, every * ahead, most);
      return row && Math.max(0, Number(row.wait));
    },
    async rest(clientId, milliseconds) {
      await postgres.run(
        `insert into budget (client_id, place_at, next_at, rest_until)
           values ($1, clock_timestamp(), clock_timestamp(), clock_timestamp() + $2 * interval '1 ms')
         on conflict (client_id) do update set rest_until = greatest(budget.rest_until, excluded.rest_until)`,
        ...[clientId, milliseconds],
      );
    },
    async left(clientId, callsPerMinute) {
      const { every, ahead } = callPaceOf(callsPerMinute);
      const row = await postgres.get(
        `select (extract(epoch from rest_until - clock_timestamp()) * 1000)::float8 as rest,
           (extract(epoch from greatest(next_at, rest_until) - clock_timestamp()) * 1000)::float8 as next
         from budget where client_id = $1`,
        clientId,
      );
      if (row && Number(row.rest) >= MINUTE_MILLISECONDS) return 0;
      const next = Math.max(0, Number(row?.next ?? 0));
      return Math.max(0, Math.ceil((MINUTE_MILLISECONDS - next) / every - 1e-6) + ahead);
    },
  };
}

/** The clock is read when the row is locked: whoever has waited for another one is not given a place of the past. */
const PLACE = `greatest(clock_timestamp(), budget.rest_until, budget.next_at - $3 * interval '1 ms')`;

const TAKE = `
  insert into budget (client_id, place_at, next_at, rest_until)
    values ($1, clock_timestamp(), clock_timestamp() + $2 * interval '1 ms', clock_timestamp())
  on conflict (client_id) do update set
    place_at = ${PLACE},
    next_at = greatest(clock_timestamp(), budget.rest_until, budget.next_at) + $2 * interval '1 ms'
  where ${PLACE} <= clock_timestamp() + $4 * interval '1 ms'
  returning (extract(epoch from place_at - clock_timestamp()) * 1000)::float8 as wait`;

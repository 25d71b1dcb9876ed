import type { Pool } from 'pg';
import type { Queue } from '../../cluster-queue.js';
import type { Postgres } from '../queries.js';
import type { QueueTools } from './queue-tools.js';
import { workUntilStopped } from './queue-work.js';

/** Rows that one statement locks. */
const AT_ONCE = 200;

/**
 * The queue is graphile-worker: what we would write otherwise are jobs that are taken with `skip locked`, one key each,
 * retries, workers that end properly, and the migrations of all that. It tells nobody that a process has died within less
 * than four hours: the bridges' own heartbeat does, and `free_jobs` gives back what the dead had. Its named queues, which
 * let one job of a name run at a time, lock the rows of all names whenever it takes a job (of 10,000 people 20 ms and
 * 540 kB of log, and nothing for another bridge meanwhile): so the key alone keeps one job a person, and `want_person` notes
 * what is wanted during one. It has no budget of calls in time either; that is ours, too.
 */
export function createQueue(postgres: Postgres, pool: Pool, tools: QueueTools): Queue {
  return {
    async want(userId, at) {
      await postgres.get(
        "select want_person($1, clock_timestamp() + $2 * interval '1 ms', true)",
        ...[userId, at - tools.clock()],
      );
    },
    wantAll: (spreadMilliseconds) => wantMany(postgres, WANT_ALL, spreadMilliseconds),
    wantBehind: (shownAs, spreadMilliseconds) => wantMany(postgres, WANT_BEHIND, spreadMilliseconds, shownAs),
    work: (options) => workUntilStopped(postgres, pool, tools, options),
    async size() {
      const row = await postgres.get(SIZE);
      return {
        waiting: Number(row?.waiting),
        due: Number(row?.due),
        underWay: Number(row?.under_way),
        lateMilliseconds: Math.max(0, Number(row?.late)),
      };
    },
  };
}

async function wantMany(postgres: Postgres, sql: string, spread: number, ...more: readonly string[]): Promise<void> {
  for (let last = 0, isMore = true; isMore; ) {
    const row = await postgres.transaction((open) => open.get(sql, last, AT_ONCE, spread, ...more));
    isMore = Number(row?.count) === AT_ONCE;
    last = Number(row?.last);
  }
}

/** @param where of people with a login */
const wantWhere = (where: string) => `
  select count(*) as count, max(id) as last from (
    select person.id, want_person(user_id, clock_timestamp() + random() * $3 * interval '1 ms', false)
    from (select person.id, user_id from person join login on login.person = person.id
      where person.id > $1 ${where} order by person.id limit $2) as person
    offset 0
  ) as wanted`;
const WANT_ALL = wantWhere('');
const WANT_BEHIND = wantWhere(`
  and exists (select from account where account.name = person.name and enabled)
  and (shown_as <> $4 or not exists (select from graphile_worker.jobs where key = user_id))`);

const SIZE = `
  select count(*) filter (where locked_at is null) as waiting,
    count(*) filter (where locked_at is null and run_at <= clock_timestamp()) as due,
    count(*) filter (where locked_at is not null and key is not null) as under_way,
    coalesce(extract(epoch from
      clock_timestamp() - min(run_at) filter (where locked_at is null)) * 1000, 0)::float8 as late
  from graphile_worker.jobs where task_identifier = 'person' and attempts < max_attempts`;

import type { Postgres } from '../queries.js';
import { URGENT } from './queue-functions.js';
import type { QueueTools } from './queue-tools.js';

const LOOK_MILLISECONDS = 1000;
/** Also where no question has failed, every so many times. */
const REGULARLY = 20;

/**
 * The database gives a job to this bridge, and the answer is lost: nobody runs it, and it stays locked as long as the bridge
 * lives.
 */
export interface LostJobs {
  /** Asks for a job, whatever comes of it. */
  ask<T>(question: () => Promise<T>): Promise<T>;
  /** Until the signal is aborted, gives lost jobs back: soon after a question has failed. */
  giveBack(signal: AbortSignal): Promise<void>;
}

export interface LostJobsOptions {
  readonly bridge: string;
  /** By their ids, the jobs that run in this process, from the moment in which the answer came. */
  readonly running: ReadonlySet<string>;
}

export function createLostJobs(postgres: Postgres, tools: QueueTools, options: LostJobsOptions): LostJobs {
  const { bridge, running } = options;
  const { sleep, debug, lookMilliseconds = LOOK_MILLISECONDS } = tools;
  const questions = new Set<Promise<void>>();
  let hasFailed = false;

  async function look(): Promise<void> {
    const row = await postgres.get('select clock_timestamp()::text as now');
    const before = String(row?.now);
    // What was given before that, this process has heard of by then, or never will.
    await Promise.all(questions);
    const held = await postgres.all(HELD, bridge, before);
    const lost = held.map(({ id }) => String(id)).filter((id) => !running.has(id));
    if (lost.length === 0) return;
    const given = await postgres.run(GIVE_BACK, bridge, before, lost);
    debug?.(`queue: ${given} jobs given back of which this bridge had never heard`);
  }

  return {
    async ask(question) {
      const answer = question();
      const over = answer
        .then(
          () => {},
          () => {
            hasFailed = true;
          },
        )
        .finally(() => questions.delete(over));
      questions.add(over);
      return answer;
    },
    async giveBack(signal) {
      for (let quiet = 1; !signal.aborted; quiet++) {
        await sleep(lookMilliseconds, signal).catch(() => {});
        if (signal.aborted || (!hasFailed && quiet < REGULARLY)) continue;
        [quiet, hasFailed] = [0, false];
        // That the database is away, those tell who look for jobs.
        await look().catch(() => {
          hasFailed = true;
        });
      }
    },
  };
}

/** What has no key has ended. Each time the lock is as old, so that one of a later taking is never let go. */
const OURS = `key is not null and locked_at < $2::timestamptz
  and locked_by = any(array(select unnest(workers) from bridge where bridge.id = $1))`;
const HELD = `select id from graphile_worker.jobs where ${OURS}`;
// What graphile-worker documents lets go of all that its workers have, or of nothing that is locked.
const GIVE_BACK = `update graphile_worker._private_jobs
  set locked_by = null, locked_at = null, attempts = 0, priority = ${URGENT}, updated_at = clock_timestamp()
  where id = any($3::bigint[]) and ${OURS}`;

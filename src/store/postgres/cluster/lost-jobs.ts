import type { Postgres } from '../queries.js';
import { URGENT } from './queue-functions.js';
import type { QueueTools } from './queue-tools.js';

const LOOK_MILLISECONDS = 20_000;
/** Longer than any answer is waited for: what was only just taken may be about to begin. */
const LONG = "interval '40 s'";

export interface LostJobsOptions {
  readonly bridge: string;
  /** By their ids, the jobs that run in this process. */
  readonly running: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/**
 * The database gives a job to this bridge, and the answer is lost: nobody runs it, and it stays locked as long as the bridge
 * lives. Until the signal is aborted such jobs are looked for now and then, and may be taken again.
 */
export async function giveBackLostJobs(postgres: Postgres, tools: QueueTools, options: LostJobsOptions): Promise<void> {
  const { bridge, running, signal } = options;
  const { sleep, debug, lookMilliseconds = LOOK_MILLISECONDS } = tools;

  async function look(): Promise<void> {
    const held = await postgres.all(HELD, bridge);
    const lost = held.map(({ id }) => String(id)).filter((id) => !running.has(id));
    if (lost.length === 0) return;
    const given = await postgres.run(GIVE_BACK, bridge, lost);
    debug?.(`queue: ${given} jobs given back of which this bridge had never heard`);
  }

  while (!signal.aborted) {
    await sleep(lookMilliseconds, signal).catch(() => {});
    // That the database is away, those tell who look for jobs.
    if (!signal.aborted) await look().catch(() => {});
  }
}

/** What has no key has ended. Each time the lock is as old, so that one of a later taking is never let go. */
const OURS = `key is not null and locked_at < clock_timestamp() - ${LONG}
  and locked_by = any(array(select unnest(workers) from bridge where bridge.id = $1))`;
const HELD = `select id from graphile_worker.jobs where ${OURS}`;
// What graphile-worker documents lets go of all that its workers have, or of nothing that is locked.
const GIVE_BACK = `update graphile_worker._private_jobs
  set locked_by = null, locked_at = null, attempts = 0, priority = ${URGENT}, updated_at = clock_timestamp()
  where id = any($2::bigint[]) and ${OURS}`;

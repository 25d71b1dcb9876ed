import { EventEmitter } from 'node:events';
import type { RunnerOptions, TaskList, WorkerPool } from 'graphile-worker';
import type { Pool } from 'pg';
import type { QueueWork } from '../../cluster-queue.js';
import { LeaseLostError } from '../../errors.js';
import type { Postgres } from '../queries.js';
import { createLostJobs, type LostJobs } from './lost-jobs.js';
import { createTask, type TaskOptions } from './queue-task.js';
import type { QueueTools } from './queue-tools.js';
import { workerOptions } from './worker-options.js';
import { workerPool } from './worker-pool.js';

/** Of each worker that has nothing to do; together they look more often. */
const POLL_MILLISECONDS = 1000;
const RESTART_MILLISECONDS = 1000;
/** What the database did for those that came before so many others, it did long ago. */
const MOST_WORKERS = 60;

/** Workers that give up, as after a write that the database refused, are replaced by others. @throws LeaseLostError */
export async function workUntilStopped(
  postgres: Postgres,
  pool: Pool,
  tools: QueueTools,
  options: QueueWork,
): Promise<void> {
  const { signal, onTrouble } = options;
  let isTold = false;
  const onWell = () => {
    isTold = false;
  };
  const tell = (error: unknown) => {
    if (!isTold && !signal.aborted) onTrouble(error);
    isTold = true;
  };
  const running = new Set<string>();
  const over = new AbortController();
  const { bridge } = options;
  const lost = createLostJobs(postgres, tools, { bridge, running });
  void lost.giveBack(AbortSignal.any([signal, over.signal]));
  try {
    while (!signal.aborted) {
      await workOnce(postgres, pool, tools, { ...options, running, lost, onWell, onBroken: tell }).catch((error) => {
        if (error instanceof LeaseLostError) throw error;
        tell(error);
      });
      if (!signal.aborted) await tools.sleep(RESTART_MILLISECONDS, signal).catch(() => {});
    }
  } finally {
    over.abort();
  }
  await release(postgres, bridge);
}

interface OneWork extends TaskOptions {
  readonly lost: LostJobs;
  /** The database has answered. */
  readonly onWell: () => void;
  /** It has not. */
  readonly onBroken: (error: unknown) => void;
}

/** Workers until they are stopped, or the end of a job could not be written. */
async function workOnce(postgres: Postgres, pool: Pool, tools: QueueTools, options: OneWork): Promise<void> {
  const { bridge, atOnce, signal, onWell, onBroken } = options;
  const { runTaskList } = await import('graphile-worker');
  const registration = promised();
  const onUnwritten = (error: unknown) => {
    onBroken(error);
    stop();
  };
  let isStopping = false;
  const pgPool = workerPool(pool, {
    ...{ place: postgres.place, ready: registration.promise },
    ...{ ask: options.lost.ask, mayTake: options.mayTake ?? (() => true), isStopping: () => isStopping, onUnwritten },
  });
  const events = new EventEmitter();
  const raw = {
    ...{ ...(await workerOptions(tools.debug)), pgPool, events, concurrency: atOnce },
    pollInterval: tools.pollMilliseconds ?? POLL_MILLISECONDS,
  } satisfies RunnerOptions;
  let isWell = false;
  const well = () => {
    isWell = true;
    onWell();
  };
  events.on('worker:getJob:empty', well).on('job:start', well);
  events.on('worker:getJob:error', ({ error }: { readonly error: unknown }) => {
    if (isWell) onBroken(error);
    // What it asks first it asks only once, and never again when that has failed. A worker that is stopped within its own word
    // of it would tell that on standard error.
    else queueMicrotask(() => onUnwritten(error));
  });
  const tasks: TaskList = { person: createTask(postgres, tools, options) };
  const workers = runTaskList(raw, tasks, pgPool);
  function stop(): void {
    if (isStopping) return;
    isStopping = true;
    // What comes of it shows in the promise of the workers.
    Promise.resolve(workers.gracefulShutdown('stop')).catch(() => {});
  }
  signal.addEventListener('abort', stop, { once: true });
  try {
    await register(postgres, bridge, workers);
    registration.resolve();
    if (signal.aborted) stop();
    await workers.promise;
  } catch (error) {
    registration.reject(error);
    stop();
    await workers.promise.catch(() => {});
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Before they take the first job: whoever buries this bridge must know what it has. What those before them could not give
 * back, as without a database, is free.
 *
 * @throws LeaseLostError
 */
async function register(postgres: Postgres, bridge: string, { id }: WorkerPool): Promise<void> {
  const known = await postgres.transaction(async (sql) => {
    await sql.get('select free_jobs(workers) from bridge where id = $1 and not buried', bridge);
    return sql.run(REGISTER, bridge, id);
  });
  if (known === 0) throw new LeaseLostError(postgres.place);
}

/** Those before them stay: what the database has still given to one of them, whoever buries this bridge must find, too. */
const REGISTER = `update bridge set workers = workers[greatest(1, cardinality(workers) - ${MOST_WORKERS - 2}):] || array[$2]
  where id = $1 and not buried`;

/** Nothing runs here any more. Without a database, whoever buries this bridge does it. */
async function release(postgres: Postgres, bridge: string): Promise<void> {
  await postgres.get('select free_jobs(workers) from bridge where id = $1', bridge).catch(() => {});
}

interface Promised {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function promised(): Promised {
  let resolve = () => {};
  let reject: Promised['reject'] = () => {};
  const promise = new Promise<void>((...ways) => {
    [resolve, reject] = ways;
  });
  return { promise, resolve, reject };
}

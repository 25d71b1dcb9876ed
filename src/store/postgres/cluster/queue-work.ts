import { EventEmitter } from 'node:events';
import type { RunnerOptions, TaskList, WorkerPool } from 'graphile-worker';
import type { Pool } from 'pg';
import type { QueueWork } from '../../cluster.js';
import { LeaseLostError } from '../../errors.js';
import type { Postgres } from '../queries.js';
import { patientPool } from './patient-pool.js';
import { createTask } from './queue-task.js';
import type { QueueTools } from './queue-tools.js';
import { workerOptions } from './worker-options.js';

const POLL_MILLISECONDS = 500;
/** Jobs that were taken ahead go back when nobody here came to them: another bridge may have time. */
const AHEAD_MILLISECONDS = 1000;
const RESTART_MILLISECONDS = 1000;

/** Workers that give up, as after a write that the database refused, are replaced by others. */
export async function workUntilStopped(
  postgres: Postgres,
  pool: Pool,
  tools: QueueTools,
  options: QueueWork,
): Promise<void> {
  const { signal, onTrouble } = options;
  while (!signal.aborted) {
    try {
      await workOnce(postgres, pool, tools, options);
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      onTrouble(error);
    }
    if (!signal.aborted) await tools.sleep(RESTART_MILLISECONDS, signal).catch(() => {});
  }
}

async function workOnce(postgres: Postgres, pool: Pool, tools: QueueTools, options: QueueWork): Promise<void> {
  const { bridge, atOnce, signal, onTrouble } = options;
  const { runTaskList } = await import('graphile-worker');
  const events = new EventEmitter();
  const looks = { well: 0, failing: false };
  const registration = promised();
  const patient = patientPool(pool, { ready: registration.promise, signal, sleep: tools.sleep, onTrouble });
  const common = await workerOptions(tools.debug, (message, error) => {
    if (!message.startsWith('Error occurred fetching jobs')) return;
    if (!looks.failing && !signal.aborted) onTrouble(error);
    looks.failing = true;
    // What it asks first it asks only once, and never again when that has failed.
    if (looks.well === 0) stop();
  });
  events.on('localQueue:getJobs:complete', () => {
    looks.well += 1;
    looks.failing = false;
  });
  const tasks: TaskList = { person: createTask(postgres, tools, options) };
  const raw = { ...common, events, preset: presetOf(atOnce, tools) } satisfies RunnerOptions;
  const workers = runTaskList({ ...raw, pgPool: patient }, tasks, patient);
  const ended = workers.promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  let isStopping = false;
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
  } catch (error) {
    registration.reject(error);
    stop();
    await ended;
    throw error;
  }
  if (signal.aborted) stop();
  const trouble = await ended;
  signal.removeEventListener('abort', stop);
  await unregister(postgres, bridge, workers).catch((error: unknown) => {
    if (!signal.aborted) onTrouble(error);
  });
  if (trouble !== undefined && !signal.aborted) throw trouble;
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

/** Before they take the first job: whoever buries this bridge must know what it has. @throws LeaseLostError */
async function register(postgres: Postgres, bridge: string, { id }: WorkerPool): Promise<void> {
  const known = await postgres.run(
    'update bridge set workers = array_append(workers, $2) where id = $1 and not buried',
    ...[bridge, id],
  );
  if (known === 0) throw new LeaseLostError(postgres.place);
}

/** Nothing of theirs runs any more; what they could not give back, as without a database, is free. */
async function unregister(postgres: Postgres, bridge: string, { id }: WorkerPool): Promise<void> {
  await postgres.get('select free_jobs($1)', [id]);
  await postgres.run('update bridge set workers = array_remove(workers, $2) where id = $1', bridge, id);
}

function presetOf(atOnce: number, { pollMilliseconds = POLL_MILLISECONDS }: QueueTools): GraphileConfig.Preset {
  return {
    worker: {
      concurrentJobs: atOnce,
      pollInterval: pollMilliseconds,
      // One look for all: without it each of those that have nothing to do looks for itself.
      localQueue: { size: atOnce, ttl: AHEAD_MILLISECONDS },
      // Batches, for without them a database that is away when a job ends is an error that nobody catches.
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  };
}

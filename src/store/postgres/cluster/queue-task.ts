import type { Job, Task } from 'graphile-worker';
import { z } from 'zod';
import type { QueueWork } from '../../cluster-queue.js';
import type { Postgres } from '../queries.js';
import type { QueueTools } from './queue-tools.js';

const PAUSE_MILLISECONDS = 3000;
const LONGEST_PAUSES = 200;
/** How often, and after what, the end of a job is written again that the database has refused. */
const TRIES = 5;
const AGAIN_MILLISECONDS = 1000;

const payload = z.looseObject({ person: z.string() });

/** How a job has ended. */
type Ending = { readonly kind: 'done'; readonly next: number | undefined } | { readonly kind: 'failed' };

export interface TaskOptions extends QueueWork {
  /** By their ids, the jobs that run in this process, from the first moment to the last. */
  readonly running: Set<string>;
}

/** What graphile-worker calls for each job. It throws only when the job is not its own any more. */
export function createTask(postgres: Postgres, tools: QueueTools, options: TaskOptions): Task {
  const { job: turn, onTrouble, signal, running } = options;
  const { clock, sleep, pauseMilliseconds = PAUSE_MILLISECONDS } = tools;

  async function run(userId: string): Promise<Ending> {
    // It was taken at the very moment when this bridge was told to stop: another one does it.
    if (signal.aborted) return { kind: 'done', next: clock() };
    try {
      return { kind: 'done', next: await turn(userId) };
    } catch (error) {
      if (signal.aborted) return { kind: 'done', next: clock() };
      onTrouble(error);
      return { kind: 'failed' };
    }
  }

  async function finish(userId: string, id: string, worker: string | null, ending: Ending): Promise<boolean> {
    const wait = ending.kind === 'done' && ending.next !== undefined ? ending.next - clock() : null;
    for (let tries = 1; ; tries++) {
      try {
        const row = await postgres.get(FINISH, userId, id, worker, wait, ending.kind === 'failed', pauseMilliseconds);
        return row?.finished === true;
      } catch (error) {
        if (tries >= TRIES || signal.aborted) throw error;
        if (tries === 1) onTrouble(error);
        await sleep(AGAIN_MILLISECONDS, signal).catch(() => {});
      }
    }
  }

  async function runJob(body: unknown, { id, locked_by }: Job): Promise<void> {
    const { person } = payload.parse(body);
    const ending = await run(person);
    if (await finish(person, id, locked_by, ending)) return;
    // Then graphile-worker writes nothing of it, for it asks whose it is only where a job has failed.
    throw new Error('the job was given to another bridge');
  }

  return async (body, { job }) => {
    running.add(job.id);
    await runJob(body, job).finally(() => running.delete(job.id));
  };
}

const FINISH = `select finish_person($1, $2::bigint, $3, clock_timestamp() + $4::float8 * interval '1 ms', $5,
  $6::float8 * interval '1 ms', $6::float8 * ${LONGEST_PAUSES} * interval '1 ms') as finished`;

import type { RunnerOptions } from 'graphile-worker';

/**
 * How graphile-worker is told to be, wherever it is called: quiet, and with nothing that rests on a session.
 *
 * @param debug what it has to say, with the ids of its jobs
 */
export async function workerOptions(debug?: (message: string) => void) {
  const { Logger } = await import('graphile-worker');
  const logger = new Logger(() => (_level, message) => debug?.(`queue: ${message}`));
  return {
    ...{ schema: 'graphile_worker', noHandleSignals: true, noPreparedStatements: true },
    logger,
  } satisfies RunnerOptions;
}

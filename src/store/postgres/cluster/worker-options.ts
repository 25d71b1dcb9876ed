import type { RunnerOptions } from 'graphile-worker';

/**
 * How graphile-worker is told to be, wherever it is called: quiet, and with nothing that rests on a session.
 *
 * @param debug what it has to say, with the ids of its jobs
 * @param onError of that what it calls an error
 */
export async function workerOptions(
  debug?: (message: string) => void,
  onError?: (message: string, error: unknown) => void,
) {
  const { Logger } = await import('graphile-worker');
  const logger = new Logger(() => (level, message, meta) => {
    debug?.(`queue: ${message}`);
    if (level === 'error') onError?.(message, meta?.error);
  });
  return {
    ...{ schema: 'graphile_worker', noHandleSignals: true, noPreparedStatements: true },
    logger,
  } satisfies RunnerOptions;
}

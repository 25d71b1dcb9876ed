import type { Log } from '../log.js';

/**
 * What happens to one person, where there are ten thousand: for whoever looks for it. That somebody must authorise it
 * again is a line; the numbers of all are metrics.
 */
export function quietLog(log: Log): Log {
  const { info, debug } = log;
  return { ...log, error: info, warn: debug, info: debug };
}

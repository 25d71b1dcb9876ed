import type { Log } from '../log.js';

/** The log of one person's turn. */
export interface TurnLog {
  readonly log: Log;
  /** What it was told to hide is forgotten: a bridge meets ten thousand people, and each of them has new tokens daily. */
  end(): void;
}

/**
 * What happens to one person, where there are ten thousand: for whoever looks for it. That somebody must authorise it
 * again is a line; the numbers of all are metrics.
 */
export function openTurnLog(log: Log): TurnLog {
  const { info, debug } = log;
  const hidden = new Set<string>();
  return {
    log: {
      ...{ ...log, error: info, warn: debug, info: debug },
      hide(secret, name = secret) {
        hidden.add(name);
        log.hide(secret, name);
      },
    },
    end() {
      for (const name of hidden) log.forget(name);
    },
  };
}

import { randomUUID } from 'node:crypto';
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
  // Who is removed on the page may have a turn at the same time, which goes on to need what it has hidden.
  const turn = randomUUID();
  return {
    log: {
      ...{ ...log, error: info, warn: debug, info: debug },
      hide(secret, name = secret) {
        const own = `${turn} ${name}`;
        hidden.add(own);
        log.hide(secret, own);
      },
    },
    end() {
      for (const name of hidden) log.forget(name);
    },
  };
}

import type { Log } from '../log.js';

/** What a person must know, said once however often it is found: when it begins, when it changes, when it is over. */
export interface Troubles {
  /** @param topic what it is about; the same message about it again is for debugging only */
  begin(topic: string, level: 'error' | 'warn', message: string): void;
  end(topic: string, message: string): void;
}

export function createTroubles(log: Pick<Log, 'error' | 'warn' | 'info' | 'debug'>): Troubles {
  const current = new Map<string, string>();
  return {
    begin(topic, level, message) {
      if (current.get(topic) === message) log.debug(message);
      else log[level](message);
      current.set(topic, message);
    },
    end(topic, message) {
      if (current.delete(topic)) log.info(message);
    },
  };
}

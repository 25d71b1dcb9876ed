import type { Log } from '../log.js';

/** What the broker refuses, of whomever: said once for each reason, and when it takes such a message again. */
export interface Refusals {
  refused(topic: string, reason: string): void;
  taken(topic: string): void;
}

/** Of each reason so many are remembered: with a wrong ACL it is those of ten thousand people. */
const MOST_TOPICS = 1000;

export function createRefusals(log: Pick<Log, 'warn' | 'info' | 'debug'>): Refusals {
  const reasons = new Map<string, Set<string>>();
  return {
    refused(topic, reason) {
      const topics = reasons.get(reason) ?? new Set();
      log[topics.size === 0 ? 'warn' : 'debug'](
        'the broker refuses a message on {topic}: {reason}; others with the same reason are not listed',
        { topic, reason },
      );
      if (topics.size < MOST_TOPICS) reasons.set(reason, topics.add(topic));
    },
    taken(topic) {
      for (const [reason, topics] of reasons) {
        if (!topics.has(topic)) continue;
        reasons.delete(reason);
        log.info('the broker takes a message again that it refused: {reason}', { reason });
      }
    },
  };
}

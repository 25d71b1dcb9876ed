import { fill, type Log } from '../log.js';

/** What the broker refuses, of whomever: said once for each reason, and when it takes such a message again. */
export interface Refusals {
  refused(topic: string, reason: string): void;
  taken(topic: string): void;
  /** What it refuses now, in words, and what to do; undefined where it takes all. */
  problem(): string | undefined;
}

const REFUSED =
  'the broker refuses a message on {topic}: {reason}; see what its ACL lets this user write, and how large a message may be';
const REFUSED_FIRST = `${REFUSED}; others with the same reason are not listed` as const;

/** Of each reason so many are remembered: with a wrong ACL it is those of ten thousand people. */
const MOST_TOPICS = 1000;

export function createRefusals(log: Pick<Log, 'error' | 'info' | 'debug'>): Refusals {
  const reasons = new Map<string, Set<string>>();
  return {
    refused(topic, reason) {
      const topics = reasons.get(reason) ?? new Set();
      if (topics.size === 0) log.error(REFUSED_FIRST, { topic, reason });
      else log.debug(REFUSED, { topic, reason });
      if (topics.size < MOST_TOPICS) reasons.set(reason, topics.add(topic));
    },
    taken(topic) {
      for (const [reason, topics] of reasons) {
        if (!topics.has(topic)) continue;
        reasons.delete(reason);
        log.info('the broker takes a message again that it refused: {reason}', { reason });
      }
    },
    problem() {
      for (const [reason, [topic]] of reasons) return fill(REFUSED, { topic: topic!, reason });
      return undefined;
    },
  };
}

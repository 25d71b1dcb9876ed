import type { Log } from '../log.js';
import type { BrokerProblem } from './problem.js';

/** What is said of the broker: each thing once, however often it happens; the repetitions are for debugging. */
export interface ConnectionLog {
  up(protocolVersion: 4 | 5): void;
  /** `failures` is 0 for a connection that had lasted: what comes after it is said anew. */
  problem(problem: BrokerProblem, failures: number): void;
  /** The broker does not let us read what we want to. */
  unreadable(reason: string): void;
  /** The broker does not take a message. */
  refused(topic: string, reason: string): void;
}

/** Kinds that need a person. */
const ERRORS: readonly BrokerProblem['kind'][] = ['login', 'tls', 'taken'];
/** After so many failures in a row `connected` must not be the last word. */
const TRIES_UNTIL_SAID_AGAIN = 3;

export function createConnectionLog(log: Log, url: string): ConnectionLog {
  const told = new Set<string>();
  const warned = new Set<string>();
  let saidUp = false;
  let tries = 0;

  function warnOnce(kind: string, message: string): void {
    if (warned.has(kind)) log.debug(message);
    else log.warn(message);
    warned.add(kind);
  }

  return {
    up(protocolVersion) {
      const message = `connected to the broker at ${url} (MQTT ${protocolVersion === 5 ? '5' : '3.1.1'})`;
      if (saidUp) log.debug(message);
      else log.info(message);
      saidUp = true;
      tries = 0;
    },
    problem({ kind, text }, failures) {
      const message = `no connection to the broker at ${url}: ${text}`;
      const topic = kind === 'other' ? text : kind;
      if (failures === 0) told.clear();
      tries += 1;
      const misleading = saidUp && tries >= TRIES_UNTIL_SAID_AGAIN;
      if (told.has(topic) && !misleading) {
        log.debug(message);
        return;
      }
      told.add(topic);
      saidUp = false;
      if (ERRORS.includes(kind)) log.error(message);
      else log.warn(`${message}; trying again until it is there`);
    },
    unreadable(reason) {
      warnOnce('unreadable', `cannot read from the broker: ${reason}; check its ACL. Everything is published anew`);
    },
    refused(topic, reason) {
      warnOnce(
        `refused: ${reason}`,
        `the broker refuses a message on ${topic}: ${reason}; others with the same reason are not listed`,
      );
    },
  };
}

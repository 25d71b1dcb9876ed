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
  /** The broker gives retained messages for exact topics only. */
  exactOnly(): void;
  /** Another bridge has the base topic. */
  occupied(base: string): void;
  /** Nobody else has it. */
  alone(): void;
}

/** Kinds that need a person. */
const ERRORS: readonly BrokerProblem['kind'][] = ['login', 'tls', 'refused', 'taken'];
/** After so many failures in a row `connected` must not be the last word. */
const TRIES_UNTIL_SAID_AGAIN = 3;

/** What to do about two bridges on one base topic. */
export function occupiedText(base: string): string {
  return `another bridge is at work on the base topic ${base}: give one of them another mqtt.base_topic, or stop it`;
}

export function createConnectionLog(log: Log, url: string): ConnectionLog {
  const told = new Set<string>();
  const warned = new Set<string>();
  let saidUp = false;
  let saidExactOnly = false;
  let occupied = false;
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
    exactOnly() {
      if (saidExactOnly) return;
      saidExactOnly = true;
      log.info(
        'this broker gives retained messages for exact topics only (RabbitMQ does): everything is published again at each connection, and what an earlier configuration left there cannot be found and stays',
      );
    },
    occupied(base) {
      const message = occupiedText(base);
      if (occupied) log.debug(message);
      else log.error(`${message}; until then this one publishes nothing, and it takes over when the other is gone`);
      occupied = true;
    },
    alone() {
      if (occupied) log.info('the other bridge is gone; this one takes over');
      occupied = false;
    },
    refused(topic, reason) {
      warnOnce(
        `refused: ${reason}`,
        `the broker refuses a message on ${topic}: ${reason}; others with the same reason are not listed`,
      );
    },
  };
}

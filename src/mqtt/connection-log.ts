import type { Log } from '../log.js';
import type { BrokerProblem } from './problem.js';

/** What is said of the broker: each thing once, however often it happens; the repetitions are for debugging. */
export interface ConnectionLog {
  up(protocolVersion: 4 | 5): void;
  /** `failures` is 0 for a connection that had lasted: what comes after it is said anew. */
  problem(problem: BrokerProblem, failures: number): void;
  /** The broker does not let us read what we want to. */
  unreadable(reason: string): void;
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
export const OCCUPIED =
  'another bridge is at work on the base topic {base}: give one of them another mqtt.base_topic, or stop it';
export const OCCUPIED_WAITS =
  `${OCCUPIED}; until then this one publishes nothing, and it takes over when the other is gone` as const;

export function createConnectionLog(log: Log, url: string): ConnectionLog {
  const told = new Set<string>();
  let saidUnreadable = false;
  let saidUp = false;
  let saidExactOnly = false;
  let occupied = false;
  let tries = 0;

  return {
    up(protocolVersion) {
      const protocol = protocolVersion === 5 ? '5' : '3.1.1';
      log[saidUp ? 'debug' : 'info']('connected to the broker at {url} (MQTT {protocol})', { url, protocol });
      saidUp = true;
      tries = 0;
    },
    problem({ kind, text }, failures) {
      const about = { url, reason: text };
      const topic = kind === 'other' ? text : kind;
      if (failures === 0) told.clear();
      tries += 1;
      const misleading = saidUp && tries >= TRIES_UNTIL_SAID_AGAIN;
      if (told.has(topic) && !misleading) {
        log.debug('no connection to the broker at {url}: {reason}', about);
        return;
      }
      told.add(topic);
      saidUp = false;
      if (ERRORS.includes(kind)) log.error('no connection to the broker at {url}: {reason}', about);
      else log.warn('no connection to the broker at {url}: {reason}; trying again until it is there', about);
    },
    unreadable(reason) {
      const level = saidUnreadable ? 'debug' : 'warn';
      saidUnreadable = true;
      log[level]('cannot read from the broker: {reason}; check its ACL. Everything is published anew', { reason });
    },
    exactOnly() {
      if (saidExactOnly) return;
      saidExactOnly = true;
      log.info(
        'this broker gives retained messages for exact topics only (RabbitMQ does): everything is published again at each connection, and what an earlier configuration left there cannot be found and stays',
      );
    },
    occupied(base) {
      if (occupied) log.debug(OCCUPIED, { base });
      else log.error(OCCUPIED_WAITS, { base });
      occupied = true;
    },
    alone() {
      if (occupied) log.info('the other bridge is gone; this one takes over');
      occupied = false;
    },
  };
}

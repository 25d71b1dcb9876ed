import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { createBrokerSession } from '../../src/mqtt/broker-session.js';
import type { Message } from '../../src/mqtt/connection.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { logLines } from '../log-lines.js';
import { createInbox, STATE_TOPIC } from './watch.js';

export const INFO_TOPIC = 'withings/bridge/info';

export interface SessionWorld {
  readonly instance: string;
  readonly started?: string;
  /** Another bridge is there that will answer, and is given its whole time, on a machine that is busy with other things. */
  readonly besideAnother?: boolean;
}

/** In which another bridge has to answer. */
const ANSWER_MILLISECONDS = 3000;

/** The session of a bridge that says who it is; it ends with the test. Seconds pass ten times as fast. */
export function startSession(url: string, options: SessionWorld) {
  const { instance, started = '2026-01-01T00:00:00.000Z', besideAnother = false } = options;
  const isWhole = (milliseconds: number) =>
    milliseconds < 1000 || (besideAnother && milliseconds === ANSWER_MILLISECONDS);
  const stop = new AbortController();
  const { log, lines } = logLines();
  const topics = createTopics('withings');
  const session = createBrokerSession({
    broker: { url, protocolVersion: 4, keepalive: 60, rejectUnauthorized: true, qos: 1, stateTopic: STATE_TOPIC },
    topics,
    log,
    signal: stop.signal,
    sleep: (milliseconds) =>
      pause(isWhole(milliseconds) ? milliseconds : milliseconds / 10, undefined, { signal: stop.signal }),
    random: Math.random,
    lookThrough: ['withings/#', 'homeassistant/device/+/config'],
    isOurs: () => true,
    subscriptions: ['withings/bridge/request/+'],
    // As every bridge does, old or new.
    onMessage({ topic, payload }: Message) {
      if (topic === topics.request('health_check')) {
        const { transaction } = JSON.parse(payload);
        void session.publisher.send(topics.response('health_check'), JSON.stringify({ status: 'ok', transaction }));
      }
    },
  });
  const readies = createInbox<true>();
  session.onReady(() => readies.put(true));
  session.publisher.set(INFO_TOPIC, JSON.stringify({ instance, started }));
  const done = session.run();
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  return { session, readies, lines, done };
}

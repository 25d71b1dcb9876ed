import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt from 'mqtt';
import { onTestFinished } from 'vitest';
import { createClusterSession } from '../../src/mqtt/cluster-session.js';
import type { Message } from '../../src/mqtt/connection.js';
import { createPresence } from '../../src/mqtt/presence.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { systemTools } from '../../src/tools.js';
import { logLines } from '../log-lines.js';
import { createInbox } from '../mqtt/watch.js';

/** A broker of whatever make, as a client needs it. */
export interface Address {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

export interface MemberOptions {
  readonly protocolVersion?: 4 | 5;
  readonly node?: string;
  readonly instance?: string;
}

export const TOPICS = createTopics('withings');

/** What both connections of a bridge have in common; `dies` is what the broker sees of a kill -9: the socket is gone. */
function member({ url, username, password }: Address, options: MemberOptions) {
  const stop = new AbortController();
  const { log, lines } = logLines();
  const requests = createInbox<Message>();
  const allowed = { now: true };
  const common = {
    broker: {
      ...{ url, username, password, keepalive: 60, rejectUnauthorized: true },
      ...{ qos: 1 as const, protocolVersion: options.protocolVersion ?? 5 },
    },
    ...{ topics: TOPICS, instance: options.instance ?? 'one', log, signal: stop.signal, random: Math.random },
    onRequest: requests.put,
  };
  const dies = () => stop.abort();
  onTestFinished(dies);
  return { common, lines, requests, allowed, dies, signal: stop.signal };
}

/** Before the last will: a takeover on a busy machine must come sooner. */
export const SECONDS = 3;

/** A bridge's hold on the common state; it ends with the test. */
export function startPresence(address: Address, options: MemberOptions = {}) {
  const { common, allowed, ...rest } = member(address, options);
  const { sleep } = systemTools;
  const presence = createPresence({ ...common, sleep, willDelaySeconds: SECONDS, mayHold: () => allowed.now });
  return { presence, allowed, ...rest };
}

/** A bridge's own connection; it ends with the test. */
export function startSession(address: Address, options: MemberOptions = {}) {
  const { common, allowed, ...rest } = member(address, options);
  const sleep = (milliseconds: number) => pause(milliseconds, undefined, { signal: rest.signal });
  const session = createClusterSession({
    ...common,
    ...{ node: options.node ?? 'n1', sleep, mayPublish: () => allowed.now },
  });
  const ups = createInbox<true>();
  const downs = createInbox<true>();
  session.onUp(() => ups.put(true));
  session.onDown(() => downs.put(true));
  const done = session.run();
  return { session, ups, downs, allowed, done, ...rest };
}

/** Another client, which sees what is published on some topics, and what lay there. */
export async function watch(address: Address, ...filters: readonly string[]) {
  const client = await mqtt.connectAsync(address.url, { protocolVersion: 5, reconnectPeriod: 0, ...login(address) });
  onTestFinished(() => client.endAsync(true));
  const marker = `test/${randomUUID()}`;
  const markers = createInbox<true>();
  const messages = createInbox<string>();
  client.on('message', (topic, payload) => {
    if (topic === marker) markers.put(true);
    else messages.put(`${topic}=${payload}`);
  });
  await client.subscribeAsync([...filters, marker], { qos: 1 });
  return {
    client,
    /** Each as `topic=payload`. */
    messages,
    /** Resolves with all that came, when the broker has sent everything that it was given before. */
    async complete(): Promise<readonly string[]> {
      await client.publishAsync(marker, 'x', { qos: 1 });
      await markers.take();
      return [...messages.all];
    },
  };
}

/**
 * Resolves when the broker has sent a last will that was to wait for so many seconds from now: one that began earlier to
 * wait for less has been sent by then, or never will be.
 */
export async function willOfSeconds(address: Address, seconds: number): Promise<void> {
  const topic = `test/${randomUUID()}`;
  const { messages } = await watch(address, topic);
  const dying = await mqtt.connectAsync(address.url, {
    ...{ protocolVersion: 5, reconnectPeriod: 0, clean: false, clientId: randomUUID(), ...login(address) },
    properties: { sessionExpiryInterval: 2 * seconds },
    will: { topic, payload: Buffer.from('gone'), qos: 1, retain: false, properties: { willDelayInterval: seconds } },
  });
  dying.stream.destroy();
  await messages.take();
}

function login({ username, password }: Address) {
  return { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
}

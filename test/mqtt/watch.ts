import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Aedes, type AedesOptions } from 'aedes';
import mqtt from 'mqtt';
import { onTestFinished } from 'vitest';
import { type BrokerOptions, keepConnected, type Link, type Message } from '../../src/mqtt/connection.js';
import type { BrokerProblem } from '../../src/mqtt/problem.js';

/** What arrives, one by one, for whoever waits for it. */
export interface Inbox<T> {
  readonly all: readonly T[];
  put(item: T): void;
  /** The oldest one that nobody has taken yet. */
  take(): Promise<T>;
}

export function createInbox<T>(): Inbox<T> {
  const all: T[] = [];
  const waiting: ((item: T) => void)[] = [];
  let taken = 0;
  return {
    all,
    put(item) {
      all.push(item);
      const next = waiting.shift();
      if (next) next(all[taken++]!);
    },
    take() {
      if (taken < all.length) return Promise.resolve(all[taken++]!);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}

export const STATE_TOPIC = 'withings/bridge/state';

export interface WatchOptions extends Partial<BrokerOptions> {
  /** How many tries follow at once; then no more. Default 0. */
  readonly retries?: number;
  readonly clock?: () => number;
  /** For an answer. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** A connection that is kept until the test ends, and what it tells. */
export function watchConnection(url: string, { retries = 0, clock, wait, ...options }: WatchOptions = {}) {
  const stop = new AbortController();
  const ups = createInbox<Link>();
  const downs = createInbox<true>();
  const problems = createInbox<BrokerProblem>();
  const messages = createInbox<Message>();
  const failures: number[] = [];
  let sleeps = 0;
  const done = keepConnected(
    { url, protocolVersion: 4, keepalive: 60, rejectUnauthorized: true, qos: 1, stateTopic: STATE_TOPIC, ...options },
    { onUp: ups.put, onDown: () => downs.put(true), onProblem: problems.put, onMessage: messages.put },
    {
      signal: stop.signal,
      ...(clock && { clock }),
      ...(wait && { wait }),
      sleep: () => {
        if (++sleeps <= retries) return Promise.resolve();
        return new Promise((_, reject) => stop.signal.addEventListener('abort', reject, { once: true }));
      },
      retryDelay(count) {
        failures.push(count);
        return 1;
      },
    },
  );
  const end = () => {
    stop.abort();
    return done;
  };
  onTestFinished(end);
  return { ups, downs, problems, messages, failures, done, end };
}

/** A server on a free port, and the sockets that are open on it. */
export async function listening<S extends Server>(server: S): Promise<{ port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket | TLSSocket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  server.on('connection', keep).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, sockets };
}

/** A broker of the test's own, with the hooks of aedes. */
export async function startAedes(options: AedesOptions = {}) {
  const aedes = await Aedes.createBroker(options);
  onTestFinished(() => new Promise<void>((resolve) => aedes.close(() => resolve())));
  const { port, sockets } = await listening(createServer(aedes.handle));
  return { url: `mqtt://127.0.0.1:${port}`, sockets, aedes };
}

/** A server that says what the test tells it to, byte by byte, whatever it hears. */
export async function startRaw(answer: (bytes: Buffer, socket: Socket) => void) {
  const server = createServer((socket) => socket.on('data', (bytes) => answer(bytes, socket)));
  const { port, sockets } = await listening(server);
  return { url: `mqtt://127.0.0.1:${port}`, port, sockets };
}

/** Another client of the broker. */
export async function connectClient(url: string) {
  const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0 });
  onTestFinished(() => client.endAsync(true));
  return client;
}

/** What lies retained on a topic, or is published on it next. */
export async function nextOn(url: string, topic: string): Promise<string> {
  const client = await connectClient(url);
  const message = new Promise<string>((resolve) => {
    client.once('message', (_, payload) => resolve(String(payload)));
  });
  await client.subscribeAsync(topic, { qos: 1 });
  return message;
}

import { once } from 'node:events';
import type { IClientOptions } from 'mqtt';
import { createLink, type Link } from './link.js';
import { openClient } from './open-client.js';
import { type BrokerProblem, DROPPED_AGAIN, describeProblem } from './problem.js';

export type { Link } from './link.js';

export interface BrokerOptions {
  /** mqtt, mqtts, ws or wss. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly clientId?: string | undefined;
  readonly protocolVersion: 4 | 5;
  readonly keepalive: number;
  /** PEM texts. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly rejectUnauthorized: boolean;
  readonly qos: 0 | 1 | 2;
  /** Where the broker says `offline` when this process dies. */
  readonly stateTopic: string;
}

export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retained: boolean;
}

export interface ConnectionEvents {
  onUp(link: Link): void;
  onDown(): void;
  onMessage(message: Message): void;
  /** A connection that failed or broke, in words; called for every try. `failures` is 0 for one that had lasted. */
  onProblem(problem: BrokerProblem, failures: number): void;
}

export interface ConnectionTools {
  readonly signal: AbortSignal;
  /** Rejects when the signal is aborted. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds before try number `failures` + 1. */
  readonly retryDelay: (failures: number) => number;
  /** Milliseconds; how long a connection lasted is measured with it. Default: the process's own. */
  readonly clock?: () => number;
}

const CONNECT_TIMEOUT_MILLISECONDS = 10_000;
/** Enough to keep a broker busy; a smaller wish of the broker's (MQTT 5, Receive Maximum) is respected. */
const MOST_IN_FLIGHT = 1000;
/**
 * Far above the largest discovery message. With MQTT 5 the broker keeps larger ones to itself; before, they are dropped
 * here: whoever may publish a request must not fill the memory.
 */
const LARGEST_PACKET_BYTES = 1024 * 1024;
/**
 * A connection that breaks sooner counts as a failure: a broker that throws us out again and again, or another client
 * with our id, is not to be pestered. Longer than any wait between two tries, or two rivals would never come to rest.
 */
const LASTING_MILLISECONDS = 60_000;
/** So many short connections in a row, with no failed try in between, are no accident. */
const SHORT_ONES_THAT_TELL = 3;

/**
 * Keeps a connection to the broker until the signal is aborted or a link has taken leave. Each try is a client of its
 * own: nothing queues up in it while the broker is away, and a broker that does not speak MQTT 5 gets 3.1.1 at the next
 * try.
 */
export async function keepConnected(options: BrokerOptions, events: ConnectionEvents, tools: ConnectionTools) {
  let protocolVersion = options.protocolVersion;
  let failures = 0;
  let silent = 0;
  let dropped = 0;
  const { clock = () => performance.now() } = tools;
  while (!tools.signal.aborted) {
    const outcome = await connectOnce({ ...options, protocolVersion }, events, tools.signal, clock);
    if (tools.signal.aborted || outcome.left) return;
    const { lasted = 0 } = outcome;
    failures = lasted >= LASTING_MILLISECONDS ? 0 : failures + 1;
    dropped = outcome.lasted !== undefined && failures > 0 && outcome.problem.kind === 'away' ? dropped + 1 : 0;
    // Some old brokers just hang up on a CONNECT of MQTT 5.
    silent = outcome.problem.kind === 'silent' ? silent + 1 : 0;
    const speaksOther = outcome.problem.kind === 'protocol' || silent === 2;
    if (speaksOther && options.protocolVersion === 5) {
      protocolVersion = protocolVersion === 5 ? 4 : 5;
      silent = 0;
      if (outcome.problem.kind === 'protocol' && protocolVersion === 4) continue;
    }
    events.onProblem(dropped < SHORT_ONES_THAT_TELL ? outcome.problem : DROPPED_AGAIN, failures);
    await tools.sleep(tools.retryDelay(failures)).catch(() => {});
  }
}

interface Outcome {
  /** Milliseconds of the connection; undefined if there was none. */
  readonly lasted: number | undefined;
  /** By its own link's `end`. */
  readonly left: boolean;
  readonly problem: BrokerProblem;
}

function connectOnce(
  options: BrokerOptions,
  events: ConnectionEvents,
  signal: AbortSignal,
  clock: () => number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const client = openClient(options.url, clientOptions(options));
    const closed = new AbortController();
    let upSince: number | undefined;
    let left = false;
    let error: unknown;

    // The client's own listeners stay: they put its timers away when the stream has closed.
    const finish = () => {
      if (closed.signal.aborted) return;
      closed.abort();
      signal.removeEventListener('abort', finish);
      client.end(true);
      // A client that is taking leave does not listen to another end.
      client.stream.destroy();
      const lasted = upSince === undefined ? undefined : clock() - upSince;
      if (lasted !== undefined) events.onDown();
      resolve({ lasted, left, problem: describeProblem(error, lasted !== undefined) });
    };
    const leave = async () => {
      left = true;
      if (closed.signal.aborted) return;
      const ended = once(closed.signal, 'abort');
      await Promise.race([client.endAsync(), ended]);
    };
    signal.addEventListener('abort', finish, { once: true });
    client.on('error', (reason) => {
      error = reason;
    });
    client.on('disconnect', (packet) => {
      error = Object.assign(new Error('the broker ended the connection'), { code: packet.reasonCode });
      client.stream.destroy();
    });
    client.on('connect', (packet) => {
      if (closed.signal.aborted) return;
      upSince = clock();
      const wish = packet.properties?.receiveMaximum ?? MOST_IN_FLIGHT;
      const window = Math.min(wish, MOST_IN_FLIGHT);
      const largest = packet.properties?.maximumPacketSize;
      const { protocolVersion, qos } = options;
      events.onUp(createLink({ client, protocolVersion, qos, window, largest, end: leave }));
    });
    client.on('message', (topic, payload, packet) => {
      if (closed.signal.aborted || payload.length > LARGEST_PACKET_BYTES) return;
      events.onMessage({ topic, payload: payload.toString('utf8'), retained: packet.retain });
    });
    client.on('close', finish);
    if (signal.aborted) finish();
  });
}

function clientOptions(options: BrokerOptions): IClientOptions {
  return {
    ...(options.username !== undefined && { username: options.username }),
    ...(options.password !== undefined && { password: options.password }),
    ...(options.clientId !== undefined && { clientId: options.clientId }),
    ...(options.ca !== undefined && { ca: options.ca }),
    ...(options.cert !== undefined && { cert: options.cert }),
    ...(options.key !== undefined && { key: options.key }),
    rejectUnauthorized: options.rejectUnauthorized,
    protocolVersion: options.protocolVersion,
    ...(options.protocolVersion === 5 && { properties: { maximumPacketSize: LARGEST_PACKET_BYTES } }),
    keepalive: options.keepalive,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_TIMEOUT_MILLISECONDS,
    queueQoSZero: false,
    // It would hold 65,536 buffers, some 10 MB, to spare the making of a few.
    writeCache: false,
    will: { topic: options.stateTopic, payload: Buffer.from('offline'), qos: options.qos, retain: true },
  };
}

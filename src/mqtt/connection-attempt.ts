import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { IConnackPacket, Packet } from 'mqtt';
import { reset } from '../reset.js';
import { ANSWER_MILLISECONDS, watchAnswers } from './acknowledgements.js';
import type { BrokerOptions, BrokerProblem, ConnectionEvents } from './broker.js';
import { lacking } from './broker-features.js';
import { clientOptions, LARGEST_PACKET_BYTES, type Will } from './client-options.js';
import { connectBelow } from './connect-below.js';
import { createLink } from './link.js';
import { type OpenClient, openClient, openClientOver } from './open-client.js';
import { withTlsFiles } from './options.js';
import { describeProblem } from './problem.js';
import type { BrokerWords } from './reasons.js';

/** How a try to connect, and the connection that came of it, went. */
export interface ConnectionOutcome {
  /** Milliseconds of the connection; undefined if there was none. */
  readonly lasted: number | undefined;
  /** `left` and `again`: by its own link's `end`, `handOver` or `drop`, and `reopen`. */
  readonly end: 'broken' | 'left' | 'again';
  readonly problem: BrokerProblem;
}

export interface ConnectionAttemptOptions {
  readonly broker: BrokerOptions;
  readonly will: Will | undefined;
  readonly events: Pick<ConnectionEvents, 'onUp' | 'onDown' | 'onMessage'>;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  /** Milliseconds; an answer is waited for with it. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Enough to keep a broker busy; a smaller wish of the broker's (MQTT 5, Receive Maximum) is respected. */
const MOST_IN_FLIGHT = 1000;
/** MQTT 5, 3.14.2.1. */
const DISCONNECT_WITH_WILL = 4;

/** One client, from its connection until that is gone. */
export async function connectOnce(options: ConnectionAttemptOptions): Promise<ConnectionOutcome> {
  const { will, signal } = options;
  let tcp: Socket | undefined;
  let opened: OpenClient;
  try {
    const broker = await withTlsFiles(options.broker);
    tcp = await connectBelow(broker, signal);
    // In the middle of a renewal a key does not belong to its certificate, or is half there: that throws.
    opened = open(broker, will, tcp);
  } catch (error) {
    tcp?.on('error', () => {}).destroy();
    return { lasted: undefined, end: 'broken', problem: describeProblem(error, false, { qos: options.broker.qos }) };
  }
  return useOnce(opened, options);
}

function useOnce(
  { client, below }: OpenClient,
  { broker, events, signal, clock, wait }: Omit<ConnectionAttemptOptions, 'will'>,
): Promise<ConnectionOutcome> {
  return new Promise((resolve) => {
    const closed = new AbortController();
    let upSince: number | undefined;
    let end: ConnectionOutcome['end'] = 'broken';
    let error: unknown;
    let found: BrokerProblem | undefined;
    let words: BrokerWords | undefined;

    // The client's own listeners stay: they put its timers away when the stream has closed.
    const finish = () => {
      if (closed.signal.aborted) return;
      closed.abort();
      signal.removeEventListener('abort', finish);
      // Before the client closes it. One that is disconnecting does not listen to another end.
      reset(below());
      client.stream.destroy();
      client.end(true);
      const lasted = upSince === undefined ? undefined : clock() - upSince;
      if (lasted !== undefined) events.onDown();
      const problem = found ?? describeProblem(error, lasted !== undefined, { qos: broker.qos, words });
      resolve({ lasted, end, problem });
    };
    let disconnected: Promise<unknown> | undefined;
    const leave = async (how: 'left' | 'again', reasonCode?: number) => {
      if (end !== 'left') end = how;
      if (closed.signal.aborted) return;
      // A second DISCONNECT would be over at once, before the first one is.
      disconnected ??= client.endAsync(false, reasonCode === undefined ? {} : { reasonCode });
      await Promise.race([disconnected, once(closed.signal, 'abort')]);
    };
    const owed = watchAnswers({
      clock,
      sleep: wait,
      onMissing(what) {
        found = { kind: 'other', text: `it did not acknowledge ${what} within ${ANSWER_MILLISECONDS / 1000} s` };
        finish();
      },
    });
    const up = ({ properties }: IConnackPacket) => {
      if (closed.signal.aborted) return;
      found = lacking(properties, broker.qos);
      // A proper disconnected: nothing of this client is to be published there.
      if (found) return void client.end();
      upSince = clock();
      const window = Math.min(properties?.receiveMaximum ?? MOST_IN_FLIGHT, MOST_IN_FLIGHT);
      const { protocolVersion, qos } = broker;
      const isFive = protocolVersion === 5;
      const leaving = {
        end: () => leave('left'),
        handOver: () => leave('left', isFive ? DISCONNECT_WITH_WILL : undefined),
        reopen: () => void leave('again'),
        drop() {
          end = 'left';
          finish();
        },
      };
      const largest = properties?.maximumPacketSize;
      const shares = isFive && properties?.sharedSubscriptionAvailable !== false;
      events.onUp(createLink({ client, protocolVersion, shares, qos, window, largest, owed, ...leaving }));
    };
    signal.addEventListener('abort', finish, { once: true });
    client.on('packetreceive', (packet) => {
      words = wordsOf(packet) ?? words;
    });
    client.on('error', (reason) => {
      error = reason;
    });
    client.on('disconnect', (packet) => {
      error = Object.assign(new Error('the broker ended the connection'), { code: packet.reasonCode });
      client.stream.destroy();
    });
    client.on('connect', up);
    client.on('message', (topic, payload, packet) => {
      if (closed.signal.aborted || payload.length > LARGEST_PACKET_BYTES) return;
      events.onMessage({ topic, payload: payload.toString('utf8'), retained: packet.retain });
    });
    client.on('close', finish);
    if (signal.aborted) finish();
  });
}

function open(broker: BrokerOptions, will: Will | undefined, tcp: Socket | undefined): OpenClient {
  const options = clientOptions(broker, will);
  if (tcp) return openClientOver(tcp, broker.url, options);
  const client = openClient(broker.url, options);
  return { client, below: () => client.stream };
}

function wordsOf(packet: Packet): BrokerWords | undefined {
  return packet.cmd === 'connack' || packet.cmd === 'disconnect' ? packet.properties : undefined;
}

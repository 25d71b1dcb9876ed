import type { BrokerOptions, BrokerProblem } from './broker.js';
import { clientOptions, type Will } from './client-options.js';
import { openClient } from './open-client.js';
import { NO_RETAINED, tooHighQos } from './reasons.js';

/** What a broker of MQTT 5 says of itself in its CONNACK, as far as the bridge depends on it. */
interface ConnackProperties {
  readonly retainAvailable?: boolean | undefined;
  readonly maximumQoS?: number | undefined;
}

const RETAINED: BrokerProblem = { kind: 'refused', text: NO_RETAINED };

/** What the bridge needs and a broker says not to have. */
export function lacking(connack: ConnackProperties | undefined, qos: 0 | 1 | 2): BrokerProblem | undefined {
  if (connack?.retainAvailable === false) return RETAINED;
  const most = connack?.maximumQoS;
  return (most === 0 || most === 1) && most < qos ? tooHighQos(qos, most) : undefined;
}

/**
 * MQTT 3.1.1 has no words for what a broker lacks: it just hangs up on a client whose last will wants it. So other wills
 * are tried, on a topic of their own and with nothing in them, and none is ever sent.
 *
 * @returns undefined when it takes the bridge's own kind of will, or none at all
 */
export async function findLacking(broker: BrokerOptions, signal: AbortSignal): Promise<BrokerProblem | undefined> {
  const takes = (qos: 0 | 1 | 2, retain: boolean) => accepts(broker, emptyWill(broker, qos, retain), signal);
  const lower = ([1, 0] as const).filter((qos) => qos < broker.qos);
  if (await takes(broker.qos, true)) return undefined;
  for (const qos of lower) if (await takes(qos, true)) return tooHighQos(broker.qos, qos);
  for (const qos of [broker.qos, ...lower]) if (await takes(qos, false)) return RETAINED;
  return undefined;
}

function emptyWill({ stateTopic }: BrokerOptions, qos: 0 | 1 | 2, retain: boolean): Will {
  return { topic: stateTopic.replace(/[^/]*$/, 'check'), payload: '', qos, retain };
}

/** Whether a broker lets a client with this will in. */
function accepts(broker: BrokerOptions, will: Will, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const client = openClient(broker.url, clientOptions(broker, will));
    let accepted = false;
    const stop = () => client.end(true);
    signal.addEventListener('abort', stop, { once: true });
    client.on('error', () => {});
    client.on('connect', () => {
      accepted = true;
      client.end();
    });
    client.on('close', () => {
      signal.removeEventListener('abort', stop);
      client.end(true);
      resolve(accepted);
    });
  });
}

import type { BrokerSession } from '../mqtt/broker-session.js';
import type { Announced } from '../sinks/announced.js';
import { createFanOut, type FanOut } from '../sinks/fan-out.js';
import type { DiscoveryContext } from '../sinks/homeassistant/device-discovery.js';
import { createDiscoverySink } from '../sinks/homeassistant/discovery-sink.js';
import { DISCOVERY_MESSAGES } from '../sinks/homeassistant/messages.js';
import { createValueSink } from '../sinks/mqtt/value-sink.js';
import type { Sink } from '../sinks/sink.js';
import type { BridgeOptions } from './parts.js';
import { createTroubles } from './troubles.js';
import { logUnexpected } from './unexpected.js';

/**
 * Longer than a broker may keep silent before its connection counts as broken: until then an event is on its way. What
 * takes longer has failed.
 */
const PATIENCE_MILLISECONDS = 60_000;

/** Of the sinks, what adoption and clean-up have to know of what they announce. */
export const ANNOUNCED_MESSAGES = DISCOVERY_MESSAGES;

export interface SinksOptions extends Pick<BridgeOptions, 'config' | 'log' | 'tools' | 'signal'> {
  readonly announced: Announced;
  readonly session: Pick<BrokerSession, 'publisher' | 'connected'>;
  readonly context: DiscoveryContext;
  /** Further destinations. Default: none. */
  readonly more?: readonly Sink[];
}

/** Every destination of readings that the configuration wants. */
export function createSinks({
  config,
  log,
  tools,
  signal,
  announced,
  session,
  context,
  more = [],
}: SinksOptions): FanOut {
  const { publisher, connected } = session;
  const { topics } = context;
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  const values = createValueSink({ announced, publisher, topics, connected, sleep });
  const discovery = createDiscoverySink({ announced, context, connected, sleep });
  const troubles = createTroubles(log);
  return createFanOut({
    sinks: [values, ...(config.homeassistant.enabled ? [discovery] : []), ...more],
    patience: PATIENCE_MILLISECONDS,
    sleep: tools.sleep,
    onFailed(sink, reason, error) {
      logUnexpected(error, log, { sink });
      troubles.begin(sink, 'warn', '{sink} did not take what is new: {reason}', { sink, reason });
    },
    onTaken: (sink) => troubles.end(sink, '{sink} takes what is new again', { sink }),
  });
}

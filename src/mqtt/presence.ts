import { clientIds } from './client-ids.js';
import type { BrokerOptions } from './connection.js';
import { holdPresence, type PresenceHold, type PresenceHoldOptions } from './presence-hold.js';

/**
 * Keeps `<base>/bridge/state` for all bridges of an instance: `online` while any of them lives, without a word when
 * another one takes over, `offline` when all are gone.
 *
 * The leading bridge holds a connection of its own for it, with one client id and one session of MQTT 5 whoever leads.
 * When it breaks the broker waits for 30 s before it sends the last will, and does not send it when another bridge goes
 * on with the session until then (MQTT 5, MQTT-3.1.3-9). MQTT 3.1.1 has no such delay: there the death of the leading
 * bridge is said at once, and the next one to lead says `online` as soon as it does; a clean hand-over says nothing.
 */
export interface Presence {
  /**
   * To be called each time that the store has confirmed that this bridge leads: it keeps what it has. A connection that
   * is gone, because it broke or because another bridge has taken the session over, which not every broker tells apart,
   * does not come back by itself: it comes with the next call, for which the will's delay leaves time. Resolves with true
   * when the broker says `online`, with false when that was ended first.
   */
  begin(): Promise<boolean>;
  /**
   * `handover`: other bridges live, and one of them goes on; nothing is said unless none does within the delay.
   * `last`: nobody is left; `offline` at once, and acknowledged. It says nothing where this one does not hold: `begin` first.
   */
  end(how: 'handover' | 'last'): Promise<void>;
  /** Whether this bridge keeps the state, or is trying to. False too after its connection was lost. */
  holds(): boolean;
}

export interface PresenceOptions extends Omit<PresenceHoldOptions, 'broker' | 'onOver'> {
  /** Without `stateTopic`. A client id in it is the one of this connection alone; see `client-ids.ts`. */
  readonly broker: Omit<BrokerOptions, 'stateTopic' | 'session'>;
  /** The same for all bridges on one store. */
  readonly instance: string;
  /** Seconds until the broker says `offline` of a leading bridge that nobody follows. Default 30. */
  readonly willDelaySeconds?: number;
}

const WILL_DELAY_SECONDS = 30;

export function createPresence(options: PresenceOptions): Presence {
  const { willDelaySeconds = WILL_DELAY_SECONDS, topics } = options;
  const broker: BrokerOptions = {
    ...options.broker,
    clientId: clientIds(options.broker, options.instance).presence,
    stateTopic: topics.bridgeState,
    // A session that ends sends its will: it has to outlive the delay.
    session: { willDelaySeconds, expirySeconds: 2 * willDelaySeconds },
  };
  let current: PresenceHold | undefined;

  function hold(): PresenceHold {
    const next: PresenceHold = holdPresence({
      ...options,
      broker,
      onOver() {
        if (current === next) current = undefined;
      },
    });
    return next;
  }

  return {
    begin() {
      current ??= hold();
      return current.held;
    },
    async end(how) {
      const ending = current;
      current = undefined;
      await ending?.end(how);
    },
    holds: () => current !== undefined,
  };
}

import type { Link } from './link.js';
import type { TlsFiles } from './tls-files.js';

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
  /** Paths of the files that those three are from: each try to connect reads them anew. */
  readonly tlsFiles?: TlsFiles | undefined;
  readonly rejectUnauthorized: boolean;
  readonly qos: 0 | 1 | 2;
  /** Where the broker says `offline` when this process dies. */
  readonly stateTopic: string;
  /** One session over several connections, of one process or of several. Default: each connection begins anew. */
  readonly session?: BrokerSessionTimes | undefined;
}

/** How long a broker of MQTT 5 waits for the next connection of a session; seconds. MQTT 3.1.1 has neither of them. */
export interface BrokerSessionTimes {
  /** Until it forgets the session. */
  readonly expirySeconds: number;
  /** Until it sends the last will; less than the other. */
  readonly willDelaySeconds: number;
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

/**
 * Why there is no connection. `login`, `tls` and `refused` (the broker cannot do what the bridge needs, or will not
 * have it as it is) need a person; `protocol` and `silent` may be a broker that does not speak MQTT 5; `taken` is another
 * client with the same client id.
 */
export interface BrokerProblem {
  readonly kind: 'away' | 'login' | 'tls' | 'refused' | 'protocol' | 'silent' | 'taken' | 'other';
  /** What happened and what to do about it. */
  readonly text: string;
}

import type { Config } from '../config/index.js';
import type { Log } from '../log.js';
import type { BrokerSession } from '../mqtt/broker-session.js';
import type { Message } from '../mqtt/connection.js';
import type { Topics } from '../mqtt/topics.js';
import type { Priority } from '../scheduler/budget.js';
import type { Announced } from '../sinks/announced.js';
import type { CleanUp } from '../sinks/clean-up.js';
import type { FanOut } from '../sinks/fan-out.js';
import type { Store } from '../store/store.js';
import type { Telemetry } from '../telemetry.js';
import type { Tools } from '../tools.js';
import type { Advice } from './advice.js';
import type { Influx } from './influx.js';
import type { Listeners } from './listeners.js';
import type { PersonClientOptions } from './person-client.js';

export interface BridgeOptions {
  readonly config: Config;
  readonly log: Log;
  readonly tools: Tools;
  /** Stops everything, with a deadline. */
  readonly signal: AbortSignal;
  /** One full round, everything acknowledged by the broker, and out. */
  readonly once: boolean;
  /** Default: as configured. */
  readonly callsPerMinute?: number;
  /** From a call to one just like it; the same. */
  readonly identicalCallSeconds?: number;
  /** The page as it was built; default beside this program. */
  readonly webFolder?: string;
  /** Whether this runs as an App of Home Assistant, whose ingress is let in; default false. */
  readonly ingress?: boolean;
  /** Default: for people who have a command line. */
  readonly advice?: Advice;
}

/** What the people of a bridge have in common, put together and not yet running. */
export interface Parts extends BridgeOptions {
  readonly version: string;
  readonly advice: Advice;
  /** Tells this bridge from others; kept in the store. */
  readonly instance: string;
  readonly store: Store;
  readonly telemetry: Telemetry;
  readonly topics: Topics;
  readonly session: BrokerSession;
  readonly announced: Announced;
  readonly sinks: FanOut;
  /** Undefined where the configuration has none. */
  readonly influx: Influx | undefined;
  readonly cleanUp: CleanUp;
  /** Of this run, or of one before whose subscriptions may still be there. */
  readonly webhookSecret: string | undefined;
  /** What the API clients of everybody have in common. */
  readonly clientBase: (account: string) => PersonClientOptions['base'];
  /** Makes the calls of some work with another priority than polling. */
  readonly as: <T>(priority: Priority, work: () => Promise<T>) => Promise<T>;
  /** Makes the calls of some work for a feed, by which they are counted and logged. */
  readonly forFeed: <T>(feed: string, work: () => Promise<T>) => Promise<T>;
  /** Who looks at what arrives from the broker; the first that says true has it. */
  readonly listeners: ((message: Message) => boolean)[];
  /** Ends the connection to the broker without a word. */
  readonly offline: AbortController;
  /** Another process has taken the store over: everything ends. */
  readonly onLeaseLost: () => void;
  /** Told when something may have changed that the page shows. */
  readonly changed: Listeners;
  /** Told when a destination has become well or unwell. */
  readonly sinkHealth: Listeners;
}

import type { Config } from '../config/index.js';
import type { Log } from '../log.js';
import type { Message } from '../mqtt/connection.js';
import type { BrokerSession } from '../mqtt/session.js';
import type { Topics } from '../mqtt/topics.js';
import type { Announcer } from '../sinks/homeassistant/announcer.js';
import type { State, StateStore } from '../store/state.js';
import type { Store } from '../store/store.js';
import type { Telemetry } from '../telemetry.js';
import type { Tools } from '../tools.js';
import type { WithingsApiClient } from '../withings/client.js';
import type { BridgeAccount } from './account.js';

export interface BridgeOptions {
  readonly config: Config;
  readonly log: Log;
  readonly tools: Tools;
  /** Stops everything, with a deadline. */
  readonly signal: AbortSignal;
  /** One full round, everything acknowledged by the broker, and out. */
  readonly once: boolean;
  /** Default: what Withings allows a client id. Only a simulated cloud allows more. */
  readonly callsPerMinute?: number;
  /** From a call to one just like it; the same. */
  readonly identicalCallSeconds?: number;
}

/** Everything of a bridge, put together and not yet running. */
export interface Parts extends BridgeOptions {
  readonly store: Store;
  readonly version: string;
  readonly telemetry: Telemetry;
  readonly topics: Topics;
  readonly states: StateStore;
  readonly state: State;
  /** Of this run, or of one before whose subscriptions may still be there. */
  readonly webhookSecret: string | undefined;
  readonly session: BrokerSession;
  readonly announcer: Announcer;
  readonly accounts: readonly BridgeAccount[];
  /** Accounts that were here and are not in the configuration any more, as far as they have a login. */
  readonly removed: readonly { readonly name: string; readonly client: WithingsApiClient }[];
  /** False when another process has taken the data folder over: from then on nothing in it may be written. */
  readonly ownsData: () => boolean;
  /** Who looks at what arrives from the broker; the first that says true has it. */
  readonly listeners: ((message: Message) => boolean)[];
  /** Ends the connection to the broker without a word. */
  readonly offline: AbortController;
}

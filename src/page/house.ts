import type { AccountConfig, Config } from '../config/index.js';
import type { Secrets } from '../secrets.js';
import type { UnwellSink } from '../sinks/unwell.js';
import type { PersonState } from '../store/person-state.js';
import type { Store } from '../store/store.js';
import type { ConnectAnswer, ConnectingView, Connections, HistoryView } from './api.js';

/** What the page needs of the bridge behind it; nothing here waits for the cloud unless it says so. */
export interface House {
  readonly config: Config;
  readonly version: string;
  readonly store: Pick<Store, 'people' | 'states' | 'series' | 'settings'>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly people: () => readonly HousePerson[];
  readonly connections: () => Connections;
  /** The destinations beside the broker that take nothing now. */
  readonly unwellSinks: () => readonly UnwellSink[];
  /** Milliseconds since 1970, the first of all feeds; undefined while nobody can say. */
  readonly nextFetch: () => number | undefined;
  /** Called when something of the above may have changed; often. @returns ends it */
  readonly onChange: (listener: () => void) => () => void;
  /** Fetches all feeds of an account now. Resolves when they have come in, or could not. */
  readonly refresh: (account: string) => Promise<void>;
  /** Keeps a secret of the page's own out of every line of the log. */
  readonly hide: Secrets['hide'];
  readonly connecting: Connecting;
  readonly imports: Imports;
}

/** One account of the configuration as it is at the moment. */
export interface HousePerson {
  readonly account: AccountConfig;
  /** Undefined as long as nobody has authorised it. */
  readonly userId: string | undefined;
  readonly state: PersonState;
  readonly authorization: 'ok' | 'required';
  readonly loginProblem: string | undefined;
  /** By feed, why it did not come in. */
  readonly problems: ReadonlyMap<string, string>;
  /** Seconds since 1970. */
  readonly lastSync: number | undefined;
}

/** Letting people in, while the bridge runs. */
export interface Connecting {
  /** @throws PageError when there can be no such login now */
  start(account: string, options: { readonly replace: boolean }): Promise<ConnectAnswer>;
  /** Takes the address that a browser ended on. Resolves when the login is kept. @throws PageError */
  paste(account: string, address: string): Promise<void>;
  /** Null when nothing goes on, and nothing has lately. */
  of(account: string): ConnectingView | null;
}

/** The archive into Home Assistant, when a person asks for it. */
export interface Imports {
  /** Begins; what becomes of it is told by `of`. @throws PageError */
  start(account: string): Promise<void>;
  of(account: string): HistoryView;
}

import type { Config } from '../../config/index.js';
import type { Patience } from '../../http/server.js';
import type { Log } from '../../log.js';
import type { Cluster } from '../../store/cluster.js';
import type { Store } from '../../store/store.js';

/** What the operator's page needs of the bridge that shows it. */
export interface OperatorOptions {
  readonly config: Pick<Config, 'page'>;
  readonly cluster: Pick<Cluster, 'accounts' | 'invitations' | 'queue'>;
  readonly store: Pick<Store, 'states' | 'settings'>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: Log;
  /** The address of an invitation. */
  readonly inviteUrl: (secret: string) => string;
  /** Wants all feeds of an account as soon as there are calls for them. Resolves when that is noted. */
  readonly refresh: (account: string) => Promise<void>;
  readonly patience?: Patience | undefined;
}

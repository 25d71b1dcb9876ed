import type { Departure } from '../../bridge/remove-person.js';
import type { Config } from '../../config/index.js';
import type { Patience } from '../../http/server.js';
import type { Log } from '../../log.js';
import type { Cluster } from '../../store/cluster.js';
import type { AccountRow } from '../../store/cluster-accounts.js';
import type { Store } from '../../store/store.js';
import type { RenameRefusal } from '../rename-account.js';

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
  /** See `rename-account.ts`. */
  readonly rename: (row: AccountRow, name: string) => Promise<RenameRefusal | undefined>;
  /** See `remove-account.ts`. @throws WithingsError: nothing was removed */
  readonly remove: (row: AccountRow, force: boolean) => Promise<Departure>;
  readonly patience?: Patience | undefined;
}

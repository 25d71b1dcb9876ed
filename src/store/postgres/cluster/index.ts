import type { Cluster } from '../../cluster.js';
import type { Database } from '../database.js';
import type { OwnClaims } from '../own-claims.js';
import type { Postgres } from '../queries.js';
import { createAccounts } from './accounts.js';
import { createBridges } from './bridges.js';
import { createBudget } from './budget.js';
import { createClaims } from './claims.js';
import { createHeirs } from './heirs.js';
import { createInvitations } from './invitations.js';
import { createNotices } from './notices.js';
import { createQueue } from './queue.js';
import type { QueueTools } from './queue-tools.js';

/** The same database, by connections of their own. */
export interface ClusterWays {
  /** For turns and the queue. */
  readonly database: Database;
  /** Places among the calls and notifications do not wait behind the turns of people. */
  readonly urgent: Postgres;
  /** Nor do signs of life, or a bridge that has much to do would be taken for dead. */
  readonly signs: Postgres;
}

/**
 * What bridges share, on PostgreSQL. Times of the interface go by the clock of the tools; the database is told only how
 * far they lie ahead, and says how long ago something was, so that a clock that is wrong moves nothing.
 */
export function createCluster({ database, urgent, signs }: ClusterWays, held: OwnClaims, tools: QueueTools): Cluster {
  return {
    bridges: createBridges(signs, held),
    claims: createClaims(database, held, tools.clock),
    accounts: createAccounts(database),
    invitations: createInvitations(database),
    notices: createNotices(urgent),
    queue: createQueue(database, database.pool, tools),
    budget: createBudget(urgent),
    heirs: createHeirs(database, held),
  };
}

import type { Pool } from 'pg';
import type { Cluster } from '../../cluster.js';
import type { HeldClaims } from '../held-claims.js';
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

/**
 * What bridges share, on PostgreSQL. Times of the interface go by the clock of the tools; the database is told only how
 * far they lie ahead, and says how long ago something was, so that a clock that is wrong moves nothing.
 *
 * @param urgent the same database on connections of its own: signs of life, places among the calls and notifications do
 * not wait behind the turns of people, or a bridge that has much to do would be taken for dead
 * @param pool the connections of `postgres`, for the queue
 */
export function createCluster(
  postgres: Postgres,
  urgent: Postgres,
  pool: Pool,
  held: HeldClaims,
  tools: QueueTools,
): Cluster {
  return {
    bridges: createBridges(urgent, held),
    claims: createClaims(postgres, held, tools.clock),
    accounts: createAccounts(postgres),
    invitations: createInvitations(postgres),
    notices: createNotices(urgent),
    queue: createQueue(postgres, pool, tools),
    budget: createBudget(urgent),
    heirs: createHeirs(postgres, held),
  };
}

import { LeaseHeldError } from '../errors.js';
import type { Lease, LeaseOwner } from '../store.js';
import type { Postgres, Queries, Row } from './queries.js';

const SIGN_MILLISECONDS = 5000;

/** The lease, and what the guard must know of it. */
export interface PostgresLease extends Lease {
  /** Of this process; undefined while it has none. */
  epoch(): number | undefined;
}

/**
 * The lease is a row with an owner, a time that the owner renews, and an epoch that grows with each holder: whoever finds
 * another epoch than its own has lost it. All by the database's clock. Bridges that share the store have none: none of them
 * may live when it is taken.
 *
 * @param token tells this process from others
 */
export function createLease(postgres: Postgres, token: string): PostgresLease {
  let signs: NodeJS.Timeout | undefined;
  let epoch: number | undefined;

  async function giveSign(): Promise<void> {
    if (epoch === undefined) return;
    // That the database is away now, whoever writes next finds out.
    await postgres.run(`update lease set beaten_at = clock_timestamp() ${MINE}`, epoch).catch(() => {});
  }

  function stop(): number | undefined {
    const had = epoch;
    clearInterval(signs);
    signs = undefined;
    epoch = undefined;
    return had;
  }

  return {
    epoch: () => epoch,
    async acquire(next) {
      epoch = await postgres.transaction((sql) => take(sql, postgres.place, { ...next, token }));
      signs ??= setInterval(() => void giveSign(), SIGN_MILLISECONDS).unref();
    },
    async release() {
      const had = stop();
      if (had !== undefined) await postgres.run(`update lease set owner = null ${MINE}`, had);
    },
    async isHeld() {
      return epoch !== undefined && (await postgres.get(`select from lease ${MINE}`, epoch)) !== undefined;
    },
    holder: () => livingHolder(postgres),
    async lastSign() {
      const row = await postgres.get(LIVING);
      return row && Number(row.beaten);
    },
  };
}

/** Who has the store for itself now. */
export async function livingHolder(sql: Queries): Promise<LeaseOwner | undefined> {
  const row = await sql.get(LIVING);
  return row && ownerIn(row);
}

type Owner = LeaseOwner & { readonly token: string };

/** @returns the new epoch */
async function take(sql: Queries, place: string, owner: Owner): Promise<number> {
  // Who wants to be one of several bridges looks at this row, too, with a lock.
  await sql.get("select from lease where name = 'bridge' for update");
  const held = await sql.get(`${LIVING} and owner::json ->> 'token' <> $1`, owner.token);
  const holder = held ? ownerIn(held) : await livingBridge(sql);
  if (holder) throw new LeaseHeldError(place, holder);
  const row = await sql.get(TAKE, JSON.stringify(owner));
  return Number(row?.epoch);
}

async function livingBridge(sql: Queries): Promise<LeaseOwner | undefined> {
  const row = await sql.get(BRIDGE);
  return row && { host: String(row.host), pid: Number(row.pid), since: Number(row.since) };
}

function ownerIn(row: Row): LeaseOwner {
  const { token: _, ...owner } = JSON.parse(String(row.owner)) as Owner;
  return owner;
}

/** Whoever gives no sign for longer holds nothing. */
const DEAD = "interval '15 seconds'";
const MINE = "where name = 'bridge' and epoch = $1 and owner is not null";
const LIVING = `select owner, floor(extract(epoch from beaten_at) * 1000) as beaten from lease
  where name = 'bridge' and owner is not null and beaten_at > clock_timestamp() - ${DEAD}`;
const TAKE = `update lease set epoch = epoch + 1, owner = $1, beaten_at = clock_timestamp()
  where name = 'bridge' returning epoch`;
const BRIDGE = `select host, pid, floor(extract(epoch from since) * 1000) as since from bridge
  where not buried and beaten_at > clock_timestamp() - ${DEAD} order by since limit 1`;

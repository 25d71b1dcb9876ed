import { LeaseLostError } from '../errors.js';
import type { OwnClaims } from './own-claims.js';
import type { Queries } from './queries.js';

/**
 * To be called inside the transaction that writes, before it does: what it reads is locked, so that whoever takes the
 * right away waits for the commit, or comes before it. Without a user id, what belongs to the bridge itself is meant.
 *
 * @param purpose of somebody who is not known any more, any bridge may `clear` what is left, and none may write
 * @throws LeaseLostError
 */
export type Guard = (sql: Queries, userId: string | undefined, purpose?: 'write' | 'clear') => Promise<void>;

export interface GuardTools {
  /** Where the store is, for the error. */
  readonly place: string;
  /** The epoch of the lease as this process got it; undefined while it has none. */
  readonly leaseEpoch: () => number | undefined;
  readonly claims: OwnClaims;
}

/** Passes who has the lease, and among several bridges who has the newest claim on the person. */
export function createGuard({ place, leaseEpoch, claims }: GuardTools): Guard {
  async function hasLease(sql: Queries): Promise<boolean> {
    const epoch = leaseEpoch();
    if (epoch === undefined) return false;
    return (
      (await sql.get(
        "select from lease where name = 'bridge' and epoch = $1 and owner is not null for share",
        epoch,
      )) !== undefined
    );
  }

  async function isBridge(sql: Queries): Promise<boolean> {
    const bridge = claims.bridge();
    if (bridge === undefined) return false;
    return (await sql.get('select from bridge where id = $1 and not buried for share', bridge)) !== undefined;
  }

  async function mayWrite(sql: Queries, userId: string | undefined, purpose: 'write' | 'clear'): Promise<boolean> {
    if (await hasLease(sql)) return true;
    if (userId === undefined) return isBridge(sql);
    const epoch = claims.epochOf(userId);
    const person = await sql.get('select epoch from person where user_id = $1 for share', claims.idOf(userId));
    if (!person) return purpose === 'clear' && isBridge(sql);
    return epoch !== undefined && Number(person.epoch) === epoch;
  }

  return async (sql, userId, purpose = 'write') => {
    if (!(await mayWrite(sql, userId, purpose))) throw new LeaseLostError(place);
  };
}

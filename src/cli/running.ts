import { hostname } from 'node:os';
import type { Store } from '../store/store.js';

/** The bridges that run on a store. */
export interface Running {
  readonly count: number;
  /** Whether one may be on this machine, with its ports. */
  readonly here: boolean;
}

/** @throws StoreError */
export async function bridgesOn({ lease, cluster }: Pick<Store, 'lease' | 'cluster'>): Promise<Running> {
  if (!cluster) {
    const isHeld = (await lease.holder()) !== undefined;
    return { count: isHeld ? 1 : 0, here: isHeld };
  }
  const living = await cluster.bridges.living();
  return { count: living.length, here: living.some(({ host }) => host === hostname()) };
}

/** Whether those that run have this account: whoever began with an earlier configuration knows no name that is new there. */
export async function isKnownToBridges(
  account: string,
  { lease, cluster }: Pick<Store, 'lease' | 'cluster'>,
): Promise<boolean> {
  if (cluster) return (await cluster.accounts.find(account)) !== undefined;
  return (await lease.holder())?.accounts?.includes(account) ?? false;
}

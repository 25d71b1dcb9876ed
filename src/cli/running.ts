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

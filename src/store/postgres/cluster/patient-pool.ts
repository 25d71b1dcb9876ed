import type { Pool, PoolClient } from 'pg';

export interface Patience {
  /** No connection before this; rejected: none at all. */
  readonly ready: Promise<void>;
  readonly signal: AbortSignal;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

const AGAIN_MILLISECONDS = 1000;

/**
 * The pool as graphile-worker is to see it: while the database is away it waits for a connection, until the signal is
 * aborted; and the connection on which it would listen never comes, since nothing is heard through a pooler in transaction
 * mode. It looks for jobs all the same.
 */
export function patientPool(pool: Pool, { ready, signal, sleep, onTrouble }: Patience): Pool {
  let isAway = false;
  // Nobody may be waiting for it yet when it fails.
  ready.catch(() => {});

  async function connect(): Promise<PoolClient> {
    await ready;
    for (;;) {
      try {
        const client = await pool.connect();
        isAway = false;
        // What happens to it between two statements, the next of them says.
        if (client.listenerCount('error') === 0) client.on('error', () => {});
        return client;
      } catch (error) {
        if (signal.aborted) throw error;
        if (!isAway) onTrouble(error);
        isAway = true;
        await sleep(AGAIN_MILLISECONDS, signal).catch(() => {});
      }
    }
  }

  return new Proxy(pool, {
    get: (target, key) =>
      key === 'connect' ? (listen?: unknown) => (listen ? undefined : connect()) : Reflect.get(target, key, target),
  });
}

import type { Pool, QueryConfig, QueryResult } from 'pg';
import { asStoreError, gaveWay } from '../postgres-errors.js';

export interface WorkerPoolOptions {
  /** Where the database is, for errors. */
  readonly place: string;
  /** Nothing is asked before this; rejected: nothing at all. */
  readonly ready: Promise<void>;
  /** Goes around each question for a job. */
  readonly ask: (question: () => Promise<QueryResult>) => Promise<QueryResult>;
  /** Asked before each question for a job. */
  readonly mayTake: () => boolean;
  /** The workers end: that a look fails now is no trouble, and would be told on standard error. */
  readonly isStopping: () => boolean;
  /** The end of a job was not written. */
  readonly onUnwritten: (error: unknown) => void;
}

/** How graphile-worker looks for jobs. For anything else, with which a job ends, it neither waits nor catches an error. */
const LOOKS = /skip locked|^\s*(select|insert)\b/i;

const TAKES = /skip locked/i;

/**
 * The connections as graphile-worker is to see them: each statement on whichever is free, none to listen on, since nothing is
 * heard through a pooler in transaction mode (it looks for jobs all the same), and an error at the end of a job told here
 * instead of one that ends the process.
 */
export function workerPool(pool: Pool, options: WorkerPoolOptions): Pool {
  const { place, ready, ask, mayTake, isStopping, onUnwritten } = options;
  // Nobody may be waiting for it yet when it fails.
  ready.catch(() => {});

  async function query(config: QueryConfig): Promise<Pick<QueryResult, 'rows'>> {
    const looks = LOOKS.test(config.text);
    if (TAKES.test(config.text) && !mayTake()) return { rows: [] };
    try {
      await ready;
      return await (looks ? ask(() => pool.query(config)) : pool.query(config));
    } catch (error) {
      if (looks && !isStopping()) throw withoutCode(place, error);
      if (!looks) onUnwritten(error);
      return { rows: [] };
    }
  }

  const client = { query, release() {} };
  return new Proxy(pool, {
    get: (target, key) =>
      key === 'connect'
        ? (listen?: unknown) => (listen ? undefined : Promise.resolve(client))
        : Reflect.get(target, key, target),
  });
}

/**
 * By the code of a database that is away it would wait for up to two minutes, and hear of no end meanwhile; without one it
 * looks again with the next poll. One that had to give way may be asked again at once.
 */
function withoutCode(place: string, error: unknown): unknown {
  return gaveWay(error) ? error : asStoreError(place, error);
}

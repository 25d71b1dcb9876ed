import type { Row } from '../stored-rows.js';

export type { Row } from '../stored-rows.js';

export type SqlValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | Date
  | readonly string[]
  | readonly (number | null)[]
  | readonly (string | null)[];

/** Statements, with `$1` and so on for their values. */
export interface Queries {
  /** @returns how many rows were changed */
  run(sql: string, ...values: readonly SqlValue[]): Promise<number>;
  get(sql: string, ...values: readonly SqlValue[]): Promise<Row | undefined>;
  all(sql: string, ...values: readonly SqlValue[]): Promise<readonly Row[]>;
}

/**
 * A PostgreSQL database, each statement on whichever connection is free, so that a pooler in transaction mode may stand in
 * between: nothing rests on a session.
 *
 * @throws StoreError from everything, which says where and what to do
 */
export interface Postgres extends Queries {
  /** The address without a login, for messages. */
  readonly place: string;
  /** All or nothing, durable when it resolves. One that the database could not bring in line with others is run again. */
  transaction<T>(work: (sql: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

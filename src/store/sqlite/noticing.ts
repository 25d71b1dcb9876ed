import type { Sqlite } from './database.js';

/** Notes for every registered destination that something has changed at a place of the archive. */
export type Notice = (person: number, place: { readonly metric: number; readonly takenAt: number }) => void;

/** For the length of one transaction, in which no destination comes or goes. */
export function createNoticing(sqlite: Sqlite): Notice {
  if (!sqlite.get('select 1 from delivery')) return () => {};
  return (person, { metric, takenAt }) => void sqlite.run(NOTE, person, metric, takenAt);
}

/** A page that is on its way was read before: the new number keeps its acknowledgement off. */
const NOTE = `insert or replace into waiting (destination, person, metric, taken_at)
  select destination, ?, ?, ? from delivery`;

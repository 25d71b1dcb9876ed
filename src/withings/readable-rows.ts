import { fields, toText } from './tolerant.js';

/** Told of a row that cannot be read, by whatever it is called. */
export type OnUnreadable = (id: string) => void;

/** What the rows of an answer say; of one that cannot be read nothing comes, and somebody is told. */
export function* readableRows<T>(
  rows: readonly unknown[],
  parse: (row: unknown) => T | undefined,
  onUnreadable?: OnUnreadable,
): Generator<T> {
  for (const row of rows) {
    const parsed = parse(row);
    if (parsed === undefined) onUnreadable?.(nameOf(row));
    else yield parsed;
  }
}

/** An id, or when it was. */
function nameOf(row: unknown): string {
  const { id, ecg, date, startdate, timestamp } = fields(row);
  const names = [id, fields(ecg).signalid, date, startdate, timestamp].map(toText);
  return names.find((name) => name !== undefined) ?? 'a row without a name';
}

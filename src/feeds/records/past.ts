import { valued } from '../archive.js';
import { around, isWithin, nothingElse, type Past, type PastContext, type Window } from '../past.js';
import type { RecordKind } from './kind.js';

/** The past of a kind of records: those that ended in a window, but for what is not over yet. */
export function recordsPast(kind: RecordKind, since: string): Past {
  const { feed } = kind;
  async function* read({ client, zone }: PastContext, window: Window) {
    const records = await kind.read(client, around(window, since), zone);
    const over = records.filter(({ ongoing }) => !ongoing);
    for (const { record, readings } of kind.entries(over, zone)) {
      if (isWithin(record.end, window)) yield { feed, put: valued(readings), groups: [record.id] };
    }
    const entries = new Set([...kind.entries(over, zone)].map(({ record }) => record.id));
    yield* nothingElse(feed, window, entries);
  }
  return { since, read };
}

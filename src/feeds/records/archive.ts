import type { ArchiveChange } from '../../store/store.js';
import type { HealthRecord } from '../../withings/record.js';
import { EVER, valued } from '../archive.js';
import { addDays } from '../day.js';
import type { RecordKind } from './kind.js';

/**
 * The whole history of a kind: a change for each entry, worked out when it is asked for, since ten years of nights are
 * 150,000 readings; and at the end that there is nothing else. None for an empty history, which says nothing.
 */
export function historyArchive(
  kind: RecordKind,
  records: readonly HealthRecord[],
  zone: string,
): Iterable<ArchiveChange> {
  const { feed } = kind;
  return {
    *[Symbol.iterator]() {
      const groups = new Set<string>();
      for (const { record, readings } of kind.entries(records, zone)) {
        groups.add(record.id);
        yield { feed, put: valued(readings), groups: [record.id] };
      }
      if (groups.size > 0) yield { feed, put: [], window: { ...EVER, groups } };
    },
  };
}

/**
 * The entries of a window. One that ended on its first day may be joined with what ended the day before.
 *
 * @param records all that are known after the answer
 * @param from the first day of the window, `YYYY-MM-DD`
 * @param spokenOf the ids of which the answer says how they are, those that it does not repeat included
 */
export function windowArchive(
  kind: RecordKind,
  records: readonly HealthRecord[],
  zone: string,
  { from, spokenOf }: { readonly from: string; readonly spokenOf: ReadonlySet<string> },
): ArchiveChange {
  const first = addDays(from, -1);
  const entries = [...kind.entries(records, zone)].filter(({ record }) => record.date >= first);
  return {
    feed: kind.feed,
    put: entries.flatMap(({ readings }) => valued(readings)),
    groups: [...new Set([...spokenOf, ...entries.map(({ record }) => record.id)])],
  };
}

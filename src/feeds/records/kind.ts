import type { Metric } from '../../metrics/metric.js';
import type { Reading } from '../../metrics/reading.js';
import type { WithingsApiClient } from '../../withings/client.js';
import type { HealthRecord } from '../../withings/record.js';
import type { DayRange } from '../../withings/sleep.js';

/** What tells a feed of records from another: sleep, workouts, ECGs. */
export interface RecordKind {
  /** The feed's name. */
  readonly feed: string;
  /** All that `shown` may have readings of. */
  readonly metrics: readonly Metric[];
  /** @param onOdd told of what cannot be read */
  read(client: WithingsApiClient, range: DayRange, zone: string, onOdd?: (id: string) => void): Promise<HealthRecord[]>;
  /** What records are, one by one: nights that are joined, naps, workouts. In no order. */
  entries(records: readonly HealthRecord[], zone: string): Iterable<RecordEntry>;
  /** Readings of the newest record, or records, of those that are known, newest first. */
  shown(records: readonly HealthRecord[], zone: string): Reading[];
  /** What a new record is to an automation: the type of event, and what it says. */
  event(
    record: HealthRecord,
    among: RecordSurroundings,
  ): { readonly type: string; readonly readings: readonly Reading[] } | undefined;
}

/** Something that is kept as a whole, with its readings. */
export interface RecordEntry {
  readonly record: HealthRecord;
  readonly readings: readonly Reading[];
}

export interface RecordSurroundings {
  /** All there are now. */
  readonly records: readonly HealthRecord[];
  /** Those that there were before. */
  readonly known: readonly HealthRecord[];
  readonly zone: string;
}

/** An entry for each record, and the newest record as what is shown: of whatever is not joined. */
export function eachByItself(decode: (record: HealthRecord) => Reading[]): Pick<RecordKind, 'entries' | 'shown'> {
  return {
    *entries(records) {
      for (const record of records) yield { record, readings: decode(record) };
    },
    shown: ([newest]) => (newest ? decode(newest) : []),
  };
}

import type { Curves, Stage } from '../metrics/curves.js';

/** Curves that are kept as a whole, beside the archive of readings: a night, a day, an ECG. */
export type Series = NightSeries | DaySeries | EcgSeries;

export type SeriesKind = Series['kind'];

/** What tells a series, without its curves. Times are seconds since 1970. */
export interface SeriesHead {
  readonly kind: SeriesKind;
  /** One of the kind, for a person. */
  readonly id: string;
  readonly start: number;
  readonly end: number;
  /** The Withings device; null where several have a part in it, and where nothing is said. */
  readonly device: string | null;
}

/** What one device saw of a night; `id` is the night's, with the device behind it for further ones. */
export interface NightSeries extends SeriesHead {
  readonly kind: 'night';
  readonly stages: readonly Stage[];
  readonly fields: Curves;
}

/** What was measured within a day of the person's zone; `id` is its date. */
export interface DaySeries extends SeriesHead {
  readonly kind: 'day';
  readonly fields: Curves;
}

/** A recorded ECG; `id` is its record's. */
export interface EcgSeries extends SeriesHead {
  readonly kind: 'ecg';
  /** Microvolts; null where the recording has a gap. */
  readonly signal: readonly (number | null)[];
  /** Samples a second; null where nothing is said. */
  readonly frequency: number | null;
  /** Withings' code of where it was worn; null where nothing is said. */
  readonly wearPosition: number | null;
}

/** What an answer means for the series of a kind. */
export interface SeriesChange {
  readonly kind: SeriesKind;
  readonly put: readonly Series[];
  /** What is kept of the kind, touches [from, to), and is not among `put` goes. */
  readonly instead?: TimeSpan;
  /** Of a day that is kept, only what lies in [from, to) is replaced. */
  readonly within?: TimeSpan;
}

/** [from, to), seconds since 1970. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** A day after an answer about a part of it. */
export function mergedDay(before: DaySeries, after: DaySeries, { from, to }: TimeSpan): DaySeries {
  const names = [...new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])];
  const fields = names.map((name) => {
    const kept = (before.fields[name] ?? []).filter(([time]) => time < from || time >= to);
    const all = new Map([...kept, ...(after.fields[name] ?? [])]);
    return [name, [...all].sort(([a], [b]) => a - b)] as const;
  });
  return {
    ...after,
    device: before.device === after.device ? after.device : null,
    fields: Object.fromEntries(fields.filter(([, points]) => points.length > 0)),
  };
}

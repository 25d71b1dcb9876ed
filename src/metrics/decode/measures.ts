import { isPartOfBody } from '../../withings/codes.js';
import { type Measure, type MeasureGroup, parseMeasureGroup } from '../../withings/measure-groups.js';
import { type MeasureType, measureType } from '../../withings/measure-types.js';
import { measureValue } from '../../withings/normalized.js';
import { measureMetric } from '../catalogue/measures.js';
import type { Metric } from '../metric.js';
import type { Reading } from '../reading.js';
import { readingFrom } from './origin.js';

/** What a list of measure groups says. */
export interface DecodedMeasures {
  readonly readings: readonly Reading[];
  /** Every group that was listed, those that are ignored included: what it said before, it does not say any more. */
  readonly groupIds: ReadonlySet<string>;
  /** Those that are there and cannot be read: what they said before stays. */
  readonly unreadable: ReadonlySet<string>;
  /** The newest `modified`, seconds since 1970; 0 for an empty list. */
  readonly modified: number;
}

export type DecodeMeasures = (rows: readonly unknown[]) => DecodedMeasures;

export interface MeasureDecoderOptions {
  /** Attributions whose groups belong to somebody else, but for what one of 10 says of a part of the body. */
  readonly ignoreAttributions: ReadonlySet<number>;
  /** Keys of metrics that the catalogue does not know and that are there already. */
  readonly unknown?: readonly string[];
  /** Called once for each further one. */
  readonly onUnknown?: (metric: Metric) => void;
  /** Called once, when there are so many of those that further ones are left out: each is a topic for good. */
  readonly onTooMany?: (limit: number) => void;
}

/** A goal, not a measure. */
const OBJECTIVE = 2;
/** What stands beside the main measure: of a part of the body it is the same person's, as one foot's pulse wave is. */
const BESIDE = 10;
/** Withings has not had so many kinds in all its years. */
export const MOST_UNKNOWN = 500;
/** More than any position, so that type and position make one number. */
const POSITIONS = 1_000_000;

/**
 * Makes the decoder of getmeas rows for one account. Unknown types and positions become readings as well; what cannot
 * be read at all is left out.
 */
export function createMeasureDecoder(options: MeasureDecoderOptions): DecodeMeasures {
  const rows = new Map<number, { readonly metric: Metric; readonly type: MeasureType | undefined }>();
  const unknown = new Set(options.unknown);
  let isFull = false;

  function rowOf(code: number, position: number | undefined) {
    const index = code * POSITIONS + (position ?? -1);
    let row = rows.get(index);
    if (!row) {
      row = { metric: measureMetric(code, position), type: measureType(code) };
      if (!row.metric.known && !mayAdd(row.metric)) return undefined;
      rows.set(index, row);
    }
    return row;
  }

  function mayAdd(metric: Metric): boolean {
    if (unknown.has(metric.key)) return true;
    if (unknown.size < MOST_UNKNOWN) {
      unknown.add(metric.key);
      options.onUnknown?.(metric);
      return true;
    }
    if (!isFull) options.onTooMany?.(MOST_UNKNOWN);
    isFull = true;
    return false;
  }

  function readingOf(group: MeasureGroup, { type: code, position, value }: Measure): Reading | undefined {
    const row = rowOf(code, position);
    if (!row) return undefined;
    return readingFrom(group, row.metric, group.date, measureValue(row.type, value));
  }

  return (groups) => {
    const readings: Reading[] = [];
    const [groupIds, unreadable] = [new Set<string>(), new Set<string>()];
    let modified = 0;
    for (const row of groups) {
      const group = parseMeasureGroup(row);
      if (!group) continue;
      // One that cannot be read must not be met again with each answer.
      modified = Math.max(modified, group.modified);
      if (group.unreadable) unreadable.add(group.id);
      else groupIds.add(group.id);
      if (group.category === OBJECTIVE) continue;
      const isIgnored = group.attribution !== undefined && options.ignoreAttributions.has(group.attribution);
      for (const measure of group.measures) {
        if (isIgnored && !(group.attribution === BESIDE && isPartOfBody(measure.position))) continue;
        const reading = readingOf(group, measure);
        if (reading) readings.push(reading);
      }
    }
    return { readings, groupIds, unreadable, modified };
  };
}

import { parseMeasureGroup } from '../../withings/groups.js';
import { measureType } from '../../withings/measure-types.js';
import { measureValue } from '../../withings/normalized.js';
import { measureMetric } from '../catalogue/measures.js';
import type { Metric } from '../metric.js';
import type { Reading } from '../reading.js';

/** What a list of measure groups says. */
export interface DecodedMeasures {
  readonly readings: readonly Reading[];
  /** Every group that was listed, those that are ignored included: what it said before, it does not say any more. */
  readonly groupIds: ReadonlySet<string>;
  /** The newest `modified`, seconds since 1970; 0 for an empty list. */
  readonly modified: number;
}

export interface MeasureDecoderOptions {
  readonly account: string;
  /** Attributions whose groups belong to somebody else. */
  readonly ignoreAttributions: ReadonlySet<number>;
  /** Called once for each metric that the catalogue does not know. */
  readonly onUnknown?: (metric: Metric) => void;
}

/** A goal, not a measure. */
const OBJECTIVE = 2;
/** More than any position, so that type and position make one number. */
const POSITIONS = 1_000_000;

/**
 * Makes the decoder of getmeas rows for one account. Unknown types and positions become readings as well; what cannot
 * be read at all is left out.
 */
export function createMeasureDecoder(options: MeasureDecoderOptions): (rows: readonly unknown[]) => DecodedMeasures {
  const metrics = new Map<number, Metric>();

  function metricOf(type: number, position: number | undefined): Metric {
    const index = type * POSITIONS + (position ?? -1);
    let metric = metrics.get(index);
    if (!metric) {
      metric = measureMetric(type, position);
      metrics.set(index, metric);
      if (!metric.known) options.onUnknown?.(metric);
    }
    return metric;
  }

  return (rows) => {
    const readings: Reading[] = [];
    const groupIds = new Set<string>();
    let modified = 0;
    for (const row of rows) {
      const group = parseMeasureGroup(row);
      if (!group) continue;
      groupIds.add(group.id);
      modified = Math.max(modified, group.modified);
      if (group.category === OBJECTIVE) continue;
      if (group.attribution !== undefined && options.ignoreAttributions.has(group.attribution)) continue;
      for (const { type, position, value } of group.measures) {
        const metric = metricOf(type, position);
        readings.push({
          metric: metric.key,
          account: options.account,
          value: measureValue(measureType(type), value),
          unit: metric.unit,
          takenAt: group.date,
          createdAt: group.created,
          modifiedAt: group.modified,
          attribution: group.attribution ?? null,
          deviceId: group.deviceId ?? null,
          deviceModel: group.model ?? null,
          groupId: group.id,
          source: metric.source,
        });
      }
    }
    return { readings, groupIds, modified };
  };
}

import { accountMetric } from '../metrics/catalogue/index.js';
import type { Metric } from '../metrics/metric.js';
import { convertTo, type UnitSystem, unitIn } from '../metrics/units.js';
import { unitConverter } from './convert.js';
import type { Recorder, StatisticMetadata } from './recorder.js';

/** A metric of an account and the statistic in Home Assistant that keeps it. */
export interface Statistic {
  readonly metric: Metric;
  readonly metadata: StatisticMetadata;
  /** From the metric's unit into the one in which the rows are stored. */
  readonly store: (value: number) => number;
}

export interface FoundStatistics {
  readonly found: readonly Statistic[];
  /** Why others cannot be written, by metric key. */
  readonly problems: ReadonlyMap<string, string>;
}

const WITHOUT_STATISTICS =
  'without statistics in Home Assistant: run the bridge until it shows a value, and see that recorder does not exclude it';

/**
 * The statistics of the entities that an account has in Home Assistant, found by their unique ids: a person may have
 * given them other names, and other units.
 *
 * @param prefix what all unique ids of the account begin with
 */
export async function openStatistics(recorder: Recorder, prefix: string, units: UnitSystem): Promise<FoundStatistics> {
  const problems = new Map<string, string>();
  const candidates: { metric: Metric; entityId: string }[] = [];
  for (const [uniqueId, { entityId, disabled }] of await recorder.entities()) {
    const metric = uniqueId.startsWith(prefix) ? accountMetric(uniqueId.slice(prefix.length)) : undefined;
    if (!metric?.stateClass) continue;
    if (disabled) problems.set(metric.key, 'disabled in Home Assistant: enable the entity there first');
    else candidates.push({ metric, entityId });
  }
  const metadata = await recorder.metadata(candidates.map(({ entityId }) => entityId));
  const found: Statistic[] = [];
  for (const { metric, entityId } of candidates) {
    const kind = metric.stateClass === 'total' ? 'sum' : 'mean';
    const known = metadata.get(entityId);
    const published = unitIn(units, metric.unit, metric.far);
    const convert = known && unitConverter(published, known.unit);
    if (!known) {
      problems.set(metric.key, WITHOUT_STATISTICS);
    } else if (known.kind !== kind) {
      problems.set(
        metric.key,
        `kept in Home Assistant as another kind than ${kind}: see its Developer tools, Statistics`,
      );
    } else if (!convert) {
      const [kept, ours] = [known.unit ?? 'no unit', published ?? 'no unit'];
      problems.set(metric.key, `kept in Home Assistant in ${kept}, and there is no way from ${ours}`);
    } else {
      const store = (value: number) => convert(convertTo(units, value, metric.unit, metric.far));
      found.push({ metric, metadata: known, store });
    }
  }
  return { found, problems };
}

import { allMetrics } from '../../metrics/catalogue/index.js';
import type { Metric } from '../../metrics/metric.js';

const PLACES: ReadonlyMap<string, number> = new Map(allMetrics().map(({ key }, place) => [key, place]));

/** The order of the catalogue, so that a message reads the same whatever came first; unknown measures last, by their key. */
export function inCatalogueOrder(metrics: readonly Metric[]): Metric[] {
  const placeOf = ({ key }: Metric) => PLACES.get(key) ?? PLACES.size;
  return metrics.toSorted((a, b) => placeOf(a) - placeOf(b) || (a.key < b.key ? -1 : Number(a.key > b.key)));
}

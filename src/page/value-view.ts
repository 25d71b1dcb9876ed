import { germanName } from '../metrics/german-names.js';
import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import { unitIn } from '../metrics/units.js';
import { type ShownOptions, shownValue } from '../mqtt/payload.js';
import type { Names, ValueView } from './api.js';

/** Of the catalogue; what has no German name goes by its English one. */
export function namesOf({ key, name }: Pick<Metric, 'key' | 'name'>): Names {
  return { en: name, de: germanName(key) ?? name };
}

/** What a metric's values are. */
export function kindOf({ deviceClass, states, options, unit, stateClass }: Metric): ValueView['kind'] {
  if (deviceClass === 'timestamp') return 'time';
  if (states) return typeof states.on === 'boolean' ? 'boolean' : 'text';
  return options || (unit === null && stateClass === undefined) ? 'text' : 'number';
}

/** A value as the page gets it, in the account's units and zone. */
export function valueView(value: Reading['value'], metric: Metric, options: ShownOptions): ValueView {
  return {
    names: namesOf(metric),
    value: shownValue(value, metric, options),
    unit: unitIn(options.units, metric.unit, metric.far),
    kind: kindOf(metric),
    precision: metric.precision ?? null,
  };
}

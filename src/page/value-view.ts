import { germanName } from '../metrics/german-names.js';
import type { Metric } from '../metrics/metric.js';
import type { ReadingValue } from '../metrics/reading.js';
import { decimalsIn, unitIn } from '../metrics/units.js';
import { type ShownOptions, shownValue } from '../mqtt/payload.js';
import type { Names, ValueView } from './api.js';

/** A value as the page shows it, in the account's units and zone. */
export function valueView(value: ReadingValue, metric: Metric, options: ShownOptions): ValueView {
  return {
    names: namesOf(metric),
    value: shownValue(value, metric, options),
    unit: unitIn(options.units, metric.unit, metric.far),
    kind: valueKindOf(metric, value),
    precision: decimalsIn(options.units, metric) ?? null,
  };
}

export function namesOf({ key, name }: Metric): Names {
  return { en: name, de: germanName(key) ?? name };
}

/** How a value of a metric is to be written; also of one that has none now. */
export function valueKindOf(metric: Metric, value: ReadingValue): ValueView['kind'] {
  if (metric.deviceClass === 'timestamp') return 'time';
  if (typeof value === 'boolean' || typeof metric.states?.on === 'boolean') return 'boolean';
  if (typeof value === 'string' || metric.deviceClass === 'enum' || metric.states) return 'text';
  return 'number';
}

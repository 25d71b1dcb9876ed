import type { Metric } from '../metrics/metric.js';
import type { Reading } from '../metrics/reading.js';
import { decimalsIn, unitIn } from '../metrics/units.js';
import { type ShownOptions, shownValue } from '../mqtt/payload.js';
import type { ValueView } from './api.js';
import { kindOf, namesOf } from './metric-view.js';

/** A value of the past as the page shows it, in the account's units and zone. */
export function valueView(value: Reading['value'], metric: Metric, options: ShownOptions): ValueView {
  return {
    names: namesOf(metric),
    value: shownValue(value, metric, options),
    unit: unitIn(options.units, metric.unit, metric.far),
    kind: kindOf(metric, value),
    precision: decimalsIn(options.units, metric) ?? null,
  };
}

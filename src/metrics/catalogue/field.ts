import type { Metric } from '../metric.js';

/** A metric that comes from one field of a row. */
export interface FieldMetric extends Metric {
  readonly field: string;
  /** What the field's number is divided by to get the metric's unit; 1 if nothing is said. */
  readonly per?: number;
  /** How the parts of a night that was interrupted make one value; nothing said: it is the longest part's. */
  readonly join?: Join;
}

/** Of means, over what they are: the time asleep, or the time in bed. */
export type Join = 'sum' | 'mean of sleep' | 'mean of bed' | 'min' | 'max' | 'first' | 'last';

/** How a kind of quantity is counted and shown. */
export type Quantity = Pick<
  FieldMetric,
  | 'negative'
  | 'zeroIsNone'
  | 'unit'
  | 'deviceClass'
  | 'stateClass'
  | 'precision'
  | 'icon'
  | 'options'
  | 'per'
  | 'platform'
  | 'states'
  | 'far'
  | 'join'
>;

const sensor = { platform: 'sensor', stateClass: 'measurement' } as const;

/** Durations come in seconds (Withings' OpenAPI file) and are shown in hours or minutes. */
export const HOURS = { ...sensor, unit: 'h', deviceClass: 'duration', precision: 1, per: 3600, join: 'sum' } as const;
export const MINUTES = { ...sensor, unit: 'min', deviceClass: 'duration', precision: 0, per: 60, join: 'sum' } as const;
/** What no living body has: without a sensor on the wrist, rates come as 0. */
const never0 = { zeroIsNone: true } as const;
export const BPM = { ...sensor, ...never0, unit: 'bpm', precision: 0, icon: 'mdi:heart-pulse' } as const;
export const BREATHS = { ...sensor, ...never0, unit: 'br/min', precision: 0, icon: 'mdi:lungs' } as const;
export const EVENTS_A_MINUTE = { ...sensor, unit: 'events/min', precision: 0 } as const;
export const EVENTS_AN_HOUR = { ...sensor, unit: 'events/h', precision: 1 } as const;
export const TIMES = { ...sensor, unit: 'times', precision: 0, join: 'sum' } as const;
export const POINTS = { ...sensor, unit: 'points', precision: 0 } as const;
export const MILLISECONDS = { ...sensor, ...never0, unit: 'ms', deviceClass: 'duration', precision: 0 } as const;
/** Of a body's core. */
export const CELSIUS = { ...sensor, ...never0, unit: '°C', deviceClass: 'temperature', precision: 1 } as const;
export const PERCENT = { ...sensor, unit: '%', precision: 0 } as const;
/** From a share of 1. */
export const SHARE = { ...PERCENT, per: 0.01 } as const;
export const METRES = { ...sensor, unit: 'm', deviceClass: 'distance', precision: 0 } as const;
export const WAY = { ...METRES, far: true, icon: 'mdi:map-marker-distance' } as const;
/** Withings' OpenAPI file calls it floors; what comes is metres, some three to a floor. */
export const CLIMB = { ...METRES, icon: 'mdi:elevation-rise' } as const;
export const STEPS = { ...sensor, unit: 'steps', precision: 0, icon: 'mdi:shoe-print' } as const;
export const KILOCALORIES = { ...sensor, unit: 'kcal', precision: 0, icon: 'mdi:fire' } as const;
export const PLAIN = { ...sensor, unit: null, precision: 0 } as const;
export const TIME = { platform: 'sensor', unit: null, deviceClass: 'timestamp' } as const;
export const WORD = { platform: 'sensor', unit: null } as const;
export const CORE_TEMPERATURE_STATUS = {
  platform: 'sensor',
  unit: null,
  deviceClass: 'enum',
  options: ['unknown', 'usual', 'elevated'],
} as const;

/** Rows of one call of a feed: the same source and the same kind of field. */
export function fieldRows(
  feed: string,
  action: string,
  rows: readonly (readonly [
    field: string,
    key: string,
    name: string,
    quantity: Quantity,
    more?: Partial<FieldMetric>,
  ])[],
): FieldMetric[] {
  return rows.map(([field, key, name, quantity, more]) => ({
    key,
    name,
    field,
    owner: 'account',
    feed,
    source: `${action}/${field}`,
    enabledByDefault: true,
    known: true,
    ...quantity,
    ...more,
  }));
}

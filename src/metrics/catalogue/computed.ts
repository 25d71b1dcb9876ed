import type { Metric } from '../metric.js';

const COMPUTED = {
  owner: 'account',
  platform: 'sensor',
  source: 'computed',
  known: true,
  enabledByDefault: true,
} as const;
const TREND = { ...COMPUTED, stateClass: 'measurement', icon: 'mdi:chart-line', enabledByDefault: false } as const;

/** What the bridge works out from readings. */
export const COMPUTED_METRICS = [
  {
    ...COMPUTED,
    key: 'bmi',
    madeFrom: 'measures',
    name: 'BMI',
    unit: 'kg/m²',
    stateClass: 'measurement',
    precision: 1,
    icon: 'mdi:human',
  },
  {
    ...COMPUTED,
    key: 'last_measurement',
    madeFrom: 'measures',
    name: 'Last measurement',
    unit: null,
    deviceClass: 'timestamp',
    diagnostic: true,
  },
  {
    ...TREND,
    key: 'weight_to_goal',
    madeFrom: 'measures',
    name: 'Weight to goal',
    unit: 'kg',
    deviceClass: 'weight',
    precision: 2,
    negative: true,
    icon: 'mdi:flag-checkered',
  },
  {
    ...TREND,
    key: 'weight_average_7d',
    madeFrom: 'measures',
    name: 'Weight average 7 days',
    unit: 'kg',
    deviceClass: 'weight',
    precision: 2,
  },
  {
    ...TREND,
    key: 'weight_trend_30d',
    madeFrom: 'measures',
    name: 'Weight trend 30 days',
    unit: 'kg/week',
    precision: 2,
    negative: true,
  },
  {
    ...TREND,
    key: 'sleep_total_average_7d',
    madeFrom: 'sleep',
    name: 'Sleep total average 7 days',
    unit: 'h',
    deviceClass: 'duration',
    precision: 1,
  },
  {
    ...TREND,
    key: 'activity_steps_average_7d',
    madeFrom: 'activity',
    name: 'Activity steps average 7 days',
    unit: 'steps',
    precision: 0,
  },
] as const satisfies readonly Metric[];

import type { Metric } from '../metric.js';

const ACCOUNT = { owner: 'account', platform: 'sensor', enabledByDefault: true, known: true } as const;

/** A goal of 0 is none. */
const GOAL = { ...ACCOUNT, feed: 'goals', zeroIsNone: true } as const;

/** The person's goals (getgoals). */
export const GOAL_METRICS = [
  {
    ...GOAL,
    key: 'goal_steps',
    name: 'Step goal',
    source: 'getgoals/steps',
    unit: 'steps',
    stateClass: 'measurement',
    precision: 0,
    icon: 'mdi:shoe-print',
  },
  {
    ...GOAL,
    key: 'goal_sleep',
    name: 'Sleep goal',
    source: 'getgoals/sleep',
    unit: 'h',
    deviceClass: 'duration',
    stateClass: 'measurement',
    precision: 1,
    icon: 'mdi:bed-clock',
  },
  {
    ...GOAL,
    key: 'goal_weight',
    name: 'Weight goal',
    source: 'getgoals/weight',
    unit: 'kg',
    deviceClass: 'weight',
    stateClass: 'measurement',
    precision: 2,
  },
] as const satisfies readonly Metric[];

/** How the account's connection to Withings is doing. */
export const ACCOUNT_METRICS = [
  {
    ...ACCOUNT,
    key: 'last_sync',
    name: 'Last sync',
    source: 'bridge',
    unit: null,
    deviceClass: 'timestamp',
    diagnostic: true,
    alwaysAvailable: true,
  },
  {
    ...ACCOUNT,
    key: 'authorization',
    name: 'Authorization',
    source: 'bridge',
    unit: null,
    platform: 'binary_sensor',
    deviceClass: 'problem',
    diagnostic: true,
    alwaysAvailable: true,
    states: { on: 'required', off: 'ok' },
  },
  {
    ...ACCOUNT,
    key: 'api_problem',
    name: 'API problem',
    source: 'bridge',
    unit: null,
    platform: 'binary_sensor',
    deviceClass: 'problem',
    diagnostic: true,
    alwaysAvailable: true,
    states: { on: true, off: false },
  },
] as const satisfies readonly Metric[];

/** Whether the person is in bed, as the sleep mat notifies; known only with webhooks. */
export const IN_BED = {
  ...ACCOUNT,
  feed: 'bed',
  key: 'in_bed',
  name: 'In bed',
  source: 'notify/50',
  unit: null,
  platform: 'binary_sensor',
  deviceClass: 'occupancy',
  icon: 'mdi:bed',
  states: { on: true, off: false },
} as const satisfies Metric;

/** What getdevice tells of each Withings device. Withings gives a level of charge, never a percentage. */
export const DEVICE_METRICS = [
  {
    ...ACCOUNT,
    owner: 'device',
    feed: 'devices',
    key: 'battery',
    name: 'Battery',
    source: 'getdevice/battery',
    unit: null,
    deviceClass: 'enum',
    options: ['low', 'medium', 'high'],
    diagnostic: true,
    icon: 'mdi:battery',
  },
  {
    ...ACCOUNT,
    owner: 'device',
    feed: 'devices',
    key: 'last_session',
    name: 'Last session',
    source: 'getdevice/last_session_date',
    unit: null,
    deviceClass: 'timestamp',
    diagnostic: true,
  },
] as const satisfies readonly Metric[];

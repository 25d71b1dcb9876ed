import type { PersonState } from '../../src/store/person-state.js';
import { reading } from './samples.js';

/** Of a lease. */
export const OWNER = { host: 'box', pid: 1, since: 0 };
export const LOGIN = {
  userId: '7',
  accessToken: 'access',
  refreshToken: 'refresh',
  expiresAt: 1_790_000_000_000,
  scope: 'user.metrics',
};

const NIGHTS = {
  details: {
    ...{ since: 55, walked: 50, told: ['2026-01-02'] },
    fetched: { n1: { start: 60, end: 70, modified: 80, over: true }, n2: { start: 71, end: 72, modified: 73 } },
  },
} as const;

/** Something of everything. */
export const STATE: PersonState = {
  zone: 'Europe/Amsterdam',
  readings: { weight: reading('weight', 100) },
  devices: { scale: { device: { id: 'scale' } as never, readings: { battery: reading('battery', 90, 'high') } } },
  feeds: {
    measures: { cursor: 100, lastSuccess: 120, windowRead: 120, ignored: '1,10' },
    goals: { lastError: 'no' },
    nights: NIGHTS,
  },
  seen: { g100: 101 },
  records: {
    sleep: [],
    workouts: [{ id: 'w', date: '2026-01-02', start: 1, end: 2, created: 3, modified: 4, data: { steps: 5 } }] as never,
  },
  activity: [{ date: '2026-01-02', modified: 3, isTracker: true, data: { steps: 12 } }] as never,
  outbox: [event('b'), event('a')],
};

export function event(id: string) {
  return {
    id,
    type: 'measure',
    takenAt: 1,
    attribution: null,
    deviceModel: null,
    groupId: id,
    values: { weight: 70 },
  } as const;
}

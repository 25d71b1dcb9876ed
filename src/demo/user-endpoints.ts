import { success } from './reply.js';
import type { DataEndpoint } from './types.js';

/** POST /v2/user: getdevice and getgoals. */
export const userEndpoints: readonly DataEndpoint[] = [
  {
    path: '/v2/user',
    action: 'getdevice',
    scopes: ['user.info'],
    answer: ({ person }) => success({ devices: person.devices }),
  },
  {
    path: '/v2/user',
    action: 'getgoals',
    scopes: ['user.info', 'user.metrics'],
    answer: ({ person }) => success({ goals: isEmpty(person.goals) ? [] : person.goals }),
  },
];

function isEmpty(goals: unknown): boolean {
  return goals === null || typeof goals !== 'object' || Object.keys(goals).length === 0;
}

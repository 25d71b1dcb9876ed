import type { AccountRow } from '../../store/cluster.js';

/** How it is with the login of an account, in one word; a disabled one needs none. */
export type LoginStatus = 'ok' | 'lost' | 'never' | 'disabled';

export function loginStatus({ enabled, userId, loginProblem }: AccountRow): LoginStatus {
  if (!enabled) return 'disabled';
  if (userId === undefined) return 'never';
  return loginProblem === undefined ? 'ok' : 'lost';
}

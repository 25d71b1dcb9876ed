import type { AccountRow } from '../../store/cluster-accounts.js';

/** How it is with the login of an account, in one word; a disabled one needs none. Somebody may be known without one. */
export type LoginStatus = 'ok' | 'lost' | 'none' | 'never' | 'disabled';

export function loginStatus({ enabled, userId, hasLogin, loginProblem }: AccountRow): LoginStatus {
  if (!enabled) return 'disabled';
  if (userId === undefined) return 'never';
  if (!hasLogin) return 'none';
  return loginProblem === undefined ? 'ok' : 'lost';
}

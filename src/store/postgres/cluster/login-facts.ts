import type { AccountRow } from '../../cluster-accounts.js';
import { readBody, readPart } from '../../person-schemas.js';
import type { Row } from '../queries.js';

/** How a note of `state` is joined to its person. */
export const LOGIN_PROBLEM = "note.person = person.id and note.part = 'notes' and note.key = 'loginProblem'";

/** Of a row with `has_login`, `problem` and `last_sync`. */
export function toLoginFacts({
  has_login,
  problem,
  last_sync,
}: Row): Pick<AccountRow, 'hasLogin' | 'loginProblem' | 'lastSync'> {
  return {
    hasLogin: has_login === true,
    loginProblem: typeof problem === 'string' ? readPart('loginProblem', readBody(problem)).loginProblem : undefined,
    lastSync: typeof last_sync === 'number' ? last_sync : undefined,
  };
}

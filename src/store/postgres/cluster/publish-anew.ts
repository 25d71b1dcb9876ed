import type { Queries } from '../queries.js';

/**
 * Of `person.filled`: less than any filling of the broker, and than what the end of a turn would say. So it holds also where
 * one is under way that knows nothing of it, until the next one begins.
 */
export const ANEW = -1;

/** All that is published of these people goes out once more, soon. */
export async function publishAnew(sql: Queries, userIds: readonly string[]): Promise<void> {
  await sql.all(PUBLISH_ANEW, userIds);
}

const PUBLISH_ANEW = `
  with anew as (update person set filled = ${ANEW} where user_id = any($1) returning user_id)
  select want_person(user_id, clock_timestamp(), false) from anew`;

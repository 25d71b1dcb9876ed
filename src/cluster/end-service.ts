import { endSubscriptions } from './end-subscriptions.js';
import { showAway, takeAway } from './take-away.js';
import type { TurnParts } from './turn-parts.js';

/**
 * The turn of somebody for whom nobody works: disabled, or removed, or without an account since the file does not name it any
 * more. Of the last all that was published goes, and Withings tells no more of them, while login and archive stay.
 *
 * @returns when to try again, milliseconds since 1970; undefined when it is done
 */
export async function endService(userId: string, parts: TurnParts): Promise<number | undefined> {
  const { cluster, node } = parts;
  if (!(await cluster.claims.leave(userId, node.id))) return showAway(userId, parts);
  const times = [await takeAway(userId, parts), await endSubscriptions(userId, parts)];
  const again = times.filter((time) => time !== undefined);
  return again.length === 0 ? undefined : Math.min(...again);
}

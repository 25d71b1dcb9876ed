import type { PersonState } from '../../store/person-state.js';
import type { ActivityDay } from '../../withings/activity.js';

/**
 * The days before one, `YYYY-MM-DD`, that were counted anew since a time (seconds since 1970), as far as the feed of activity
 * reads them again: a watch that was away from its phone has told of them at last. Of a day that is just over it is the usual
 * end, too.
 */
export function lateDays({ activity = [] }: PersonState, before: string, since: number): ActivityDay[] {
  return activity.filter(({ date, modified }) => date < before && modified > since);
}

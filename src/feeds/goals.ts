import { decodeGoals } from '../metrics/decode/user.js';
import { GETGOALS } from '../withings/user.js';
import { valued } from './archive.js';
import { changed } from './changed.js';
import type { Answer, FeedContext, FetchedFeed } from './feed.js';

/** The person's goals. One that is taken back loses its value; one that never was set makes no metric. */
export const goals: FetchedFeed = {
  name: 'goals',
  about: "the person's goals",
  call: GETGOALS,
  scope: 'user.info',
  notifications: [],
  every: 3_600_000,
  events: [],
  fetch: fetchGoals,
};

async function fetchGoals({ client, now, onOdd }: FeedContext): Promise<Answer> {
  const answer = await client.getGoals();
  // An empty answer says nothing: what was there stays.
  if (!answer) return (state) => ({ state });
  for (const name of answer.unreadable ?? []) onOdd?.(name);
  const told = decodeGoals(answer, now);
  return (state) => {
    const readings = { ...state.readings, ...changed(state.readings, told) };
    // As they are shown, each since it was first seen: one that an older version knew has not been kept yet.
    const put = valued(told.flatMap(({ metric }) => readings[metric] ?? []));
    return { state: { ...state, readings }, archive: [{ feed: goals.name, put }] };
  };
}

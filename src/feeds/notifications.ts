import { isGranted } from '../withings/oauth.js';
import type { Feed } from './feed.js';

/** The feeds that a notification of a kind has something for. */
export function feedsNotifiedBy(feeds: readonly Feed[], appli: number): Feed[] {
  return feeds.filter(({ notifications }) => notifications.some((kind) => kind.appli === appli && !kind.empty));
}

/** The kinds of notification that are of use, as far as a login allows them. */
export function applisFor(feeds: readonly Feed[], scope: string): number[] {
  const kinds = feeds.filter((feed) => isGranted(scope, feed.scope)).flatMap(({ notifications }) => notifications);
  return [...new Set(kinds.map(({ appli }) => appli))].sort((a, b) => a - b);
}

/** Whether each feed that kinds of notification are for is told of by another kind that is wanted. */
export function isToldWithout(kinds: readonly number[], wanted: readonly number[], feeds: readonly Feed[]): boolean {
  const others = new Set(wanted.filter((appli) => !kinds.includes(appli)));
  const isTold = ({ notifications }: Feed) => notifications.some(({ appli, empty }) => !empty && others.has(appli));
  return kinds.flatMap((appli) => feedsNotifiedBy(feeds, appli)).every(isTold);
}

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

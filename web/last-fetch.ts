import type { PersonView } from '../src/page/api.js';

/**
 * When something of a person last came from Withings, ISO 8601. `last_sync` says since when nothing is older: that is the
 * time of the feed that is asked for least often, and may be an hour ago while all goes well.
 */
export function lastFetch({ feeds }: Pick<PersonView, 'feeds'>): string | null {
  const times = feeds.flatMap(({ last_success }) => last_success ?? []);
  return times.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null;
}

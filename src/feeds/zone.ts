import type { PersonState } from '../store/person-state.js';
import { DAY_SECONDS } from './day.js';

/** The feeds that tell where an account is, the best first: its settings, what counted its steps, its devices. */
const TELLERS: readonly string[] = ['measures', 'activity', 'devices'];

export interface ZoneEvidence {
  /** IANA name; undefined where nothing is said. */
  readonly zone: string | undefined;
  /** The name of the feed that says it. */
  readonly feed: string;
  /** When it was so, seconds since 1970. */
  readonly at: number;
  /** What is later cannot have been; see lastPossible. */
  readonly last: number;
}

/**
 * The state with the zone that the newest evidence tells. The account's own setting comes with getmeas; a login that may
 * not read that, or may not any more, goes by its rows and its devices.
 */
export function withZone(state: PersonState, evidence: ZoneEvidence): PersonState {
  const { zone, feed, at } = evidence;
  if (zone === undefined || !outweighs(evidence, state)) return state;
  const known = state.zoneFrom;
  const isSame = zone === state.zone && feed === known?.feed;
  if (isSame && (feed === 'measures' || at === known.at)) return state;
  return { ...state, zone, zoneFrom: { feed, at } };
}

function outweighs({ feed, at, last }: ZoneEvidence, { zone, zoneFrom, feeds }: PersonState): boolean {
  if (zone === undefined || feed === 'measures') return true;
  // Without a note it is of an older version, which took the measures' where there were any.
  const known = zoneFrom ?? { feed: feeds.measures?.cursor ? 'measures' : 'devices', at: 0 };
  // A better source may be a day older.
  const isWorse = Math.sign(rankOf(feed) - rankOf(known.feed));
  return at >= knownSince(known, feeds, last) + isWorse * DAY_SECONDS;
}

function knownSince({ feed, at }: NonNullable<PersonState['zoneFrom']>, feeds: PersonState['feeds'], last: number) {
  if (feed === 'measures') return Math.max(at, feeds.measures?.lastSuccess ?? 0);
  // An older version took a device at its word whose clock is ahead: nothing would be newer for years.
  return at > last ? 0 : at;
}

/** One that is in no list, such as a feed that is gone, counts least. */
function rankOf(feed: string): number {
  const rank = TELLERS.indexOf(feed);
  return rank < 0 ? TELLERS.length : rank;
}

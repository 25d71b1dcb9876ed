import type { DecodeMeasures } from '../metrics/decode/measures.js';
import type { PersonState } from '../store/person-state.js';
import type { ArchiveChange } from '../store/store.js';
import type { WithingsApiClient } from '../withings/client.js';
import type { CallSite } from '../withings/errors.js';
import type { Notification } from '../withings/notify.js';
import type { Past } from './past.js';

/** One kind of data of a person, and all there is to know about it. */
export type Feed = FetchedFeed | NotifiedFeed;

/** What every feed says of itself. */
interface Facts {
  /** What it goes by in the catalogue (`metric.feed`), in the store, in the log and in `bridge/info`. */
  readonly name: string;
  /** What it brings, in words. */
  readonly about: string;
  /** What the login must allow, for its call and for its notifications. */
  readonly scope: string;
  /** What Withings posts about it, where there is an address to post to. */
  readonly notifications: readonly NotificationKind[];
  /** The types of event that it makes. */
  readonly events: readonly string[];
  /** Days after which its newest value is older than it usually becomes; missing where it stays true. */
  readonly staleAfter?: number;
}

export interface NotificationKind {
  /** Withings' number. */
  readonly appli: number;
  /** What has happened, in words. */
  readonly about: string;
  /** It is subscribed to, but brings nothing that could be fetched. */
  readonly empty?: true;
}

/** A feed that is asked for. */
export interface FetchedFeed extends Facts {
  readonly call: CallSite;
  /** Milliseconds that must lie between two fetches; 0 for the poll interval. */
  readonly every: number;
  /** What was there before the bridge was, where it is read a year at a time, beside the fetches. */
  readonly past?: Past;
  /** How far back its fetches go by themselves. Without it and `past` it begins with what there is at its first fetch. */
  readonly back?: Back;
  /**
   * The feed of whose records it fetches more. It waits for a fetch of that one which is under way, and is wanted at once
   * when that one has brought something.
   */
  readonly follows?: string;
  /** What turns it on for an account; without one it is always on. */
  readonly choice?: Choice;
  /** Many plans and logins do without it: where it is refused, nobody need do anything. */
  readonly optional?: true;
  /** NOTHING_ASKED when nothing had to be asked for, which only one that follows another may say. */
  fetch(context: FeedContext): Promise<Answer>;
}

/** To a day, `YYYY-MM-DD`, or so many days before the newest that there is. */
export type Back = { readonly since: string } | { readonly days: number };

/** Keys of an account's configuration that turn a feed on. */
export type Choice = 'intraday';

/** A feed that nobody can ask for: what Withings posts is all there is. */
export interface NotifiedFeed extends Facts {
  /** What a notification of its kinds comes to. `now` in seconds since 1970. */
  notified(notification: Notification, now: number): Answer;
}

/** What a person has chosen, and what is remembered of them while the process lives. */
export interface PersonRules {
  /** Leaves out what is to be ignored; remembers the unknown types that it has met. */
  readonly decode: DecodeMeasures;
  /** Groups with one of these attributions are left out; another list means another history. */
  readonly ignoreAttributions: readonly number[];
}

export interface FeedContext extends PersonRules {
  readonly client: WithingsApiClient;
  /** As it was when the fetch began. */
  readonly state: PersonState;
  /** Seconds since 1970. */
  readonly now: number;
  /** What the cloud's clock said with its newest answer, seconds since 1970; undefined as long as nobody knows. */
  readonly cloudTime?: () => number | undefined;
  /** The time by which the account's days begin, seconds since 1970; default: `now`. */
  readonly dayTime?: () => number;
  /** Told of each thing that is left out because it lies in the future. `time` in seconds since 1970. */
  readonly onFuture?: (id: string, time: number) => void;
  /** Told of each thing of a list that cannot be read: what was known of it stays. */
  readonly onOdd?: (id: string) => void;
  /** Somebody asks, or the bridge has just started: look also for what may have been deleted. */
  readonly thorough: boolean;
  /** Makes the calls of some work after all that somebody waits for; false, too, where there is no room for them. */
  readonly leisurely?: (work: () => Promise<boolean>) => Promise<boolean>;
  /** Applies what is known already, and resolves when it has had time to go out; the fetch goes on after that. */
  readonly progress?: (answer: Answer) => Promise<void>;
  /**
   * Takes what is for the archive alone while a long answer still comes in, so that nobody has to hold all of it. Resolves
   * when it is written, or could not be.
   */
  readonly archive?: (change: ArchiveChange) => Promise<void>;
}

/** Turns a person's state into another one. */
export type Update = (state: PersonState) => PersonState;

/** Applied to the state there is when an answer is in: other feeds may have changed theirs meanwhile. */
export type Answer = (state: PersonState) => Outcome;

/** There was nothing to ask Withings for: it says nothing of the login, and nothing came in. */
export const NOTHING_ASKED: Answer = (state) => ({ state });

/** What an answer comes to. */
export interface Outcome {
  readonly state: PersonState;
  /** Every reading of the answer, not only the latest. May be gone through more than once, and is worked out each time. */
  readonly archive?: Iterable<ArchiveChange>;
}

export function isFetched(feed: Feed): feed is FetchedFeed {
  return 'fetch' in feed;
}

export type FeedWithPast = FetchedFeed & { readonly past: Past };

export function hasPast(feed: Feed): feed is FeedWithPast {
  return 'past' in feed && feed.past !== undefined;
}

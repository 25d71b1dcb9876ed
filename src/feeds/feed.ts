import type { PersonState, RecordFeedName } from '../store/person-state.js';
import type { WithingsApiClient } from '../withings/client.js';

export type FeedName = 'measures' | 'goals' | 'devices' | 'activity' | RecordFeedName;

export interface FeedContext {
  readonly client: WithingsApiClient;
  readonly account: string;
  /** As it was when the fetch began. */
  readonly state: PersonState;
  /** Seconds since 1970. */
  readonly now: number;
  /** What the cloud's clock said with its newest answer, seconds since 1970; undefined as long as nobody knows. */
  readonly cloudTime?: () => number | undefined;
  /** Told of each thing that is left out because it lies in the future. `time` in seconds since 1970. */
  readonly onFuture?: (id: string, time: number) => void;
  /** Somebody asks, or the bridge has just started: look also for what may have been deleted. */
  readonly thorough: boolean;
  /** Applies what is known already, and resolves when it has had time to go out; the fetch goes on after that. */
  readonly progress?: (update: Update) => Promise<void>;
}

/** Turns an account's state into the one after an answer. Other feeds may have changed theirs meanwhile. */
export type Update = (state: PersonState) => PersonState;

/** One kind of data of an account: where it comes from, how often, and what an answer changes. */
export interface Feed {
  readonly name: FeedName;
  /** Milliseconds that must lie between two fetches; 0 for every round. */
  readonly every: number;
  fetch(context: FeedContext): Promise<Update>;
}

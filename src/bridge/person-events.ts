import type { PersonState } from '../store/person-state.js';
import type { ArchiveChange } from '../store/store.js';
import type { RateLimitError } from '../withings/errors.js';

/** Whether Withings lets the bridge in: `required` means that a person must authorise the account (again). */
export type Authorization = 'ok' | 'required';

/** What there is to tell of one person, whenever an answer has changed something. */
export interface PersonEvents {
  /**
   * @param archive every reading of an answer, also where the state stays as it is
   * @returns for what is for the archive alone: when it is written, or could not be
   */
  onState(state: PersonState, before: PersonState, archive?: Iterable<ArchiveChange>): Promise<void> | void;
  /** Called when it changes, and when it is known for the first time. @param cause what a call has ended with */
  onAuthorization(authorization: Authorization, reason: string, cause?: unknown): void;
  onFeedFailed(feed: string, error: unknown): void;
  /** Withings refuses one that many plans and logins do without; called once until it comes in. */
  onFeedLacking?(feed: string, error: unknown): void;
  onFeedRecovered(feed: string): void;
  /** @param first false when it has had to wait since it last came in */
  onFeedWaits(feed: string, error: RateLimitError, first: boolean): void;
  /** Called once for each thing that is left out because it lies in the future. `time` in seconds since 1970. */
  onFuture?(feed: string, time: number): void;
  /** Called once for each thing that cannot be read, and is left out. */
  onOdd?(feed: string, id: string): void;
}

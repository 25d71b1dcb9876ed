import type { Notification } from '../withings/notify.js';
import type { Accounts, Invitations, StoredAccount } from './cluster-accounts.js';
import type { Queue, SharedBudget } from './cluster-queue.js';

/**
 * What the bridges that run on one store share, beside what is kept of people. All times and waits go by the database's
 * clock, so that those of the machines may be wrong.
 *
 * @throws StoreError from every method
 */
export interface Cluster {
  readonly bridges: Bridges;
  readonly claims: Claims;
  readonly accounts: Accounts;
  readonly invitations: Invitations;
  readonly notices: Notices;
  readonly queue: Queue;
  readonly budget: SharedBudget;
  readonly heirs: Heirs;
}

/** One process among those that run on the store. */
export interface BridgeNode {
  /** A topic level: letters and digits. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
}

/** Who lives. */
export interface Bridges {
  /** @throws LeaseHeldError while a command has the store for itself */
  join(node: BridgeNode): Promise<void>;
  /**
   * A sign of life. False when others have taken this one for dead: it is nobody any more, and may join as another one.
   *
   * @throws NewerStoreError when a bridge of a newer version has brought the store up to its own
   */
  beat(id: string): Promise<boolean>;
  /** Milliseconds since 1970, by the clock that all bridges share. */
  time(): Promise<number>;
  /** Ends properly; what it had is free at once. */
  leave(id: string): Promise<void>;
  /**
   * Takes those for dead that gave no sign for so long, in which others did: their jobs are free, and what they still write is
   * refused. The time in which nobody gave any, as without the database, hardly counts.
   *
   * @returns who they were
   */
  bury(silentMilliseconds: number): Promise<readonly BridgeNode[]>;
  living(): Promise<readonly LivingBridge[]>;
  /** The ids of those that have ended, or were buried, at least so long ago, and are not forgotten yet. */
  gone(milliseconds: number): Promise<readonly string[]>;
  /** Nothing is left of them anywhere. */
  forget(ids: readonly string[]): Promise<void>;
  /**
   * The one that does what one must do for all: whoever leads keeps it by asking again in time.
   *
   * @returns whether it is this one, from now on for so long
   */
  lead(id: string, milliseconds: number): Promise<boolean>;
}

export interface LivingBridge extends BridgeNode {
  /** Since its last sign. */
  readonly silentMilliseconds: number;
  readonly leads: boolean;
}

/**
 * The right to write of a person. Each one that is taken raises the person's epoch; `States.commit` and `Announced` write
 * only under the newest one, or else throw LeaseLostError. A store on which a command has the lease writes without.
 */
export interface Claims {
  /** Undefined where there is nobody to work for: removed, disabled, or without an account. */
  take(userId: string, bridge: string): Promise<Claim | undefined>;
  /**
   * The same where nobody is to work for somebody any more, and what is published of them is to go; if they come back, all of it
   * is published once more.
   *
   * @returns false for whoever has an account, be it disabled; true for everybody else, also for who is not known
   */
  leave(userId: string, bridge: string): Promise<boolean>;
  /**
   * Gives it back.
   *
   * @param filled all that is retained of the person was published for this filling of the broker; see `Accounts.fill`
   * @param shownAs and in this way; see `ShownAs`
   * @param feeds whose coming in counts as the last data; default: all that something is kept of
   * @returns false when somebody else has taken it since
   */
  give(claim: Claim, filled: number, shownAs: string, feeds?: readonly string[]): Promise<boolean>;
}

export interface Claim {
  readonly userId: string;
  readonly epoch: number;
  readonly account: StoredAccount;
  /** Who had it before did not give it back: nobody knows what of the last state it has published. */
  readonly interrupted: boolean;
  /** For which filling of the broker everything was last published; less than `fill` means: all of it once more. */
  readonly filled: number;
  readonly fill: number;
  /** In which way everything was last published; empty: never. In another one, all of it goes out once more. */
  readonly shownAs: string;
  /** What Withings has told and nobody has worked off, the oldest first. */
  readonly notices: readonly Notice[];
}

/** Why a person is to be fetched before the time; kept until it has been worked off. */
export interface Notice {
  readonly id: string;
  /** What Withings tells. Undefined: somebody asks, which tells of nothing, and means everything. */
  readonly notification: Notification | undefined;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

export interface Notices {
  /**
   * Keeps it and wants the person's job now, in one transaction.
   *
   * @returns false for somebody unknown, or without an account: nothing is kept
   */
  put(notification: Notification): Promise<boolean>;
  /** The same where somebody asks. */
  ask(userId: string): Promise<boolean>;
  /** Of these people, those of whom something that was asked for is not worked off yet. */
  stillAsked(userIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** They are worked off. */
  done(userId: string, ids: readonly string[]): Promise<void>;
}

/** Who goes on with what one person leaves: a device may belong to several, each of whom publishes it. */
export interface Heirs {
  /**
   * Notes topics that go with a device as somebody else's who has it, too, and who publishes them anew.
   *
   * @returns those of them that are still this person's: nobody else has their device
   * @throws LeaseLostError
   */
  handOver(userId: string, topics: readonly string[]): Promise<readonly string[]>;
  /**
   * The broker was asked to empty what this person leaves: what it has emptied is forgotten. Whoever has noted one of these
   * topics as their own in the meantime, as an account's next person does, publishes everything anew.
   *
   * @param topics all that it was asked for
   * @param taken what of it is empty
   * @throws LeaseLostError
   */
  forget(userId: string, topics: readonly string[], taken: readonly string[]): Promise<void>;
}

import type { Notification } from '../withings/notify.js';

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
   * Takes those for dead that gave no sign for so long: their jobs are free, and what they still write is refused.
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
   * @returns false when somebody else has taken it since
   */
  give(claim: Claim, filled: number, shownAs: string): Promise<boolean>;
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

/** A person of the store by the name that they have here; the same keys as in `config.yaml`. */
export interface StoredAccount {
  readonly name: string;
  readonly displayName: string;
  readonly units: 'metric' | 'us' | 'uk';
  readonly ignoreAttributions: readonly number[];
  readonly intraday: boolean;
}

export interface AccountRow extends StoredAccount {
  readonly enabled: boolean;
  /** It stands in a configuration file, which says how it is. */
  readonly fromFile: boolean;
  /** Undefined until somebody has connected it. */
  readonly userId: string | undefined;
  /** Somebody may be known here whose login is not. */
  readonly hasLogin: boolean;
  readonly loginProblem: string | undefined;
  /** Seconds since 1970; undefined before anything has come in. */
  readonly lastSync: number | undefined;
}

export interface Accounts {
  /** Whoever is kept by this name has it again. @throws NameTakenError */
  add(account: StoredAccount): Promise<void>;
  /** Those of a configuration file; what the file says wins. */
  fromFile(accounts: readonly StoredAccount[]): Promise<FileChanges>;
  find(name: string): Promise<AccountRow | undefined>;
  /** Of whom something is kept, and who has no account: by name, and then those without one. */
  strays(words?: AccountSearch['words']): Promise<readonly Stray[]>;
  /** By name. */
  list(options?: AccountSearch): Promise<readonly AccountRow[]>;
  /** @returns false where nobody is called so */
  enable(name: string, enabled: boolean): Promise<boolean>;
  /**
   * Another name for an account and whoever has connected it; an invitation stays good.
   *
   * @returns false where nobody is called so
   * @throws NameTakenError
   */
  rename(name: string, to: Pick<StoredAccount, 'name' | 'displayName'>): Promise<boolean>;
  /** The account; what is kept of the person goes by `People.remove`. */
  remove(name: string): Promise<void>;
  count(): Promise<AccountCounts>;
  /** Which filling of the broker holds: the number that `bridge/info` there should have. */
  filling(): Promise<number>;
  /** The broker has lost what was retained: everybody is to be published once more. @returns the new number */
  fill(): Promise<number>;
}

/** What a file has changed, by names. */
export interface FileChanges {
  /** They were in the store in another way. */
  readonly replaced: readonly string[];
  /** They are no accounts any more, since no file names them. */
  readonly gone: readonly string[];
}

/** Somebody who is kept, with login and past, and for whom nobody works. */
export type Stray = Pick<AccountRow, 'hasLogin' | 'loginProblem' | 'lastSync'> & {
  readonly name: string | undefined;
  readonly userId: string;
};

export interface AccountSearch {
  /** Each of them is in the name or in the display name, in whatever case. */
  readonly words?: string;
  /** Those behind a name, or those before one: next to it, and still in the order of their names. */
  readonly after?: string;
  readonly before?: string;
  /** Those for whom somebody has to do something: enabled, and without a login that works. */
  readonly waiting?: boolean;
  /** Those who can be fetched: enabled, and with a login that works. */
  readonly working?: boolean;
  readonly most?: number;
}

export interface AccountCounts {
  readonly all: number;
  readonly connected: number;
  readonly disabled: number;
  readonly loginsLost: number;
  /** As `AccountSearch.waiting` has it. */
  readonly waiting: number;
}

/** A secret address for one use, by which a person connects an account without anything else. */
export interface Invitations {
  /** @returns the secret, which is kept nowhere; one before it for the same account is void */
  make(account: string, validMilliseconds: number): Promise<string>;
  /** Whose it is, as long as it may be used. */
  look(secret: string): Promise<string | undefined>;
  /** A browser is sent to Withings with this `state` (OAuth 2); the last one counts. @returns false when it may not be used */
  begin(secret: string, state: string): Promise<boolean>;
  /** Whose login comes back with a state; each state once. */
  redeem(state: string): Promise<string | undefined>;
  /** How many may be used. */
  open(): Promise<number>;
  /** The login is kept: nobody uses it again. */
  use(account: string): Promise<void>;
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
  /** They are worked off. */
  done(userId: string, ids: readonly string[]): Promise<void>;
}

/** One job for each person; see `src/store/postgres/queue.ts` for the queue behind it. */
export interface Queue {
  /**
   * Wants a person's job at a time, milliseconds since 1970, or before, since somebody waits for it: it goes before those
   * that are only due. One that is under way is followed by another.
   */
  want(userId: string, at: number): Promise<void>;
  /** The same for everybody who has a login, spread over so many milliseconds. */
  wantAll(spreadMilliseconds: number): Promise<void>;
  /** Works until the signal is aborted and what is under way has ended; of a person one at a time, over all bridges. */
  work(options: QueueWork): Promise<void>;
  size(): Promise<QueueSize>;
}

export interface QueueWork {
  readonly bridge: string;
  /** Jobs at a time. */
  readonly atOnce: number;
  /** @returns when the person's next job is due, milliseconds since 1970; undefined: not before something wants it */
  readonly job: (userId: string) => Promise<number | undefined>;
  /** Asked before each look for a job; default: always. */
  readonly mayTake?: (() => boolean) | undefined;
  readonly onTrouble: (error: unknown) => void;
  readonly signal: AbortSignal;
}

export interface QueueSize {
  readonly waiting: number;
  readonly due: number;
  readonly underWay: number;
  /** For how long the oldest one that is due has been so. */
  readonly lateMilliseconds: number;
}

/** The calls that Withings allows a client id, over all bridges: one row, of which each call takes a place in time. */
export interface SharedBudget {
  /**
   * @param most how far ahead the place may lie: what is urgent takes any, the rest only what is near
   * @returns milliseconds until the place; undefined when there is none so near
   */
  take(clientId: string, callsPerMinute: number, most: number): Promise<number | undefined>;
  /** Withings wants fewer calls: nobody makes one for so long. */
  rest(clientId: string, milliseconds: number): Promise<void>;
  /** Calls that could begin within the next minute. */
  left(clientId: string, callsPerMinute: number): Promise<number>;
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

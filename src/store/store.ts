import type { Reading } from '../metrics/reading.js';
import type { Hold } from '../withings/hold.js';
import type { Tokens } from '../withings/tokens.js';
import type { Cluster } from './cluster.js';
import type { PersonState } from './person-state.js';
import type { Series, SeriesChange, SeriesHead, SeriesKind } from './series.js';

/**
 * All that must outlive the process, by person. Every method that writes is one transaction, and durable when it
 * resolves. Several processes may open a store at the same time; one of them holds the lease and runs the bridge.
 *
 * @throws StoreError from every method: the disk is full, the file is damaged, another process holds it for too long
 */
export interface Store {
  readonly people: People;
  readonly logins: Logins;
  readonly states: States;
  readonly series: SeriesStore;
  readonly announced: Announced;
  readonly statistics: Statistics;
  readonly deliveries: Deliveries;
  readonly settings: Settings;
  readonly lease: Lease;
  /** Where several bridges may run on it; undefined where the lease lets one. */
  readonly cluster?: Cluster | undefined;
  /** Rejects when it is not where it was opened, such as on a volume that is gone. */
  check(): Promise<void>;
  /**
   * True if another process has written something since this was last asked; false at the first time. Of a store that many
   * share, only what it has written of people and their logins.
   */
  changedElsewhere(): Promise<boolean>;
  close(): Promise<void>;
}

/** A Withings user. Everything that is kept belongs to one; the name is a label on it. */
export interface Person {
  readonly userId: string;
  /** The account of the configuration; undefined while nobody is called so. */
  readonly name: string | undefined;
}

export interface People {
  list(): Promise<readonly Person[]>;
  /** Undefined for somebody who is not known. */
  get(userId: string): Promise<Person | undefined>;
  /** Makes a person known under a name, or gives a known one this name. @throws NameTakenError */
  put(userId: string, name: string): Promise<void>;
  /** Takes the name off whoever has it; all else that is kept stays. */
  unname(name: string): Promise<void>;
  /** A person who was kept under a provisional id turns out to be this user. */
  identify(provisional: string, userId: string): Promise<void>;
  /** Forgets the person and everything that is kept of them. */
  remove(userId: string): Promise<void>;
}

/** The OAuth tokens of people. */
export interface Logins {
  of(userId: string): Promise<Tokens | undefined>;
  /** Of a known person. @throws Error before anything is written if a token is empty */
  save(userId: string, login: Tokens): Promise<void>;
  /** The same for the login that a person has made anew: nothing is known against it. */
  renew(userId: string, login: Tokens): Promise<void>;
  /**
   * Runs `work` with the login as it is now while no other process does the same for this person: a refresh token
   * works once. The `hold`, where there is one, is lost as soon as another process may begin.
   */
  exclusively<T>(userId: string, work: (login: Tokens | undefined, hold?: Hold) => Promise<T>): Promise<T>;
}

/** What is known of people: how far their feeds have come, their latest readings, and the archive of all readings. */
export interface States {
  load(userId: string): Promise<PersonState>;
  /**
   * Writes what differs between the two. Where the archive changes before `late` (seconds since 1970), the person's
   * statistics are due since then; default: nowhere.
   *
   * @throws LeaseLostError if this process does not hold the lease any more
   */
  commit(
    userId: string,
    before: PersonState,
    after: PersonState,
    archive?: Iterable<ArchiveChange>,
    late?: number,
  ): Promise<Committed>;
  /** Readings of a metric taken in [from, to), seconds since 1970, oldest first; of more than `most` the oldest. */
  readings(userId: string, metric: string, from: number, to: number, most?: number): Promise<readonly Reading[]>;
  /** The metrics of which there are readings, by their keys, and how many. */
  extents(userId: string): Promise<ReadonlyMap<string, Extent>>;
  /** When the newest reading of a metric before a time was taken, seconds since 1970; undefined when there is none. */
  newest(userId: string, metric: string, before: number): Promise<number | undefined>;
}

/** What a commit has come to. */
export interface Committed {
  /** The person's statistics have become due. */
  readonly due: boolean;
  /** The metrics of the catalogue of which the archive has changed, by their keys. */
  readonly metrics: ReadonlySet<string>;
}

/** What there is of a metric: when the oldest and the newest reading were taken, seconds since 1970, and how many. */
export interface Extent {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** What an answer of the cloud means for the archive. What is kept already, just so, is not written again. */
export interface ArchiveChange {
  /** The feed whose readings these are; those of others stay, whatever their groups are called. */
  readonly feed: string;
  readonly put: readonly Reading[];
  /** Each tells of the day that begins when it was taken, and so is late only when that is over. */
  readonly daily?: true;
  /** Groups and records of which the answer speaks anew: what was kept of them and is not among `put` goes. */
  readonly groups?: readonly string[];
  /** What is put of these groups, where they are kept already, goes where each of them stands: its time and its reset. */
  readonly inPlace?: true;
  /** All groups there are in a time: what was taken in [from, to), seconds since 1970, and is of none of them, goes. */
  readonly window?: { readonly from: number; readonly to: number; readonly groups: ReadonlySet<string> };
  /** Curves that came with it. */
  readonly series?: readonly SeriesChange[];
}

/** Nights, days and ECGs as curves; they are put by `States.commit`, and removed with the person. */
export interface SeriesStore {
  /** Those of a kind that touch [from, to), seconds since 1970, by their start; without their curves. */
  list(userId: string, kind: SeriesKind, from: number, to: number): Promise<readonly SeriesHead[]>;
  /** A whole one; undefined when there is none. */
  get(userId: string, kind: SeriesKind, id: string): Promise<Series | undefined>;
}

/**
 * What of the archive other destinations have still to get. Each registered one gets all that is there, and afterwards
 * whatever changes, noted in the very transaction of the change. Only who holds the lease delivers.
 */
export interface Deliveries {
  /** The destinations that are wanted, by a name of their own; any other is forgotten, with what waits for it. */
  register(destinations: readonly string[]): Promise<void>;
  /** What comes next for one of them; undefined when nothing waits. The same again until it is acknowledged. */
  next(destination: string): Promise<DeliveryPage | undefined>;
  /** All of the archive once more. */
  again(destination: string): Promise<void>;
  /** The oldest number of somebody who has a name; undefined when there is none. */
  oldest(): Promise<Delivery | undefined>;
}

/** Readings of at most 1,000 places: those of a person and metric at one time come together, though only one has changed. */
export interface DeliveryPage {
  /** None where all that waited here is gone by now. */
  readonly deliveries: readonly Delivery[];
  /** They have arrived. What has changed in the meantime stays and comes again. @throws LeaseLostError */
  acknowledge(): Promise<void>;
}

export interface Delivery {
  readonly person: Person;
  readonly reading: Reading;
}

/** What was published, and for whom: noted before it is sent, so that it can be cleaned up whatever happens. */
export interface Announced {
  all(): Promise<readonly AnnouncedTopic[]>;
  /** What was published of a person. */
  of(userId: string): Promise<readonly AnnouncedTopic[]>;
  note(topics: readonly AnnouncedTopic[]): Promise<void>;
  forget(topics: readonly string[]): Promise<void>;
}

/** A retained topic, whole: with the base topic, or the discovery prefix, that was configured then. */
export interface AnnouncedTopic {
  readonly topic: string;
  /** A value, or the message that makes a device in Home Assistant. */
  readonly kind: 'value' | 'discovery';
  /** Of whom it tells, also when that person is not known any more; undefined for the bridge, and for a device that several share. */
  readonly userId: string | undefined;
  /** Of which Withings device it tells. */
  readonly device: string | undefined;
}

/** Notes about Home Assistant's statistics of a person. */
export interface Statistics {
  /** By metric key. */
  spans(userId: string): Promise<ReadonlyMap<string, StatisticSpan>>;
  /** Also of a command, beside a bridge that runs. @throws UnknownPersonError */
  put(userId: string, metric: string, span: StatisticSpan): Promise<void>;
  /** Since when a person's past is still to be written; undefined while nobody has said. */
  due(userId: string): Promise<Due | undefined>;
  /** Also of a command that finds rows gone, beside a bridge that runs. */
  setDue(userId: string, since: string | undefined): Promise<void>;
  /** Nothing is due any more, unless something has become due since `due` was read. @throws LeaseLostError */
  settle(userId: string, due: Due): Promise<void>;
}

/** What is still to be written. */
export interface Due {
  /** A day, `YYYY-MM-DD`; NOTHING_DUE if all of it is written. */
  readonly since: string;
  /** Another one each time that something becomes due. */
  readonly mark: number;
}

/** After the last day of all. */
export const NOTHING_DUE = '9999-12-31';
/** Before the first one. */
export const EVERYTHING_DUE = '0000-01-01';

/** What must be known of a statistic of Home Assistant to tell its own rows from ours. */
export interface StatisticSpan {
  /** The first hour that Home Assistant compiled itself, seconds since 1970; before it, all rows are ours. */
  readonly since: number;
  /** Ours at or after `since`: hours of readings that came late. */
  readonly late: readonly number[];
  /** Totals: what Home Assistant's sums start from, and the first day that is in them. Missing until it has any. */
  readonly base?: { readonly sum: number; readonly firstDay: string } | undefined;
}

/** Single values of the bridge itself. */
export interface Settings {
  /** Tells this bridge from others; made with the store. */
  instance(): Promise<string>;
  get(key: SettingKey): Promise<string | undefined>;
  /** The value of a key; where it has none this one, from now on. */
  first(key: SettingKey, value: string): Promise<string>;
  /** Undefined takes the value away. @throws LeaseLostError where the lease lets one bridge */
  put(key: SettingKey, value: string | undefined): Promise<void>;
}

/** The secret of a person's calendar goes with the person. */
export type SettingKey = 'instance' | 'webhook_secret' | 'webhook_address' | 'shown_as' | `calendar_secret/${string}`;

/** The right to run the bridge on this store; one process has it at a time. */
export interface Lease {
  /** @throws LeaseHeldError that says who holds it; a process that has died holds nothing */
  acquire(owner: LeaseOwner): Promise<void>;
  /** Gives it back; safe to call twice, and without having it. */
  release(): Promise<void>;
  /** Whether this process has it, and nobody has taken it over. */
  isHeld(): Promise<boolean>;
  /** Who holds it now; undefined when nobody does. */
  holder(): Promise<LeaseOwner | undefined>;
  /** When whoever has it last gave a sign of life, which it does every few minutes; undefined when nobody has it. */
  lastSign(): Promise<number | undefined>;
}

export interface LeaseOwner {
  readonly host: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** The accounts of its configuration, by name; undefined where it has not said. */
  readonly accounts?: readonly string[];
}

import type { AccountConfig } from '../config/index.js';
import type { FetchedFeed } from '../feeds/feed.js';
import { feedsFor, NOTIFIED_FEEDS } from '../feeds/index.js';
import type { Log } from '../log.js';
import type { DecodeMeasures } from '../metrics/decode/measures.js';
import type { ReadingEvent } from '../metrics/event.js';
import type { Task } from '../scheduler/scheduler.js';
import { changesOf, everythingAgain } from '../sinks/changes.js';
import type { FanOut } from '../sinks/fan-out.js';
import { EMPTY_PERSON, type PersonState } from '../store/person-state.js';
import type { ArchiveChange, Store } from '../store/store.js';
import type { Telemetry } from '../telemetry.js';
import type { Tools } from '../tools.js';
import type { WithingsApiClient } from '../withings/client.js';
import type { Advice } from './advice.js';
import { countFetch, countReadings } from './counting.js';
import { isOnlyTimes } from './feed-states.js';
import { createKeeping } from './keeping.js';
import { whereThereIsRoom } from './no-room.js';
import type { Parts } from './parts.js';
import { openPersonClient, type PersonClientOptions } from './person-client.js';
import { personLog } from './person-log.js';
import { personRules } from './person-rules.js';
import { createPersonSync, type PersonSync } from './person-sync.js';
import { personTasks, taskKey } from './person-tasks.js';
import { createShowing } from './showing.js';
import { withoutSilent } from './upgrade-state.js';

/** One account of the configuration at work: the person behind it, their feeds, and what is shown of them. */
export interface BridgePerson {
  readonly name: string;
  /** Those that the account is asked for. */
  readonly feeds: readonly FetchedFeed[];
  readonly sync: PersonSync;
  /** Undefined as long as there is no login. */
  readonly client: WithingsApiClient | undefined;
  /** Leaves out what is to be ignored; remembers the unknown types that it has met. */
  readonly decode: DecodeMeasures;
  /** Takes what is for the archive alone. Resolves when it is written, or could not be: then it is part of the next time. */
  archive(changes: readonly ArchiveChange[]): Promise<void>;
  /** Undefined as long as nobody has authorised it. */
  userId(): string | undefined;
  /** Its feeds, for the scheduler; each one's key. */
  readonly tasks: readonly Task[];
  keyOf(feed: string): string;
  /** All that was asked for is in: shows how the account is doing. */
  rest(): void;
  /** What is known is what the cloud says. Shows what was held back at the start. */
  firstSyncComplete(): void;
  /** `sync.tried()`, and the sinks have been given what came. */
  tried(): boolean;
  /** `sync.complete()`, and the sinks have been given all of it. */
  complete(): boolean;
  /** Tells of what is in the outbox, the oldest first, as far as the broker takes it. */
  deliverEvents(): Promise<void>;
  /** Resolves when all that is new is kept, if it can be, and shown. */
  settled(): Promise<void>;
  /** The same with everything, also when feeds were and will be fetched. */
  keep(): Promise<void>;
  /** False when the last write to the store failed. */
  safe(): boolean;
  /** Begins a new day when the account's has begun, also while the cloud is away. */
  lookAtCalendar(): void;
  /** Takes over a login that another process has stored; true if there was one. */
  follow(): Promise<boolean>;
  /** It is somebody else's name now: what is still on its way changes nothing any more. */
  close(): void;
}

export interface BridgePersonOptions {
  readonly account: AccountConfig;
  /** Of the person in the store; undefined while there is none under this name. */
  readonly userId: string | undefined;
  /** Somebody has removed whoever was there: nothing is said of the account, which waits for a login. */
  readonly isRemoved?: boolean;
  readonly store: Pick<Store, 'people' | 'logins' | 'states'>;
  readonly log: Log;
  readonly tools: Tools;
  readonly signal: AbortSignal;
  readonly clientBase: (account: string) => PersonClientOptions['base'];
  readonly interval: () => number;
  /** The address of the page; undefined where it is off. */
  readonly page: string | undefined;
  readonly advice: Advice;
  readonly as: Parts['as'];
  readonly forFeed: Parts['forFeed'];
  readonly sinks: FanOut;
  /** There is an address at which Withings can tell of something. */
  readonly canBeNotified: boolean;
  readonly telemetry: Telemetry;
  /** Before when a reading is late for statistics, seconds since 1970; undefined where none are written. */
  readonly late: () => number | undefined;
  readonly hooks: PersonHooks;
  /** See `PersonSyncOptions`. */
  readonly goesOn?: boolean;
  /** See `PersonClientOptions`. */
  readonly aroundRefresh?: PersonClientOptions['aroundRefresh'];
}

export interface PersonHooks {
  /** These tasks are to run soon: there is something for them. */
  onWanted(keys: readonly string[]): void;
  /** After each fetch, and when something must be shown and kept outside any. */
  onFetched(): void;
  onWritten(): void;
  onNotWritten(error: unknown): void;
  /** Statistics have become due. */
  onDue(): void;
  onLeaseLost(): void;
}

/** Puts a person together and shows what the last run knew of them. */
export async function openBridgePerson(options: BridgePersonOptions): Promise<BridgePerson> {
  const { account, store, log, tools, sinks, advice, hooks, isRemoved = false } = options;
  const { name } = account;
  const closed = new AbortController();
  const feeds = feedsFor(account);
  let { userId } = options;
  const identify = (id: string) => {
    userId = id;
    // Nothing can be written of one whom nobody knows.
    hooks.onDue();
  };
  const kept = userId === undefined ? undefined : await store.states.load(userId);
  const start = kept && withoutSilent(kept, options.canBeNotified ? [...feeds, ...NOTIFIED_FEEDS] : feeds);
  const login = userId === undefined ? undefined : await openLogin(options, userId, identify);
  const keeping = createKeeping({
    ...{ states: store.states, start: kept ?? EMPTY_PERSON, clock: () => sync.dayTime(), late: options.late },
    userId: () => userId,
    onWritten: hooks.onWritten,
    onFailed: hooks.onNotWritten,
    onLost: hooks.onLeaseLost,
    onDue: hooks.onDue,
    sync: () => sync,
  });
  const rules = personRules(account, log, start);
  const isClosed = () => closed.signal.aborted;
  const showing = createShowing({
    ...{ account, sinks, advice, signal: options.signal, hasLogin: login !== undefined },
    isClosed: () => isRemoved || isClosed(),
    sync: () => sync,
    userId: () => userId,
  });
  const sync: PersonSync = createPersonSync({
    ...{ name, start, client: login?.client, feeds, rules, goesOn: options.goesOn, forFeed: options.forFeed },
    clock: tools.clock,
    cloudClock: () => login?.client.serverClock(),
    leisurely: (work) => whereThereIsRoom(options.as('past', work)),
    sleep: (milliseconds) => tools.sleep(milliseconds, options.signal),
    stopped: () => options.signal.aborted || isClosed(),
    events: personLog(name, log, {
      ...{ onState, isRemoved, advice: advice.connect(name, options.page) },
      onAuthorization(authorization) {
        keeping.afterwards(() => showing.status('fetch'));
        if (authorization === 'required') hooks.onFetched();
      },
    }),
  });

  function onState(state: PersonState, before: PersonState, archive?: Iterable<ArchiveChange>): Promise<void> | void {
    if (isClosed()) return;
    keeping.put(state, archive);
    // A page of a long history must not wait in memory for the last one.
    if (state === before) return keeping.write();
    // Times are written with what comes next, or by `keep`.
    if (isOnlyTimes(state, before)) return;
    const news = newsOf(state, before);
    const changes = changesOf(state, before);
    countReadings(options.telemetry, name, changes);
    keeping.afterwards(() => {
      showing.changes(state, changes);
      if (state.devices !== before.devices) showing.status('fetch', state);
      if (news.length > 0) void showing.deliver();
    });
  }

  showing.changes(sync.state(), changesOf(sync.state()));
  showing.status('start');
  let isSynced = false;
  const shown = { tried: false, complete: false };
  return {
    ...{ name, feeds, sync, client: login?.client, decode: rules.decode },
    archive: async (changes) => onState(sync.state(), sync.state(), changes),
    deliverEvents: async () => void (await showing.deliver()),
    userId: () => userId,
    keyOf: (feed) => taskKey(name, feed),
    tasks: personTasks({
      ...{ account: name, feeds, sync, start, interval: options.interval, onFollow: hooks.onWanted },
      onFetched(feed, outcome) {
        // Without a login nothing was asked for.
        if (login) countFetch(options.telemetry, name, feed, outcome);
        keeping.afterwards(() => showing.status('fetch'));
        if (outcome.kind === 'ok') keeping.cameIn(feed);
        hooks.onFetched();
      },
    }),
    rest() {
      keeping.afterwards(() => {
        showing.status('rest');
        shown.tried = true;
      });
    },
    firstSyncComplete() {
      if (isSynced) return;
      isSynced = true;
      keeping.afterwards(() => {
        showing.changes(sync.state(), everythingAgain(sync.state()));
        shown.complete = true;
      });
    },
    tried: () => shown.tried && sync.tried(),
    complete: () => shown.complete && sync.complete(),
    settled: keeping.settled,
    keep: keeping.all,
    safe: keeping.safe,
    lookAtCalendar() {
      sync.change((state) => state);
      keeping.newDay();
    },
    follow: async () => (await login?.follow()) ?? false,
    close: () => closed.abort(),
  };
}

function openLogin(
  { account, store, log, clientBase, aroundRefresh }: BridgePersonOptions,
  userId: string,
  onUserId: (userId: string) => void,
) {
  const { name } = account;
  return openPersonClient({ store, userId, name, base: clientBase(name), onSecret: log.hide, onUserId, aroundRefresh });
}

function newsOf(state: PersonState, before: PersonState): readonly ReadingEvent[] {
  if (state.outbox === before.outbox) return [];
  const known = new Set(before.outbox?.map(({ id }) => id));
  return (state.outbox ?? []).filter(({ id }) => !known.has(id));
}

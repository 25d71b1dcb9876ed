import { openPersonClient } from '../../src/bridge/person-client.js';
import { createPersonSync, type PersonSync } from '../../src/bridge/person-sync.js';
import { FETCHED_FEEDS } from '../../src/feeds/index.js';
import { createMeasureDecoder } from '../../src/metrics/decode/measures.js';
import { createPublisher, type Publisher } from '../../src/mqtt/publisher.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { createAnnounced } from '../../src/sinks/announced.js';
import { changesOf, devicesOf } from '../../src/sinks/changes.js';
import { createDiscoverySink } from '../../src/sinks/homeassistant/discovery-sink.js';
import { createValueSink } from '../../src/sinks/mqtt/value-sink.js';
import type { Change, SinkPerson } from '../../src/sinks/sink.js';
import type { PersonState } from '../../src/store/person-state.js';
import type { Store } from '../../src/store/store.js';
import type { Tokens } from '../../src/withings/tokens.js';
import { fetchAll } from '../bridge/person-sync-setup.js';
import { takeArchive } from '../feeds/cloud.js';
import { EMPTY, NOW } from '../feeds/samples.js';
import { USER } from './bodies.js';

/** Everything between the cloud's answers and the broker, as the bridge puts it together, with nothing that waits. */
export interface Life {
  readonly sync: PersonSync;
  readonly publisher: Publisher;
  /** Seconds since 1970; a test moves it on. */
  readonly time: { now: number };
  /** What the feeds failed with, since somebody last looked. */
  readonly errors: unknown[];
  tokens(): Tokens;
  /** Fetches everything; true if all came in that may. */
  round(): Promise<boolean>;
  /** Tells of what is in the outbox, as if the broker took all of it. */
  tellNews(): void;
}

export interface LifeOptions {
  readonly url: string;
  /** The access token has run out, so that the first call is a refresh. */
  readonly expired?: boolean;
  readonly start?: PersonState | undefined;
}

const topics = createTopics('withings');
const ACCOUNT = { name: 'anna', displayName: 'Anna', units: 'us' } as const;
const IGNORED = [1, 10];

export async function startLife({ url, expired = false, start = EMPTY }: LifeOptions): Promise<Life> {
  const time = { now: NOW };
  const errors: unknown[] = [];
  const store = loginStore({
    ...{ userId: String(USER), accessToken: 'first-access', refreshToken: 'first-refresh', scope: '' },
    expiresAt: expired ? 0 : (NOW + 10_000) * 1000,
  });
  const clock = () => time.now * 1000;
  const opened = await openPersonClient({
    ...{ store, name: ACCOUNT.name, userId: String(USER) },
    base: {
      baseUrl: url,
      clientId: 'id',
      clientSecret: 'secret',
      retryDelay: () => 0,
      clock,
      stopwatch: clock,
      sleep: async () => {},
    },
    onSecret: () => {},
  });
  const publisher = createPublisher({ onRefused: () => {} });
  const context = { topics, prefix: 'homeassistant', instance: 'abcd', version: '1' };
  const announced = createAnnounced({
    ...{ store: { note: async () => {}, forget: async () => {} }, known: [], publisher: () => publisher },
    ...{ atHome: () => true, sleep: async () => {}, onTrouble: () => {}, onWell: () => {} },
  });
  const shared = { announced, connected: () => true, sleep: async () => {} };
  const values = createValueSink({ ...shared, publisher, topics });
  const sinks = [values, createDiscoverySink({ ...shared, context })];
  const personOf = ({ zone = 'utc' }: PersonState): SinkPerson => ({ ...ACCOUNT, userId: String(USER), zone });
  const show = (state: PersonState, changes: readonly Change[]) => {
    for (const sink of sinks) {
      void sink.readings(personOf(state), changes);
      void sink.person(personOf(state), { phase: 'fetch', authorized: true, readings: [], devices: devicesOf(state) });
    }
  };
  const decode = createMeasureDecoder({ ignoreAttributions: new Set(IGNORED) });
  const feeds = FETCHED_FEEDS;
  const sync = createPersonSync({
    ...{ name: ACCOUNT.name, feeds, client: opened?.client, rules: { decode, ignoreAttributions: IGNORED } },
    ...{ start, clock },
    sleep: async () => {},
    stopped: () => false,
    events: {
      onState(state, before, archive) {
        show(state, changesOf(state, before));
        takeArchive(archive);
      },
      onAuthorization: () => {},
      onFeedFailed: (_, error) => errors.push(error),
      onFeedRecovered: () => {},
      onFeedWaits: () => {},
    },
  });
  show(sync.state(), changesOf(sync.state()));
  return {
    ...{ sync, publisher, time, errors },
    tokens: store.current,
    round: () => fetchAll(sync, feeds),
    tellNews() {
      for (const event of sync.state().outbox ?? []) void values.event(personOf(sync.state()), event);
      sync.change((state) => ({ ...state, outbox: [] }));
    },
  };
}

/** One person's login. */
function loginStore(first: Tokens): Pick<Store, 'people' | 'logins'> & { current(): Tokens } {
  let current = first;
  const save = async (_: string, tokens: Tokens) => {
    current = tokens;
  };
  return {
    current: () => current,
    people: {} as Store['people'],
    logins: {
      of: async () => current,
      exclusively: (_, work) => work(current),
      save,
      renew: save,
    },
  };
}

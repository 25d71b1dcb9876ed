import { createFeeds } from '../../src/feeds/index.js';
import { createMeasureDecoder } from '../../src/metrics/decode/measures.js';
import { createPublisher, type Publisher } from '../../src/mqtt/publisher.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { createAccountView } from '../../src/sinks/homeassistant/account-view.js';
import { createAnnouncer } from '../../src/sinks/homeassistant/announcer.js';
import { createDeviceView } from '../../src/sinks/homeassistant/device-view.js';
import type { PersonState } from '../../src/store/person-state.js';
import { fromEntry, toEntry } from '../../src/store/token-format.js';
import type { StoredTokens, TokenStore } from '../../src/store/tokens.js';
import { type AccountSync, createAccountSync } from '../../src/sync/account.js';
import { openAccountClient } from '../../src/sync/client.js';
import { EMPTY, NOW } from '../feeds/samples.js';
import { USER } from './bodies.js';

/** Everything between the cloud's answers and the broker, as the bridge puts it together, with nothing that waits. */
export interface Life {
  readonly sync: AccountSync;
  readonly publisher: Publisher;
  /** Seconds since 1970; a test moves it on. */
  readonly time: { now: number };
  /** What the feeds failed with, since somebody last looked. */
  readonly errors: unknown[];
  tokens(): StoredTokens;
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
  const store = tokenStore({
    ...{ userId: String(USER), accessToken: 'first-access', refreshToken: 'first-refresh', scope: '' },
    expiresAt: expired ? 0 : (NOW + 10_000) * 1000,
  });
  let userId: string = String(USER);
  const clock = () => time.now * 1000;
  const signal = new AbortController().signal;
  const client = await openAccountClient({
    account: ACCOUNT.name,
    tokens: store,
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
    onUserId: (id) => {
      userId = id;
    },
  });
  const publisher = createPublisher({ onRefused: () => {} });
  const context = { topics, prefix: 'homeassistant', instance: 'abcd', version: '1' };
  const announcer = createAnnouncer({ publisher, context, enabled: true, sleep: async () => {} });
  const devices = createDeviceView({ publisher, announcer, context });
  const view = createAccountView({
    ...{ account: ACCOUNT, publisher, announcer, devices, context },
    userId: () => userId,
    status: () => [],
  });
  const decode = createMeasureDecoder({ account: ACCOUNT.name, ignoreAttributions: new Set(IGNORED) });
  const sync = createAccountSync({
    name: ACCOUNT.name,
    client,
    feeds: createFeeds({ decode, ignoreAttributions: IGNORED }),
    ...{ start, clock, signal },
    sleep: async () => {},
    random: () => 0,
    events: {
      onState: (state, before) => view.show(state, before),
      onAuthorization: (authorization) => view.availability(authorization === 'ok'),
      onFeedFailed: (_, error) => errors.push(error),
      onFeedRecovered: () => {},
      onFeedWaits: () => {},
    },
  });
  view.show(sync.state());
  return {
    ...{ sync, publisher, time, errors },
    tokens: store.current,
    tellNews() {
      for (const event of sync.state().outbox ?? []) void view.tell(event);
      sync.change((state) => ({ ...state, outbox: [] }));
    },
  };
}

/** One account's tokens, through the form that the file has. */
function tokenStore(first: StoredTokens): TokenStore & { current(): StoredTokens } {
  let entry: unknown = toEntry(ACCOUNT.name, first);
  const current = () => fromEntry(JSON.parse(JSON.stringify(entry)));
  return {
    current,
    load: async () => current(),
    all: async () => ({ [ACCOUNT.name]: current() }),
    async save(account, tokens) {
      entry = toEntry(account, tokens);
    },
    remove: async () => {},
  };
}

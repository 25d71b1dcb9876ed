import type { AccountConfig, Config } from '../config/index.js';
import { createFeeds } from '../feeds/index.js';
import type { Log } from '../log.js';
import { accountMetric } from '../metrics/catalogue/index.js';
import { createMeasureDecoder } from '../metrics/decode/measures.js';
import type { ReadingEvent } from '../metrics/event.js';
import type { Publisher } from '../mqtt/publisher.js';
import type { Limiter } from '../scheduler/limiter.js';
import { createSpacing } from '../scheduler/spacing.js';
import { createAccountView } from '../sinks/homeassistant/account-view.js';
import type { Announcer } from '../sinks/homeassistant/announcer.js';
import type { DeviceView } from '../sinks/homeassistant/device-view.js';
import type { DiscoveryContext } from '../sinks/homeassistant/devices.js';
import type { PersonState } from '../store/person-state.js';
import { DamagedTokensError, type TokenStore } from '../store/tokens.js';
import { type AccountSync, createAccountSync } from '../sync/account.js';
import { openAccountClient } from '../sync/client.js';
import { countedEvents } from '../sync/counted.js';
import { accountEvents } from '../sync/events.js';
import { statusReadings } from '../sync/status.js';
import type { Telemetry } from '../telemetry.js';
import type { Tools } from '../tools.js';
import type { WithingsApiClient } from '../withings/client.js';

/** One account of the bridge: its sync on one side, what is shown of it on the other. */
export interface BridgeAccount {
  readonly sync: AccountSync;
  /** Undefined as long as the account has never been authorised. */
  readonly client: WithingsApiClient | undefined;
  userId(): string | undefined;
  /** Publishes how it is doing; its measures go out as they come. */
  showStatus(): void;
  /** A round went well: what is known is what the cloud says. Publishes what was held back at the start. */
  confirm(): void;
  /** Has each event handed over as soon as it is there, before anybody is told of it. */
  onNews(listener: (news: readonly ReadingEvent[]) => void): void;
  /**
   * Calls this when something must be shown and kept before a round is over, or outside any: a login that is gone, a feed
   * that had to wait for long.
   */
  onAside(listener: () => void): void;
  /** Tells of what is in the outbox, the oldest first; resolves with how much of it the broker has taken. */
  tellNews(): Promise<number>;
}

export interface BridgeAccountOptions {
  readonly account: AccountConfig;
  readonly config: Config;
  readonly log: Log;
  readonly tools: Tools;
  readonly signal: AbortSignal;
  readonly tokens: TokenStore;
  readonly start: PersonState | undefined;
  readonly publisher: Publisher;
  readonly announcer: Announcer;
  readonly devices: DeviceView;
  readonly context: DiscoveryContext;
  readonly limiter: Limiter;
  readonly telemetry: Telemetry;
  readonly identicalCallSeconds?: number;
  readonly once: boolean;
}

type ClientOptions = Pick<
  BridgeAccountOptions,
  'config' | 'log' | 'tools' | 'signal' | 'tokens' | 'limiter' | 'telemetry' | 'identicalCallSeconds'
>;

/** Puts an account together and shows what the last run knew of it. */
export async function openBridgeAccount(options: BridgeAccountOptions): Promise<BridgeAccount> {
  const { account, log, tools, signal, start, publisher, announcer, devices, context } = options;
  const { name } = account;
  const listeners: ((news: readonly ReadingEvent[]) => void)[] = [];
  const asides: (() => void)[] = [];
  const aside = () => {
    for (const listener of asides) listener();
  };
  let userId = start?.userId;
  const client = await openClient(options, name, (id) => {
    if (id) userId = id;
  });
  const view = createAccountView({
    ...{ account, publisher, announcer, devices, context },
    userId: () => userId,
    status: () => statusReadings(sync),
  });
  const sync: AccountSync = createAccountSync({
    name,
    client,
    feeds: feedsOf(options),
    start,
    clock: tools.clock,
    sleep: (milliseconds) => tools.sleep(milliseconds, signal),
    random: tools.random,
    signal,
    // A single round has no later.
    ...(!options.once && { onLater: aside }),
    events: countedEvents(
      accountEvents(name, log, {
        onState(state, before) {
          view.show(state, before);
          const news = newsOf(state, before);
          if (news.length > 0) for (const listener of listeners) listener(news);
        },
        onAuthorization(authorization) {
          view.availability(authorization === 'ok');
          if (authorization === 'required') aside();
        },
      }),
      name,
      options.telemetry,
    ),
  });
  let confirmed = false;
  let telling: Promise<number> | undefined;
  async function tell(): Promise<number> {
    let told = 0;
    // More may come while the broker takes its time.
    for (let event = sync.state().outbox?.[0]; event; event = sync.state().outbox?.[0]) {
      const { id } = event;
      if (!(await view.tell(event))) break;
      told += 1;
      sync.change((state) => ({ ...state, outbox: (state.outbox ?? []).filter((one) => one.id !== id) }));
    }
    return told;
  }

  view.availability(client !== undefined);
  view.show(sync.state());
  return {
    sync: {
      ...sync,
      // What the last run knew of its login may be over.
      state: () => ({ ...sync.state(), ...(userId !== undefined && { userId }), loginProblem: sync.loginProblem() }),
    },
    client,
    userId: () => userId,
    showStatus: view.status,
    onNews: (listener) => void listeners.push(listener),
    onAside: (listener) => void asides.push(listener),
    confirm() {
      if (!confirmed) view.show(sync.state());
      confirmed = true;
    },
    tellNews() {
      telling ??= tell().finally(() => {
        telling = undefined;
      });
      return telling;
    },
  };
}

function newsOf(state: PersonState, before: PersonState): readonly ReadingEvent[] {
  if (state.outbox === before.outbox) return [];
  const known = new Set(before.outbox?.map(({ id }) => id));
  return (state.outbox ?? []).filter(({ id }) => !known.has(id));
}

function feedsOf({ account, log, start }: BridgeAccountOptions) {
  const decode = createMeasureDecoder({
    account: account.name,
    ignoreAttributions: new Set(account.ignoreAttributions),
    // An earlier run has spoken of these.
    unknown: Object.keys(start?.readings ?? {}).filter((key) => accountMetric(key)?.known === false),
    onUnknown: ({ key }) => log.info(`${account.name}: Withings sends something new; it is published as ${key}`),
    onTooMany: (limit) =>
      log.warn(`${account.name}: Withings sends more than ${limit} new things; further ones are left out`),
  });
  return createFeeds({ decode, ignoreAttributions: account.ignoreAttributions });
}

/** The API client of an account by its name; undefined without a login that can be read. */
export async function openClient(
  { config, log, tools, signal, tokens, limiter, telemetry, identicalCallSeconds }: ClientOptions,
  account: string,
  onUserId: (userId: string) => void,
): Promise<WithingsApiClient | undefined> {
  const spacing = createSpacing(identicalCallSeconds);
  try {
    return await openAccountClient({
      account,
      tokens,
      onSecret: log.hide,
      onUserId,
      base: {
        baseUrl: config.withings.apiUrl,
        clientId: config.withings.clientId,
        clientSecret: config.withings.clientSecret,
        signal,
        beforeAttempt: limiter,
        around: (request, call) => spacing(request, call, signal),
        clock: tools.clock,
        sleep: tools.sleep,
        random: tools.random,
        warn: log.warn,
        blank: log.blank,
        onAnswer({ endpoint, action, milliseconds, failure }) {
          telemetry.add('requests', { account, endpoint, action, outcome: failure?.family ?? 'ok' });
          log.debug('asked Withings', { account, endpoint, action, milliseconds, error: failure?.message });
        },
      },
    });
  } catch (error) {
    if (!(error instanceof DamagedTokensError)) throw error;
    log.error(`${account}: ${error.message}`);
    return undefined;
  }
}

import { watchBirth } from '../homeassistant/birth.js';
import type { MetricsOptions } from '../http/metrics.js';
import type { Health } from '../http/server.js';
import type { WebhookOptions } from '../http/webhook.js';
import { createRequests } from '../mqtt/requests.js';
import { inBirthOrder } from '../mqtt/stale.js';
import { bridgeInfo } from '../sync/info.js';
import { watchMidnight } from '../sync/midnight.js';
import { createRounds } from '../sync/rounds.js';
import { lastSuccess } from '../sync/status.js';
import type { BridgeAccount } from './account.js';
import type { History } from './history.js';
import type { Parts } from './parts.js';
import { createTidy } from './tidy.js';
import { createTroubles } from './troubles.js';
import { createWebhooks } from './webhooks.js';

/** The bridge at work: its rounds, and what it answers to on the broker. */
export interface BridgeRounds {
  /**
   * Rounds until everything stops.
   *
   * @param reachable whether Withings can post to `webhook`
   */
  run(reachable: boolean): Promise<void>;
  /** One round of everything; true if all of it went well, and what is known of it is safe on the disk. */
  single(): Promise<boolean>;
  /** Tells of what is new and has not been told, as far as the broker is there. */
  tellNews(): Promise<void>;
  /** Resolves when what an earlier run left behind is gone. */
  tidied(): Promise<void>;
  /** Makes safe what has changed since a round was over. */
  save(): Promise<void>;
  health(): Health;
  /** Where Withings posts to, if it is to. */
  readonly webhook: WebhookOptions | undefined;
  readonly metrics: MetricsOptions;
}

/** @param history undefined when the bridge is not to write it */
export function createBridgeRounds(parts: Parts, history?: History): BridgeRounds {
  const { config, log, tools, signal, topics, session, announcer, accounts, states, state } = parts;
  const { publisher } = session;
  const started = tools.clock();
  const troubles = createTroubles(log);
  /** Accounts whose last round failed; undefined before there was one. */
  let incomplete: readonly string[] | undefined;
  let next: number | undefined;
  let safe = true;

  async function round(everything: boolean): Promise<boolean> {
    incomplete = await fetch(accounts, everything);
    tidy.run(incomplete);
    return incomplete.length === 0;
  }

  /** @returns the names of those that did not get all that they may have */
  async function fetch(some: readonly BridgeAccount[], everything: boolean): Promise<readonly string[]> {
    const went = await Promise.all(some.map(({ sync }) => sync.round(everything)));
    for (const [index, account] of some.entries()) if (went[index]) account.confirm();
    await settle();
    return some.filter((_, index) => !went[index]).map(({ sync }) => sync.name);
  }

  /** Between two rounds, or beside one: its feeds take turns. */
  async function refreshAccount(name: string): Promise<void> {
    const failed = await fetch(
      accounts.filter(({ sync }) => sync.name === name),
      true,
    );
    if (!incomplete) return;
    incomplete = [...incomplete.filter((other) => other !== name), ...failed];
    tidy.run(incomplete);
    showInfo();
  }

  /** After a fetch: show how everybody is doing, make it safe, and then tell of what is new. */
  async function settle(): Promise<void> {
    for (const account of accounts) account.showStatus();
    announcer.flush();
    await save();
    history?.look();
    // A broker that takes its time must not hold the next fetch up.
    void tellNews();
  }

  async function save(): Promise<void> {
    if (!parts.ownsData()) return;
    const known = Object.fromEntries([
      ...webhooks.unrevoked().flatMap((name) => (state.accounts[name] ? [[name, state.accounts[name]]] : [])),
      ...accounts.map(({ sync }) => [sync.name, sync.state()]),
    ]);
    const { webhookSecret: _, ...rest } = state;
    const secret = parts.webhookSecret && !webhooks.tidy() ? { webhookSecret: parts.webhookSecret } : {};
    await states.save({ ...rest, ...secret, accounts: known }).then(
      () => {
        safe = true;
        troubles.end('state', 'state.json can be written again');
      },
      ({ code, message }: NodeJS.ErrnoException) => {
        safe = false;
        const where = `cannot write state.json in ${config.dataDir}`;
        troubles.begin('state', 'error', `${where}: ${code ?? message}; is the disk full or read-only?`);
      },
    );
  }

  /** After the state is safe: whatever happens now, nothing is lost, and little is told twice. */
  async function tellNews(): Promise<void> {
    const told = await Promise.all(accounts.map((account) => account.tellNews()));
    if (told.some((count) => count > 0)) await save();
  }

  function showInfo(): void {
    const syncs = accounts.map(({ sync }) => sync);
    const userIds = new Map(accounts.map(({ sync, userId }) => [sync.name, userId()]));
    const userIdOf = (name: string) => userIds.get(name);
    const self = { version: parts.version, instance: state.instance, started };
    publisher.set(topics.bridgeInfo, bridgeInfo({ ...self, next, accounts: syncs, userIdOf }));
  }

  function sayAgain(): void {
    publisher.repeat(inBirthOrder(publisher.wanted, topics));
  }

  const tidy = createTidy({ session, topics, sleep: (milliseconds) => tools.sleep(milliseconds, signal) });

  const webhooks = createWebhooks(parts, troubles, settle);
  function refresh(): void {
    const { telemetry } = parts;
    const states = accounts.map(({ sync }) => lastSuccess(sync.state()) ?? 0);
    const issued = accounts.flatMap(({ client }) => client?.issuedAt() ?? []);
    const expiries = accounts.flatMap(({ client }) => client?.expiresAt() ?? []);
    telemetry.set('brokerUp', Number(session.connected()));
    telemetry.set('accountsUnauthorized', accounts.filter(({ sync }) => sync.authorization() !== 'ok').length);
    telemetry.set('lastSync', Math.max(...states));
    if (issued.length > 0) telemetry.set('tokenAge', Math.floor((tools.clock() - Math.min(...issued)) / 1000));
    if (expiries.length > 0) telemetry.set('tokenExpiry', Math.floor(Math.min(...expiries) / 1000));
  }

  const rounds = createRounds({
    round: async (everything) => void (await round(everything)),
    interval: () => (webhooks.active() ? config.withings.webhookPollInterval : config.withings.pollInterval),
    clock: tools.clock,
    sleep: (milliseconds, wake) => tools.sleep(milliseconds, AbortSignal.any([signal, wake])),
    random: tools.random,
    signal,
    onNext(time) {
      next = time;
      showInfo();
    },
  });
  const midnights = () =>
    watchMidnight({
      zones: () => accounts.map(({ sync }) => sync.state().zone),
      onTick() {
        for (const { sync } of accounts) sync.change((state) => state);
      },
      clock: tools.clock,
      sleep: (milliseconds) => tools.sleep(milliseconds, signal),
      signal,
    });
  /** A fetch in between, which a webhook asked for, may have found a trouble or ended it. */
  const health = () => ({
    broker: session.connected(),
    sync: incomplete !== undefined && accounts.every(({ sync }) => sync.well()),
  });
  const birth = watchBirth({
    statusTopic: config.homeassistant.statusTopic,
    sleep: (milliseconds) => tools.sleep(milliseconds, signal),
    random: tools.random,
    onBirth() {
      sayAgain();
      tidy.onBirth();
    },
  });
  const requests = createRequests({
    topics,
    accounts: accounts.map(({ sync }) => sync.name),
    respond: (topic, payload) => void publisher.send(topic, payload),
    commands: {
      refresh: ({ account }) => (account === undefined ? rounds.request() : refreshAccount(account)),
      rediscover: async () => sayAgain(),
      health_check: async () => health(),
    },
  });
  parts.listeners.push(birth, requests);
  session.onReady(() => {
    if (incomplete) tidy.run(incomplete);
    void tellNews();
  });
  showInfo();

  return {
    async run(reachable) {
      await Promise.all([rounds.run(), midnights(), webhooks.run(reachable), history?.run()]);
    },
    health,
    webhook: webhooks.route,
    metrics: { telemetry: parts.telemetry, refresh },
    tellNews,
    tidied: tidy.settled,
    save,
    async single() {
      const went = await round(true);
      showInfo();
      return went && safe;
    },
  };
}

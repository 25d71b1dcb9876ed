import type { MetricsOptions } from '../http/metrics.js';
import type { Readiness } from '../http/server.js';
import type { WebhookOptions } from '../http/webhook.js';
import { createRequests } from '../mqtt/requests.js';
import { inBirthOrder } from '../mqtt/stale.js';
import { watchBirth } from '../sinks/homeassistant/birth.js';
import { isWritable } from '../store/writable.js';
import { bridgeInfo } from '../sync/info.js';
import { watchMidnight } from '../sync/midnight.js';
import { createRounds, type RoundKind } from '../sync/rounds.js';
import { shortfall } from '../sync/status.js';
import type { BridgeAccount } from './account.js';
import { setGauges } from './gauges.js';
import type { Parts } from './parts.js';
import { createPulse } from './pulse.js';
import { createSaving } from './saving.js';
import type { History } from './statistics.js';
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
  /** Makes safe everything there is. */
  save(): Promise<void>;
  /** Whether its rounds go on. */
  alive(): boolean;
  ready(): Promise<Readiness>;
  /** Where Withings posts to, if it is to. */
  readonly webhook: WebhookOptions | undefined;
  readonly metrics: MetricsOptions;
}

/** @param history undefined when the bridge is not to write it */
export function createBridgeRounds(parts: Parts, history?: History): BridgeRounds {
  const { config, log, tools, signal, topics, session, announcer, accounts, state } = parts;
  const { publisher } = session;
  const started = tools.clock();
  const troubles = createTroubles(log);
  const pulse = createPulse();
  /** Accounts whose last round failed; undefined before there was one. */
  let incomplete: readonly string[] | undefined;
  let next: number | undefined;

  async function round(kind: RoundKind): Promise<boolean> {
    const some = kind === 'missing' ? accounts.filter(({ sync }) => sync.missesFeeds()) : accounts;
    const failed = await fetch(some, ({ sync }) =>
      kind === 'missing' ? sync.fetchMissing() : sync.round(kind === 'everything'),
    );
    incomplete = [...withoutThose(incomplete ?? [], some), ...failed];
    tidy.run(incomplete);
    return incomplete.length === 0;
  }

  /** @returns the names of those that have not got all that they may have */
  async function fetch(
    some: readonly BridgeAccount[],
    work: (account: BridgeAccount) => Promise<boolean>,
  ): Promise<readonly string[]> {
    const went = await Promise.all(some.map(work));
    const isComplete = some.map(({ sync }, index) => went[index] === true && sync.well());
    for (const [index, account] of some.entries()) if (isComplete[index]) account.confirm();
    await settle();
    return some.filter((_, index) => !isComplete[index]).map(({ sync }) => sync.name);
  }

  /** Between two rounds, or beside one: its feeds take turns. */
  async function refreshAccount(name: string): Promise<readonly string[]> {
    const some = accounts.filter(({ sync }) => sync.name === name);
    const failed = await fetch(some, ({ sync }) => sync.round(true));
    if (incomplete) {
      incomplete = [...withoutThose(incomplete, some), ...failed];
      tidy.run(incomplete);
      showInfo();
    }
    return failed;
  }

  async function refreshAll(): Promise<readonly string[]> {
    await rounds.request();
    return incomplete ?? [];
  }

  /** Whoever asked is told that it was done only if it was. */
  function refuse(failed: readonly string[]): void {
    if (failed.length === 0) return;
    const those = accounts.filter(({ sync }) => failed.includes(sync.name));
    throw new Error(those.map(({ sync }) => shortfall(sync)).join('; '));
  }

  /** After a fetch: show how everybody is doing, make it safe, and then tell of what is new. */
  async function settle(): Promise<void> {
    for (const account of accounts) account.showStatus();
    announcer.flush();
    await saving.save();
    history?.look();
    // A broker that takes its time must not hold the next fetch up.
    void tellNews();
  }

  /** After the state is safe: whatever happens now, nothing is lost, and little is told twice. */
  async function tellNews(): Promise<void> {
    const told = await Promise.all(accounts.map((account) => account.tellNews()));
    if (told.some((count) => count > 0)) await saving.save();
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

  const webhooks = createWebhooks(parts, troubles, async () => {
    await settle();
    showInfo();
  });
  const saving = createSaving(parts, troubles, () => webhooks);
  const rounds = createRounds({
    round: async (kind) => void (await round(kind)),
    isMissing: () => accounts.some(({ sync }) => sync.missesFeeds()),
    interval: () => (webhooks.active() ? config.withings.webhookPollInterval : config.withings.pollInterval),
    clock: tools.clock,
    sleep: (milliseconds, wake) => tools.sleep(milliseconds, AbortSignal.any([signal, wake])),
    random: tools.random,
    signal,
    onNext(time) {
      next = time;
      pulse.expect(time - tools.clock());
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
  const ready = async () => ({
    broker: session.connected(),
    store: saving.safe() && (await isWritable(config.dataDir)),
    // A login that is gone needs a person, who is told elsewhere; the other accounts are well.
    sync: incomplete !== undefined && accounts.every(({ sync }) => sync.authorization() === 'required' || sync.well()),
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
      refresh: async ({ account }) => refuse(await (account === undefined ? refreshAll() : refreshAccount(account))),
      rediscover: async () => sayAgain(),
      health_check: ready,
    },
  });
  parts.listeners.push(birth, requests);
  for (const account of accounts) account.onAside(() => void settle().then(showInfo));
  session.onReady(() => {
    if (incomplete) tidy.run(incomplete);
    void tellNews();
  });
  showInfo();

  return {
    async run(reachable) {
      await Promise.all([rounds.run(), midnights(), webhooks.run(reachable), history?.run()]);
    },
    alive: pulse.beats,
    ready,
    webhook: webhooks.route,
    metrics: { telemetry: parts.telemetry, refresh: () => setGauges(parts) },
    tellNews,
    tidied: tidy.settled,
    save: saving.saveAll,
    async single() {
      const went = await round('everything');
      showInfo();
      return went && saving.safe();
    },
  };
}

function withoutThose(names: readonly string[], accounts: readonly BridgeAccount[]): string[] {
  return names.filter((name) => accounts.every(({ sync }) => sync.name !== name));
}

import type { AccountConfig } from '../config/index.js';
import { hourOf } from '../feeds/day.js';
import type { MetricsOptions } from '../http/metrics.js';
import type { Readiness } from '../http/server.js';
import type { WebhookOptions } from '../http/webhook.js';
import type { House } from '../page/house.js';
import { pageAddress } from '../page/own-address.js';
import { watchMidnight } from '../scheduler/midnight.js';
import { createScheduler } from '../scheduler/scheduler.js';
import { unwellSinks } from '../sinks/unwell.js';
import { createTurns } from '../turns.js';
import { answerBroker } from './broker-listeners.js';
import { setGauges } from './gauges.js';
import { createHouse } from './house.js';
import { bridgeInfo } from './info.js';
import { createLiveness } from './liveness.js';
import { createOnDemandFetch } from './on-demand-fetch.js';
import { createOnRequest, type OnRequest } from './on-request.js';
import type { Parts } from './parts.js';
import { createPastReader } from './past-reader.js';
import { openPeople, type People } from './people.js';
import { type BridgePerson, openBridgePerson } from './person.js';
import { createSettling } from './settling.js';
import { createStatistics, type StatisticsWriter } from './statistics-writer.js';
import { createStoreTrouble } from './store-trouble.js';
import { followStore } from './store-watch.js';
import { createTroubles } from './troubles.js';
import { createWebhooks, publicUrlOf } from './webhooks.js';
import { createWellness } from './wellness.js';

/** The bridge at work: everybody's feeds in their rhythm, and what it answers to on the broker and over HTTP. */
export interface Controller {
  readonly people: People;
  readonly onRequest: OnRequest;
  /** The bridge as the page sees it. */
  readonly house: House;
  /** Goes on until everything stops. */
  run(): Promise<void>;
  /** Whether the public server listens, at which Withings can post to `webhook`: as soon as that is known. */
  served(isThere: boolean): void;
  /** Everything once; true if all of it went well, and what is known of it is safe in the store. */
  single(): Promise<boolean>;
  /** Tells of what is new and has not been told, as far as the broker is there. */
  deliverEvents(): Promise<void>;
  /** Resolves when what an earlier run left behind is gone. */
  tidied(): Promise<void>;
  /** Makes safe everything there is, at the end; false where the store does not take it, which is said. */
  saveLast(): Promise<boolean>;
  /** Whether it goes on. */
  alive(): boolean;
  ready(): Promise<Readiness>;
  /** Where Withings posts to, if it is to. */
  readonly webhook: WebhookOptions | undefined;
  readonly metrics: MetricsOptions;
}

const TURN_MILLISECONDS = 60_000;

export async function createController(parts: Parts): Promise<Controller> {
  const { config, log, tools, signal, topics, session, sinks, influx, cleanUp, store, telemetry } = parts;
  const started = tools.clock();
  const troubles = createTroubles(log);
  const liveness = createLiveness();
  const scheduler = createScheduler({
    ...{ clock: tools.clock, random: tools.random, signal },
    sleep: (milliseconds, wake) => tools.sleep(milliseconds, wake),
    onTurn: () => liveness.expect(TURN_MILLISECONDS),
  });
  const unwell = () => unwellSinks(sinks.sinks, log);
  const { incomplete, isTried, nextFetch, safe, ready } = createWellness(parts, () => people, scheduler, unwell);
  const storeTrouble = createStoreTrouble(log, troubles, signal);
  const fetching = createOnDemandFetch(parts, scheduler);
  const settling = createSettling({
    ...parts,
    find: (name) => people.find(name),
    onSettled() {
      if (isTried()) cleanUp.run(incomplete());
      past.wake();
      showInfo();
      parts.changed.tell();
    },
  });
  /** What must be told of once everybody is there. */
  let isOpen = false;
  let statistics: StatisticsWriter | undefined;

  const people = await openPeople({
    ...{ accounts: config.accounts, store, log, advice: parts.advice },
    open,
    onOpened(person) {
      for (const task of person.tasks) scheduler.add(task);
      statistics?.wake(person.name);
      if (isOpen) webhooks.realign();
    },
    onLogin(person) {
      log.info('{account}: has a new login', { account: person.name });
      scheduler.runSoon(person.tasks.map(({ key }) => key));
      webhooks.realign();
    },
    onClosed(person) {
      for (const { key } of person.tasks) scheduler.remove(key);
    },
    onGone: (userId) => void sinks.all((sink) => sink.forget(userId)),
  });
  const turns = createTurns();
  statistics = createStatistics(parts, people, turns);
  const past = createPastReader({
    ...parts,
    people,
    onProgress: ({ name }) => settling.soon(name),
    onComplete: ({ name }) => statistics?.wake(name),
  });
  const webhooks = createWebhooks(parts, people, troubles, (person, feed) => scheduler.runSoon([person.keyOf(feed)]));
  const onRequest = createOnRequest(parts, people, turns);
  const refresh = (some: readonly BridgePerson[]) => fetching.all(some).then(settling.now);
  const atWork = createHouse({
    ...{ parts, people, webhooks, onRequest, refresh, nextFetch },
    isSafe: safe,
    storeProblem: storeTrouble.reason,
    unwellSinks: unwell,
  });
  isOpen = true;

  function open(account: AccountConfig, userId: string | undefined, isRemoved: boolean): Promise<BridgePerson> {
    return openBridgePerson({
      ...{ ...parts, account, userId, isRemoved },
      canBeNotified: publicUrlOf(config) !== undefined,
      page: config.page.enabled && !parts.once ? pageAddress(config.page) : undefined,
      interval: () => (webhooks.active() ? config.withings.webhookPollInterval : config.withings.pollInterval),
      hooks: {
        onFetched: () => settling.soon(account.name),
        onWanted: (keys) => scheduler.runSoon(keys),
        onWritten: storeTrouble.onWritten,
        onNotWritten: (error) => storeTrouble.onNotWritten(account.name, error),
        onLeaseLost: parts.onLeaseLost,
        onDue: () => statistics?.wake(account.name),
      },
      late: () => (config.homeassistant.importHistory ? hourOf(tools.clock() / 1000) : undefined),
    });
  }

  function showInfo(): void {
    const next = nextFetch();
    const self = { version: parts.version, instance: parts.instance, started };
    session.publisher.set(topics.bridgeInfo, bridgeInfo({ ...self, next, unwell: unwell(), people: people.all() }));
  }

  const save = async () => void (await Promise.all(people.all().map((person) => person.keep())));
  const deliverEvents = async () => void (await Promise.all(people.all().map((person) => person.deliverEvents())));
  answerBroker({
    ...{ parts, people, ready, refresh },
    onHomeAssistant(isOnline) {
      atWork.onHomeAssistant(isOnline);
      if (isOnline) statistics?.look();
    },
  });
  session.onReady(() => {
    if (isTried()) cleanUp.run(incomplete());
    void deliverEvents();
  });
  parts.sinkHealth.add(() => {
    showInfo();
    parts.changed.tell();
  });
  showInfo();

  return {
    ...{ people, onRequest, house: atWork.house, ready, deliverEvents, tidied: cleanUp.settled },
    served(isThere) {
      if (isThere) onRequest.connecting.served();
      webhooks.served(isThere);
      parts.changed.tell();
    },
    async run() {
      const midnights = watchMidnight({
        zones: () => people.all().map(({ sync }) => sync.state().zone),
        onTick() {
          for (const person of people.all()) person.lookAtCalendar();
        },
        clock: tools.clock,
        sleep: (milliseconds) => tools.sleep(milliseconds, signal),
        signal,
      });
      const following = followStore(parts, () => people.refresh());
      await Promise.all([
        scheduler.run(),
        midnights,
        following,
        webhooks.run(),
        past.run(),
        statistics?.run(),
        influx?.run(),
      ]);
    },
    alive: liveness.alive,
    webhook: webhooks.route,
    metrics: { telemetry, refresh: () => setGauges(parts, people) },
    async saveLast() {
      await save();
      if (safe()) return true;
      storeTrouble.onLost();
      return false;
    },
    async single() {
      await fetching.all(people.all());
      await settling.now();
      // Whoever runs it again and again comes to the end of the past, too.
      for (const _ of people.all()) await past.step();
      await save();
      const delivered = (await influx?.once()) ?? true;
      return incomplete().length === 0 && safe() && delivered;
    },
  };
}

import { setMaxListeners } from 'node:events';
import type { Config } from '../config/index.js';
import { type HttpServer, startServer } from '../http/server.js';
import type { Store } from '../store/store.js';
import { resolvesWithin } from '../tools.js';
import { assemble } from './assemble.js';
import { type Controller, createController } from './controller.js';
import type { Again } from './listen-again.js';
import { listenForServer } from './listen-for-server.js';
import { leaseOwner, openStore } from './open-store.js';
import { openPage } from './page.js';
import type { BridgeOptions, Parts } from './parts.js';
import { whenThereIsRoom } from './wait-for-room.js';

/** For `offline` at the broker, and its DISCONNECT. What takes longer is said by the last will. */
const STOP_MILLISECONDS = 1500;
const BROKER_MILLISECONDS = 30_000;
/** Of those that the broker did not take; the rest is a number. */
const NAMED_TOPICS = 5;

const NOT_TAKEN = 'the broker at {url} did not take everything in {seconds} s';
const NOT_THERE = `${NOT_TAKEN}; run it once more when it is there` as const;
const ONE_LEFT = `${NOT_TAKEN}: {topics} is left; look at its log, then run it once more` as const;
const SOME_LEFT = `${NOT_TAKEN}: {topics} are left; look at its log, then run it once more` as const;
const TAKEN_OVER = 'another withings2mqtt has taken over {folder}; this one stops: let one alone run on it';

/**
 * The bridge from its start to its end. Where the disk is too full for a start it waits for room, but for a single round.
 *
 * @returns false if something in a single round failed, or if that was stopped; or if something is not kept at the end
 * @throws StoreError, TlsFileError, PortTakenError: then nothing has been started
 */
export async function runBridge(options: BridgeOptions): Promise<boolean> {
  if (options.once) return startedBridge(options, () => {});
  return (await whenThereIsRoom((onRoom) => startedBridge(options, onRoom), options)) ?? true;
}

/** @param onStarted all that must be there for a start is there */
async function startedBridge(options: BridgeOptions, onStarted: () => void): Promise<boolean> {
  const stop = new AbortController();
  // Every call that is under way listens for the stop.
  setMaxListeners(0, stop.signal);
  const onStop = () => stop.abort();
  // One that is aborted already tells nobody any more.
  if (options.signal.aborted) onStop();
  options.signal.addEventListener('abort', onStop, { once: true });
  let store: Store | undefined;
  try {
    store = await openStore({ ...options, signal: stop.signal, mayBegin: true });
    await store.lease.acquire(leaseOwner(options.tools, namesOf(options.config)));
    return await withBroker({ ...options, store, signal: stop.signal }, onStop, onStarted);
  } finally {
    options.signal.removeEventListener('abort', onStop);
    // What a start has begun that did not come to its end must not go on beside the next one.
    stop.abort();
    await store?.close();
  }
}

function namesOf({ accounts }: Config): string[] {
  return accounts.map(({ name }) => name);
}

/** @param stop ends whatever still goes on */
async function withBroker(
  options: BridgeOptions & { readonly store: Store },
  stop: () => void,
  onStarted: () => void,
): Promise<boolean> {
  const { config, log, signal, once } = options;
  let isOwner = true;
  const embedded = await startEmbedded(config);
  const onLeaseLost = () => {
    if (isOwner) log.error(TAKEN_OVER, { folder: config.dataDir });
    isOwner = false;
    stop();
  };
  try {
    const parts = await assemble({ ...options, ...embedded, onLeaseLost });
    return signal.aborted ? !once : (await live(parts, stop, onStarted)) && isOwner;
  } finally {
    await embedded?.close();
  }
}

interface Embedded {
  readonly config: Config;
  readonly close: () => Promise<void>;
}

/** The broker inside this process, for `mqtt.url: embedded`; loaded only then. Whoever reads it knows its port. */
async function startEmbedded(config: Config): Promise<Embedded | undefined> {
  if (config.mqtt.url !== 'embedded') return undefined;
  const { startBroker } = await import('../mqtt/embedded-broker.js');
  const { url, close } = await startBroker({ otherwise: 'fail' });
  return { config: { ...config, mqtt: { ...config.mqtt, url } }, close };
}

async function live(parts: Parts, stop: () => void, onStarted: () => void): Promise<boolean> {
  const { config, log, tools, session, offline, once } = parts;
  const accounts = namesOf(config).join(', ');
  log.info('withings2mqtt {version} for {accounts}', { version: parts.version, accounts });
  const controller = await createController(parts);
  onStarted();
  if (!config.homeassistant.enabled) log.info('homeassistant.enabled is false: nothing appears there by itself');
  const servers: (HttpServer | undefined)[] = [];
  const onOpened = (server: HttpServer) => void servers.push(server);
  const again = { sleep: tools.sleep, signal: parts.signal, onOpened };
  servers.push(await openPage(parts, controller.house, again));
  const connection = session.run();
  servers.push(await openServer(parts, controller, again));
  let [went, isKept] = [true, false];
  try {
    if (once) went = await singleRound(parts, controller);
    else await controller.run();
  } finally {
    // Where one thing has failed, the others must not go on beside the next process, nor speak after the last word.
    stop();
    const closed = Promise.all(servers.map((server) => server?.close()));
    await resolvesWithin(tools, STOP_MILLISECONDS, session.leave());
    offline.abort();
    await connection;
    await closed;
    // What was answered with yes must not be lost: nobody tells of it again.
    isKept = await controller.saveLast();
    log.info('stopped');
  }
  return went && isKept;
}

async function singleRound(parts: Parts, controller: Controller): Promise<boolean> {
  const { config, log, tools, session, signal } = parts;
  const went = await controller.single();
  if (signal.aborted) return false;
  const taken = takenByBroker(parts, controller).then(() => 'taken' as const);
  let wasThere = false;
  void session.ready().then(() => {
    wasThere = true;
  });
  const occupied = session.occupied.then(() => 'occupied' as const);
  const end = Promise.race([taken, occupied]);
  // Of another bridge, and of what the broker refuses, the log has told.
  if (await resolvesWithin(tools, BROKER_MILLISECONDS, end))
    return went && (await end) === 'taken' && session.refusal() === undefined;
  const about = { url: config.mqtt.url, seconds: BROKER_MILLISECONDS / 1000 };
  const left = [...new Set([...session.publisher.outstanding(), ...untold(parts, controller)])];
  const topics = inShort(left);
  if (!wasThere) log.error(NOT_THERE, about);
  else if (left.length === 1) log.error(ONE_LEFT, { ...about, topics });
  else log.error(SOME_LEFT, { ...about, topics });
  return false;
}

function inShort(topics: readonly string[]): string {
  const named = topics.slice(0, NAMED_TOPICS).join(', ');
  return topics.length > NAMED_TOPICS ? `${named} and ${topics.length - NAMED_TOPICS} more` : named;
}

/** Everything, what is new included: a connection that breaks in between leaves some of it to the next one. */
async function takenByBroker(parts: Parts, controller: Controller): Promise<void> {
  const { session } = parts;
  do {
    await session.ready();
    await Promise.all([controller.deliverEvents(), controller.tidied()]);
    await session.publisher.settled();
  } while (untold(parts, controller).length > 0);
}

/** Topics of what is new and has not been told. */
function untold({ topics }: Parts, { people }: Controller): string[] {
  const waiting = people.all().filter(({ sync }) => (sync.state().outbox ?? []).length > 0);
  return waiting.map(({ name }) => topics.reading(name));
}

async function openServer(
  { config, log, once }: Parts,
  controller: Controller,
  again: Again,
): Promise<HttpServer | undefined> {
  const { enabled, host, port } = config.server;
  if (!enabled || once) return undefined;
  const { alive, ready, webhook, metrics, onRequest } = controller;
  const callback = onRequest.connecting.route;
  const open = async () => {
    const server = await startServer({ host, port, alive, ready, webhook, metrics, callback });
    controller.served(true);
    return server;
  };
  const listening = { server: config.server, log, again, isNotified: webhook !== undefined };
  const server = await listenForServer(listening, open);
  if (!server) controller.served(false);
  return server;
}

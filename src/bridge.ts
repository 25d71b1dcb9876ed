import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { assemble } from './bridge/assemble.js';
import type { BridgeOptions, Parts } from './bridge/parts.js';
import { type BridgeRounds, createBridgeRounds } from './bridge/rounds.js';
import type { History } from './bridge/statistics.js';
import type { Config } from './config/index.js';
import { type HttpServer, startServer } from './http/server.js';
import { acquireLock } from './store/lock.js';
import { openSqliteStore } from './store/sqlite/index.js';
import { resolvesWithin } from './tools.js';

/** For the goodbye at the broker. What takes longer is said by the last will. */
const STOP_MILLISECONDS = 1500;
const BROKER_MILLISECONDS = 30_000;
/** Of those that the broker did not take; the rest is a number. */
const NAMED_TOPICS = 5;

/**
 * The bridge from its start to its end.
 *
 * @returns false if something in a single round failed, or if that was stopped
 * @throws LockedError, DataFolderError, NewerVersionError, TlsFileError, PortTakenError: then nothing has been started
 */
export async function runBridge(options: BridgeOptions): Promise<boolean> {
  const stop = new AbortController();
  // Every call that is under way listens for the stop.
  setMaxListeners(0, stop.signal);
  const onStop = () => stop.abort();
  let owner = true;
  // One that is aborted already tells nobody any more.
  if (options.signal.aborted) onStop();
  options.signal.addEventListener('abort', onStop, { once: true });
  const lock = await acquireLock(options.config.dataDir, {
    onLost() {
      options.log.error(`another withings2mqtt has taken over ${options.config.dataDir}; this one stops`);
      owner = false;
      stop.abort();
    },
  });
  let embedded: Embedded | undefined;
  let close = async () => {};
  try {
    const store = openSqliteStore({
      dataDir: options.config.dataDir,
      onDamaged: (reason, keptAs) => options.log.warn(`the store is damaged (${reason}) and kept as ${keptAs}`),
      clock: options.tools.clock,
      sleep: (milliseconds) => options.tools.sleep(milliseconds, stop.signal),
    });
    close = () => store.close();
    await store.lease.acquire({ host: hostname(), pid: process.pid, since: options.tools.clock() });
    embedded = await startEmbedded(options.config);
    const parts = await assemble({ ...options, ...embedded, store, signal: stop.signal }, () => owner);
    return stop.signal.aborted ? !options.once : await live(parts, onStop);
  } finally {
    options.signal.removeEventListener('abort', onStop);
    await embedded?.close();
    await close();
    await lock.release();
  }
}

interface Embedded {
  readonly config: Config;
  readonly close: () => Promise<void>;
}

/** The broker inside this process, for `mqtt.url: embedded`; loaded only then. Whoever reads it knows its port. */
async function startEmbedded(config: Config): Promise<Embedded | undefined> {
  if (config.mqtt.url !== 'embedded') return undefined;
  const { startBroker } = await import('./demo/broker.js');
  const { url, close } = await startBroker({ otherwise: 'fail' });
  return { config: { ...config, mqtt: { ...config.mqtt, url } }, close };
}

/** @param stop ends whatever still goes on */
async function live(parts: Parts, stop: () => void): Promise<boolean> {
  const { log, tools, session, accounts, offline, once } = parts;
  log.info(`withings2mqtt ${parts.version} for ${accounts.map(({ sync }) => sync.name).join(', ')}`);
  const rounds = createBridgeRounds(parts, await openHistory(parts));
  if (!parts.config.homeassistant.enabled) log.info('homeassistant.enabled is false: nothing appears there by itself');
  const connection = session.run();
  const server = await openServer(parts, rounds);
  try {
    if (once) return await singleRound(parts, rounds);
    await rounds.run(server !== undefined);
    return true;
  } finally {
    // Where one thing has failed, the others must not go on beside the next process, nor speak after the last word.
    stop();
    const closed = server?.close();
    await resolvesWithin(tools, STOP_MILLISECONDS, session.leave());
    offline.abort();
    await connection;
    await closed;
    // What was answered with yes must not be lost: nobody tells of it again.
    await rounds.save();
    log.info('stopped');
  }
}

/** The history that it is to write by itself; loaded only then. */
async function openHistory(parts: Parts): Promise<History | undefined> {
  const { url, token, importHistory } = parts.config.homeassistant;
  if (!importHistory || parts.once || !url || !token) return undefined;
  const { createHistory } = await import('./bridge/statistics.js');
  return createHistory(parts, { url, token });
}

async function singleRound(parts: Parts, rounds: BridgeRounds): Promise<boolean> {
  const { config, log, tools, session, signal } = parts;
  const went = await rounds.single();
  if (signal.aborted) return false;
  const taken = takenByBroker(parts, rounds).then(() => 'taken' as const);
  let wasThere = false;
  void session.ready().then(() => {
    wasThere = true;
  });
  const occupied = session.occupied.then(() => 'occupied' as const);
  const end = Promise.race([taken, occupied]);
  // Of another bridge the log has told.
  if (await resolvesWithin(tools, BROKER_MILLISECONDS, end)) return went && (await end) === 'taken';
  const left = [...new Set([...session.publisher.outstanding(), ...untold(parts)])];
  const named = left.slice(0, NAMED_TOPICS).join(', ');
  const more = left.length > NAMED_TOPICS ? ` and ${left.length - NAMED_TOPICS} more` : '';
  const what = wasThere ? `: ${named}${more} ${left.length === 1 ? 'is' : 'are'} left` : '';
  log.error(`the broker at ${config.mqtt.url} did not take everything in ${BROKER_MILLISECONDS / 1000} s${what}`);
  return false;
}

/** Everything, what is new included: a connection that breaks in between leaves some of it to the next one. */
async function takenByBroker(parts: Parts, rounds: BridgeRounds): Promise<void> {
  const { session } = parts;
  do {
    await session.ready();
    await Promise.all([rounds.tellNews(), rounds.tidied()]);
    await session.publisher.settled();
  } while (untold(parts).length > 0);
}

/** Topics of what is new and has not been told. */
function untold({ accounts, topics }: Parts): string[] {
  const waiting = accounts.filter(({ sync }) => (sync.state().outbox ?? []).length > 0);
  return waiting.map(({ sync }) => topics.reading(sync.name));
}

async function openServer({ config, log, once }: Parts, rounds: BridgeRounds): Promise<HttpServer | undefined> {
  const { enabled, host, port } = config.server;
  if (!enabled || once) return undefined;
  try {
    const { alive, ready, webhook, metrics } = rounds;
    return await startServer({ host, port, alive, ready, webhook, metrics });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const lost = rounds.webhook ? '; Withings cannot notify, polling goes on' : '';
    log.error(
      `no HTTP server on ${host}:${port} (${code ?? 'unknown error'}); change server.port or set server.enabled: false${lost}`,
    );
    return undefined;
  }
}

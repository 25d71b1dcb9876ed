import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { createInflux, type Influx } from '../bridge/influx.js';
import type { Again } from '../bridge/listen-again.js';
import { openStore } from '../bridge/open-store.js';
import { unwellNames } from '../bridge/wellness.js';
import type { HttpServer } from '../http/server.js';
import type { Log } from '../log.js';
import { unwellSinks } from '../sinks/unwell.js';
import { LeaseLostError, StoreError } from '../store/errors.js';
import { resolvesWithin } from '../tools.js';
import { readVersion } from '../version.js';
import { type AssembleOptions, assembleCluster, type ClusterOptions, type ClusterParts } from './assemble-cluster.js';
import { type BaseTopicOptions, lookForOther, untilBaseIsFree } from './base-topic.js';
import { openClusterServer } from './cluster-server.js';
import { createEnding } from './ending.js';
import { invitationAddress } from './invitation-address.js';
import { openOperatorPage } from './operator/open-operator-page.js';
import type { OperatorOptions } from './operator/operator-options.js';
import { takeTurn } from './person-turn.js';
import { refreshAccount } from './refresh-account.js';
import { removeAccount } from './remove-account.js';
import { renameAccount } from './rename-account.js';
import { createSharedClock, type SharedClockOptions } from './shared-clock.js';
import { parseShownAs } from './shown-as.js';
import type { TurnParts } from './turn-parts.js';

/** For the last word at the broker, and for the database. */
const GOODBYE_MILLISECONDS = 4000;
/** Most of a turn is waiting for Withings. */
const AT_ONCE = 20;

/**
 * One of several bridges on a PostgreSQL store, from its start to its end: whoever is due gets a turn at one of them.
 *
 * @returns false when the other bridges have taken this one for dead
 * @throws StoreError, TlsFileError: then nothing has been started
 */
export async function runCluster(options: ClusterOptions): Promise<boolean> {
  const stopwatch = () => performance.now();
  const clock = createSharedClock({ own: options.tools.clock, stopwatch, onApart: tellApart(options.log) });
  const byShared = { ...options, tools: { ...options.tools, clock: clock.now }, clock, stopwatch };
  const store = await openStore({ ...byShared, mayBegin: true });
  try {
    const { cluster } = store;
    if (!cluster) throw new StoreError('several bridges need a store of PostgreSQL; set store: postgres://…');
    await clock.look(cluster.bridges.time);
    return await withStore({ ...byShared, store, cluster });
  } finally {
    await store.close();
  }
}

function tellApart(log: Log): SharedClockOptions['onApart'] {
  return (seconds, isApart) => {
    if (isApart) log.warn(APART, { seconds });
    else log.info('the clocks of this machine and of the database agree again');
  };
}

const APART =
  'the clock of this machine is {seconds} s ahead of the one of the database, by which all bridges go; set the wrong one right';

async function withStore(
  options: Omit<AssembleOptions, 'node' | 'signal' | 'turns' | 'onBuried'> & Pick<ClusterOptions, 'signal'>,
): Promise<boolean> {
  const { config, log, tools, cluster } = options;
  const node = { id: randomBytes(4).toString('hex'), host: hostname(), pid: process.pid, version: readVersion() };
  const ending = createEnding(options.signal, tools);
  const { turns, end: signal, bury: onBuried } = ending;
  const parts = await assembleCluster({ ...options, node, signal, turns, onBuried });
  const { replaced, gone } = await cluster.accounts.fromFile(config.accounts);
  if (replaced.length > 0)
    log.warn('accounts of the store that stand in the file, too, are as the file says: {accounts}', {
      accounts: replaced.join(', '),
    });
  if (gone.length > 0)
    log.warn('accounts that the file does not name any more leave the broker; login and past stay: {accounts}', {
      accounts: gone.join(', '),
    });
  await untilBaseIsFree({ ...(await baseTopic(parts, ending.stop)), signal: ending.stop });
  if (ending.stop.aborted) return true;
  await parts.membership.join();
  const about = { version: node.version, bridge: node.id, place: config.store };
  const { all: people } = await cluster.accounts.count();
  log.info('withings2mqtt {version}, bridge {bridge} of {place}, for {people} people', { ...about, people });
  const influx = await openInflux(parts);
  const running = [parts.session.run(), parts.membership.run(), influx?.run()];
  const late: HttpServer[] = [];
  const again = {
    sleep: options.tools.sleep,
    signal: ending.stop,
    onOpened: (server: HttpServer) => void late.push(server),
  };
  const servers = await Promise.all([
    openClusterServer({ ...parts, ready: readyWith(parts, influx) }, again),
    openPage(parts, again),
  ]);
  try {
    await cluster.queue.work({
      ...{ bridge: node.id, atOnce: AT_ONCE, signal: ending.stop },
      job: (userId) => countedTurn(userId, parts.turn),
      // Without a broker it is through with each at once, and would have taken all from those that have one.
      mayTake: parts.session.connected,
      onTrouble: parts.turn.onStoreTrouble,
    });
    return !ending.isBuried();
  } finally {
    await Promise.all([...servers, ...late].map((server) => server?.close()));
    ending.endTurns();
    await goodbye(parts);
    ending.endAll();
    await Promise.all(running);
    log.info('stopped');
  }
}

async function baseTopic(
  { config, store, topics, cluster, node, log, tools }: ClusterParts,
  signal: AbortSignal,
): Promise<Omit<BaseTopicOptions, 'signal'>> {
  const instance = await store.settings.instance();
  const isTaken = lookForOther({ mqtt: config.mqtt, topics, instance, node: node.id, tools, signal });
  const lastBase = async () => parseShownAs(await store.settings.get('shown_as'))?.base;
  return { base: topics.base, bridges: cluster.bridges, lastBase, isTaken, log, sleep: tools.sleep };
}

function openPage(
  { config, cluster, log, store, tools, turn }: ClusterParts,
  again: Again,
): Promise<HttpServer | undefined> {
  const options = {
    ...{ config, cluster, log, store, clock: tools.clock },
    inviteUrl: (secret) => invitationAddress(config, secret),
    refresh: async (account) => void (await refreshAccount(cluster, account)),
    rename: (row, name) => renameAccount(row, name, { store, cluster, clock: tools.clock }),
    remove: (row, force) => removeAccount(row, force, turn),
  } satisfies OperatorOptions;
  return openOperatorPage(options, again);
}

/** One bridge for all writes the archive there. Another one goes on where it ended; what is written twice is the same point. */
function openInflux({ membership, ...options }: ClusterParts): Promise<Influx | undefined> {
  return createInflux({
    ...options,
    mayDeliver: () => membership.leads() && membership.lives(),
    // The membership says so, and ends this.
    onLeaseLost() {},
  });
}

/** Whoever delivers for all says it where that does not arrive. */
function readyWith({ ready, log }: ClusterParts, influx: Influx | undefined): ClusterParts['ready'] {
  const sinks = influx ? [influx.sink] : [];
  return async () => ({ ...(await ready()), ...unwellNames(unwellSinks(sinks, log)) });
}

/** What it leads and has is free for the others at once; of several that end together the last one to go says so. */
async function goodbye({ cluster, leading, session, membership, tools }: ClusterParts): Promise<void> {
  const words = async () => {
    await session.leave();
    await membership.leave();
    await leading.end((await cluster.bridges.living()).length === 0);
  };
  await resolvesWithin(tools, GOODBYE_MILLISECONDS, words());
}

async function countedTurn(userId: string, turn: TurnParts): Promise<number | undefined> {
  const { telemetry } = turn;
  try {
    const next = await takeTurn(userId, turn);
    turn.onStoreWell();
    telemetry.add('turns', { outcome: 'ok' });
    return next;
  } catch (error) {
    const isLost = error instanceof LeaseLostError;
    telemetry.add('turns', { outcome: isLost ? 'lost' : 'failed' });
    // Whoever has taken over says when the next one is.
    if (isLost) return undefined;
    throw error;
  }
}

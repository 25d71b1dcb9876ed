import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { openStore } from '../bridge/open-store.js';
import type { BridgeNode, Cluster } from '../store/cluster.js';
import { LeaseLostError, StoreError } from '../store/errors.js';
import type { Store } from '../store/store.js';
import { resolvesWithin } from '../tools.js';
import { readVersion } from '../version.js';
import { assembleCluster, type ClusterOptions, type ClusterParts } from './assemble-cluster.js';
import { openClusterServer } from './cluster-server.js';
import { invitationAddress } from './invitation-address.js';
import { openOperatorPage } from './operator/open-operator-page.js';
import { takeTurn } from './person-turn.js';
import { refreshAccount } from './refresh-account.js';
import type { TurnParts } from './turn-parts.js';

/** For turns that are under way when the bridge is stopped; what has not ended by then another bridge does once more. */
const GRACE_MILLISECONDS = 4000;
/** For the last word at the broker, and for the database. */
const GOODBYE_MILLISECONDS = 2000;
/** Most of a turn is waiting for Withings. */
const AT_ONCE = 20;

/**
 * One of several bridges on a PostgreSQL store, from its start to its end: whoever is due gets a turn at one of them.
 *
 * @returns false when the other bridges have taken this one for dead
 * @throws StoreError, TlsFileError: then nothing has been started
 */
export async function runCluster(options: ClusterOptions): Promise<boolean> {
  const store = await openStore(options);
  try {
    if (!store.cluster) throw new StoreError('several bridges need a store of PostgreSQL; set store: postgres://…');
    return await withStore({ ...options, store, cluster: store.cluster });
  } finally {
    await store.close();
  }
}

async function withStore(
  options: ClusterOptions & { readonly store: Store; readonly cluster: Cluster },
): Promise<boolean> {
  const { config, log, tools, signal, cluster } = options;
  const node: BridgeNode = {
    id: randomBytes(4).toString('hex'),
    host: hostname(),
    pid: process.pid,
    version: readVersion(),
  };
  const hard = new AbortController();
  const buried = new AbortController();
  for (const one of [signal, hard.signal, buried.signal]) setMaxListeners(0, one);
  buried.signal.addEventListener('abort', () => hard.abort(), { once: true });
  const parts = await assembleCluster({ ...options, node, signal: hard.signal, onBuried: () => buried.abort() });
  const soft = AbortSignal.any([signal, buried.signal]);
  const replaced = await cluster.accounts.fromFile(config.accounts);
  if (replaced.length > 0)
    log.warn('accounts of the store that stand in the file, too, are as the file says: {accounts}', {
      accounts: replaced.join(', '),
    });
  await parts.membership.join();
  const { version, id } = node;
  const { all } = await cluster.accounts.count();
  log.info('withings2mqtt {version}, bridge {bridge} of {place}, for {people} people', {
    version,
    bridge: id,
    place: config.store,
    people: all,
  });
  const connection = parts.session.run();
  const signs = parts.membership.run();
  const server = await openClusterServer(parts);
  const page = await openOperatorPage({
    ...{ config, cluster, log, store: options.store, clock: tools.clock },
    inviteUrl: (secret) => invitationAddress(config, secret),
    refresh: (account) => refreshAccount(cluster, account),
  });
  soft.addEventListener(
    'abort',
    () => void tools.sleep(GRACE_MILLISECONDS, hard.signal).then(hard.abort.bind(hard), () => {}),
    { once: true },
  );
  try {
    await cluster.queue.work({
      ...{ bridge: id, atOnce: AT_ONCE, signal: soft },
      job: (userId) => countedTurn(userId, parts.turn),
      onTrouble: parts.turn.onStoreTrouble,
    });
    return !buried.signal.aborted;
  } finally {
    await Promise.all([server?.close(), page?.close()]);
    await goodbye(parts);
    hard.abort();
    await Promise.all([connection, signs]);
    log.info('stopped');
  }
}

/** What it leads and has is free for the others at once. */
async function goodbye({ cluster, leading, session, membership, node, tools }: ClusterParts): Promise<void> {
  const words = async () => {
    const others = (await cluster.bridges.living()).filter(({ id }) => id !== node.id);
    await leading.end(others.length === 0);
    await session.leave();
    await membership.leave();
  };
  await resolvesWithin(tools, GOODBYE_MILLISECONDS, words());
}

async function countedTurn(userId: string, turn: TurnParts): Promise<number | undefined> {
  const { telemetry } = turn;
  try {
    const next = await takeTurn(userId, turn);
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

import { hostname } from 'node:os';
import { type Config, isPostgres } from '../config/index.js';
import { systemTools } from '../tools.js';
import { askBridge, PATIENCE_MILLISECONDS } from './ask-bridge.js';
import type { ContextOptions } from './context.js';
import { loadSettings } from './load-settings.js';
import { storePlace } from './store-place.js';

/** A bridge gives a sign of life each four minutes; of several, each one some ten times a minute. */
const SILENT_MILLISECONDS = { alone: 600_000, ofSeveral: 120_000 };

/**
 * `withings2mqtt health`: true while the bridge of this configuration lives, for containers. A login that is gone, a
 * broker or a cloud that is away make no difference: to start the bridge anew would heal none of them.
 */
export async function health(options: ContextOptions, signal: AbortSignal): Promise<boolean> {
  // It is asked each minute, and the broker is none of its business.
  const { config } = await loadSettings(options.config, process.env);
  options.onLog?.(async () => (await import('./context.js')).logOf(config));
  const answer = config.server.enabled ? await askBridge(config.server, signal) : 'nobody';
  signal.throwIfAborted();
  if (answer === 'alive') return say('ok: the bridge answers');
  const at = `${config.server.host}:${config.server.port}`;
  if (answer === 'dead') return say(`FAIL: the bridge at ${at} says that its rounds hang`, false);
  if (answer === 'silent') return say(`FAIL: no answer from ${at} in ${PATIENCE_MILLISECONDS / 1000} s`, false);
  return lookAtStore(config);
}

/** Without a server, or where another program has its port: by the sign of life in the store, which is loaded only then. */
async function lookAtStore(config: Config): Promise<boolean> {
  if (isPostgres(config.store)) return lookAtBridges(config);
  const { dataDir } = config;
  const { openExistingSqliteStore } = await import('../store/sqlite/index.js');
  const nobody = `FAIL: no bridge is running with ${dataDir}`;
  const { clock, sleep } = systemTools;
  const store = openExistingSqliteStore({ dataDir, clock, sleep });
  try {
    const [holder, sign] = [await store.lease.holder(), await store.lease.lastSign()];
    if (!holder || sign === undefined) return say(nobody, false);
    const silent = clock() - sign;
    const seconds = Math.max(0, Math.round(silent / 1000));
    if (silent <= SILENT_MILLISECONDS.alone) {
      return say(`ok: the bridge (pid ${holder.pid}) gave a sign of life ${seconds} s ago`);
    }
    return say(`FAIL: the bridge (pid ${holder.pid}) has given no sign of life for ${seconds} s`, false);
  } finally {
    await store.close();
  }
}

/** By the beat of a bridge on this machine: each one has a container of its own, or ports of its own. */
async function lookAtBridges(config: Config): Promise<boolean> {
  const { openStore } = await import('../bridge/open-store.js');
  const store = await openStore({ config, log: { error() {}, warn() {}, info() {}, debug() {} }, tools: systemTools });
  try {
    const own = (await store.cluster?.bridges.living())?.find(({ host }) => host === hostname());
    if (!own) return say(`FAIL: no bridge is running here with ${await storePlace(config)}`, false);
    const seconds = Math.round(own.silentMilliseconds / 1000);
    const lives = own.silentMilliseconds <= SILENT_MILLISECONDS.ofSeveral;
    if (lives) return say(`ok: the bridge (pid ${own.pid}) gave a sign of life ${seconds} s ago`);
    return say(`FAIL: the bridge (pid ${own.pid}) has given no sign of life for ${seconds} s`, false);
  } finally {
    await store.close();
  }
}

function say(text: string, well = true): boolean {
  process.stdout.write(`${text}\n`);
  return well;
}

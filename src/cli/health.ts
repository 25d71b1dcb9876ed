import { get } from 'node:http';
import { hostname } from 'node:os';
import { type Config, isPostgres } from '../config/index.js';
import { systemTools } from '../tools.js';
import type { ContextOptions } from './context.js';
import { loadSettings } from './load-settings.js';
import { storePlace } from './store-place.js';

const PATIENCE_MILLISECONDS = 5000;
/** A bridge gives a sign of life twice a minute. */
const SILENT_MILLISECONDS = 120_000;
const MOST_BYTES = 1000;

/** What the address of the bridge's server answers: the bridge says how it is, or it is no bridge. */
type Answer = 'alive' | 'dead' | 'silent' | 'nobody' | 'somebody else';

/**
 * `withings2mqtt health`: true while the bridge of this configuration lives, for containers. A login that is gone, a
 * broker or a cloud that is away make no difference: to start the bridge anew would heal none of them.
 */
export async function health(options: ContextOptions, signal: AbortSignal): Promise<boolean> {
  // It is asked each minute, and the broker is none of its business.
  const { config } = await loadSettings(options.config, process.env);
  options.onLog?.(async () => (await import('./context.js')).logOf(config));
  const answer = config.server.enabled ? await ask(config.server, signal) : 'nobody';
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
    if (silent <= SILENT_MILLISECONDS) {
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
    const lives = own.silentMilliseconds <= SILENT_MILLISECONDS;
    if (lives) return say(`ok: the bridge (pid ${own.pid}) gave a sign of life ${seconds} s ago`);
    return say(`FAIL: the bridge (pid ${own.pid}) has given no sign of life for ${seconds} s`, false);
  } finally {
    await store.close();
  }
}

function ask({ host, port }: Config['server'], signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const request = get({ host: reachable(host), port, path: '/health', agent: false, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > MOST_BYTES) response.destroy();
      });
      response.on('error', () => {});
      response.on('close', () => resolve(read(text)));
    });
    setTimeout(() => {
      resolve('silent');
      request.destroy();
    }, PATIENCE_MILLISECONDS).unref();
    request.on('error', () => resolve('nobody'));
  });
}

/** An address that means all of them is none to call. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' || host === '[::]' ? '::1' : host.replace(/^\[|\]$/g, '');
}

function read(text: string): Answer {
  try {
    const { alive } = JSON.parse(text) as { alive?: unknown };
    if (typeof alive === 'boolean') return alive ? 'alive' : 'dead';
  } catch {
    // It is no bridge.
  }
  return 'somebody else';
}

function say(text: string, well = true): boolean {
  process.stdout.write(`${text}\n`);
  return well;
}

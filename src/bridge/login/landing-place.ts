import type { Config } from '../../config/index.js';
import type { CallbackRoute } from '../../http/callback.js';
import { startCallback } from '../../http/callback-listener.js';
import { type Landing, landingOf } from '../../http/landing.js';
import type { HttpServer } from '../../http/server.js';
import type { Log } from '../../log.js';
import { messageOf, type Tools } from '../../tools.js';

/** A browser that is waited for. */
export interface Expected {
  /** Whether somebody here listens where it comes back to. */
  readonly listens: boolean;
  /** Nobody waits for it any more. */
  release(): void;
}

export interface LandingPlaceOptions {
  readonly config: Pick<Config, 'withings' | 'server'>;
  readonly route: CallbackRoute;
  /** Whether the public server listens, which has the route, too. */
  readonly isServed: () => boolean;
  readonly log: Pick<Log, 'debug'>;
  readonly tools: Pick<Tools, 'sleep'>;
  readonly signal: AbortSignal;
}

/** A browser may load the page twice, and is to be told the same. */
const SECOND_LOOK_MILLISECONDS = 2000;

/**
 * Where browsers come back to: the public server, or, where that has another port or is off, a listener of its own, which
 * is there only while somebody is waited for.
 */
export function createLandingPlace(options: LandingPlaceOptions): () => Promise<Expected> {
  const { config, route, isServed, log, tools, signal } = options;
  const landing = landingOf(config);
  let waitedFor = 0;
  let own: Promise<HttpServer | undefined> | undefined;

  async function open(place: Landing): Promise<HttpServer | undefined> {
    try {
      return await startCallback({ ...place, onVisit: route.onVisit });
    } catch (error) {
      const { host, port } = place;
      log.debug('nobody listens on {host}:{port} ({reason})', { host, port, reason: messageOf(error) });
      return undefined;
    }
  }

  async function close(): Promise<void> {
    const opened = own;
    own = undefined;
    await (await opened)?.close();
  }
  signal.addEventListener('abort', () => void close(), { once: true });

  async function release(): Promise<void> {
    await tools.sleep(SECOND_LOOK_MILLISECONDS, signal).catch(() => {});
    waitedFor -= 1;
    if (waitedFor === 0) await close();
  }

  return async () => {
    if (!landing) return { listens: false, release() {} };
    if (isServed() && isPublic(landing, config)) return { listens: true, release() {} };
    waitedFor += 1;
    own ??= open(landing);
    const listens = (await own) !== undefined;
    // The port may be free the next time.
    if (!listens) own = undefined;
    let isReleased = false;
    return {
      listens,
      release() {
        if (!isReleased) void release();
        isReleased = true;
      },
    };
  };
}

function isPublic({ host, port }: Landing, { server }: Pick<Config, 'server'>): boolean {
  return port === server.port && (host === server.host || host === 'localhost');
}

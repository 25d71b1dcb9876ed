import type { Delivery, Store } from '../../store/store.js';
import type { InfluxServer } from './server.js';
import type { WriteResult } from './write.js';

/** Why a server has not got what waits for it. `refused` needs a person. */
export type Obstacle = Extract<WriteResult, { readonly kind: 'away' | 'refused' }>;

/** What a person may want to know of a delivery. */
export interface DeliveryHooks {
  /** Each time that something could not be delivered. */
  readonly onObstacle: (obstacle: Obstacle) => void;
  /** Nothing waits. @param count of the readings that were delivered since the last time */
  readonly onDelivered: (count: number) => void;
  /** The server will never take some of what it was given. */
  readonly onPartly: (reason: string) => void;
  /** What was taken at this time, seconds since 1970, and delivered, is not there. */
  readonly onThrownAway: (takenAt: number) => void;
  /** It was not, and is kept now: all is delivered once more. */
  readonly onAgain: () => void;
  /** The store could not be read or written. */
  readonly onStoreFailed: (error: unknown) => void;
}

export interface DeliveryOptions extends DeliveryHooks {
  readonly destination: string;
  readonly deliveries: Pick<Store['deliveries'], 'next' | 'again' | 'oldest'>;
  readonly server: Pick<InfluxServer, 'write' | 'readBack'>;
  readonly signal: AbortSignal;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  /** Whether it is for this process to deliver. Default: always. */
  readonly mayDeliver?: (() => boolean) | undefined;
}

export interface DeliveryLoop {
  /** Delivers what waits, and what comes, until everything stops. */
  run(): Promise<void>;
  /** Delivers what waits now. False if some of it is left. */
  once(): Promise<boolean>;
}

const IDLE_MILLISECONDS = 5000;
const FIRST_RETRY_MILLISECONDS = 5000;
const LAST_RETRY_MILLISECONDS = 300_000;
/** What a server has just taken it may show seconds later. */
const LOOKS_AFTER_MILLISECONDS = [1000, 2000, 5000];

/** Page by page out of the store: whatever has not arrived stays there, however long the server is away. */
export function createDeliveryLoop(options: DeliveryOptions): DeliveryLoop {
  const { destination, deliveries, server, signal, sleep, mayDeliver = () => true } = options;
  let count = 0;
  let hasLooked = false;

  const nextPage = async () => (mayDeliver() ? deliveries.next(destination) : undefined);

  /** Undefined when nothing waits any more. */
  async function drain(): Promise<Obstacle | undefined> {
    for (let page = await nextPage(); page; page = await nextPage()) {
      const result = await server.write(page.deliveries);
      signal.throwIfAborted();
      if (result.kind === 'away' || result.kind === 'refused') return result;
      if (result.kind === 'partly') options.onPartly(result.reason);
      await page.acknowledge();
      count += page.deliveries.length;
    }
    options.onDelivered(count);
    count = 0;
    return undefined;
  }

  /** Once in a run: a server may throw away what is old without a word. */
  async function lookBack(): Promise<void> {
    const oldest = await deliveries.oldest();
    hasLooked = true;
    if (!oldest || !(await isGone(oldest))) return;
    // The server, or how long it keeps things, may be another one than when it was written.
    const { kind } = await server.write([oldest]);
    signal.throwIfAborted();
    if (kind === 'away' || kind === 'refused') return;
    if (await isGone(oldest)) return options.onThrownAway(oldest.reading.takenAt);
    await deliveries.again(destination);
    options.onAgain();
  }

  async function isGone(delivery: Delivery): Promise<boolean> {
    for (const wait of LOOKS_AFTER_MILLISECONDS) {
      await sleep(wait);
      if ((await server.readBack(delivery)) !== 'gone') return false;
    }
    return true;
  }

  async function deliver(): Promise<Obstacle | undefined> {
    const obstacle = await drain();
    if (obstacle || hasLooked) return obstacle;
    await lookBack();
    return drain();
  }

  async function tried(): Promise<Obstacle | 'failed' | undefined> {
    try {
      const obstacle = await deliver();
      if (obstacle) options.onObstacle(obstacle);
      return obstacle;
    } catch (error) {
      if (!signal.aborted) options.onStoreFailed(error);
      return 'failed';
    }
  }

  return {
    async run() {
      let failures = 0;
      while (!signal.aborted) {
        const obstacle = mayDeliver() ? await tried() : undefined;
        failures = obstacle ? failures + 1 : 0;
        const wanted =
          typeof obstacle === 'object' && obstacle.kind === 'away' ? (obstacle.waitSeconds ?? 0) * 1000 : 0;
        const wait = failures > 0 ? retryAfter(failures, wanted, options.random()) : IDLE_MILLISECONDS;
        await sleep(wait).catch(() => {});
      }
    },
    once: async () => (await tried()) === undefined,
  };
}

function retryAfter(failures: number, wanted: number, random: number): number {
  const usual = Math.min(LAST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** Math.min(failures - 1, 10));
  return Math.min(LAST_RETRY_MILLISECONDS, Math.max(wanted, usual * (1 - random / 2)));
}

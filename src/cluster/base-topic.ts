import type { Config } from '../config/index.js';
import type { Log } from '../log.js';
import { clientIds } from '../mqtt/client-ids.js';
import { OCCUPIED_WAITS } from '../mqtt/connection-log.js';
import { findLivingBridge } from '../mqtt/living-bridge.js';
import { brokerOptions } from '../mqtt/options.js';
import type { Topics } from '../mqtt/topics.js';
import { tryConnection } from '../mqtt/try-connection.js';
import type { Bridges } from '../store/cluster.js';
import type { Tools } from '../tools.js';
import { SIGN_TIMES } from './membership.js';

export interface BaseTopicOptions {
  readonly base: string;
  readonly bridges: Pick<Bridges, 'living'>;
  /** Where the bridges of this store were last; undefined: nowhere yet. */
  readonly lastBase: () => Promise<string | undefined>;
  /** Whether a bridge of another instance lives there; false, too, where nobody can tell. */
  readonly isTaken: () => Promise<boolean>;
  readonly log: Log;
  readonly sleep: Tools['sleep'];
  readonly signal: AbortSignal;
}

const LOOK_MILLISECONDS = 30_000;

/**
 * Resolves when no bridge of another store lives on the base topic, or the signal is aborted: until then nothing is published
 * and nobody is taken. The first bridge of a store there looks for all that come later: they would hear its answer.
 */
export async function untilBaseIsFree(options: BaseTopicOptions): Promise<void> {
  const { base, bridges, lastBase, isTaken, log, sleep, signal } = options;
  for (let isTold = false; !signal.aborted; isTold = true) {
    const living = await bridges.living();
    const isSeen = living.some(({ silentMilliseconds }) => silentMilliseconds < SIGN_TIMES.dead);
    if (isSeen && ((await lastBase()) ?? base) === base) return;
    if (!(await isTaken()) || signal.aborted) return;
    log[isTold ? 'debug' : 'error'](OCCUPIED_WAITS, { base });
    await sleep(LOOK_MILLISECONDS, signal).catch(() => {});
  }
}

export interface OtherOptions {
  readonly mqtt: Config['mqtt'];
  readonly topics: Topics;
  /** The same for all bridges on one store. */
  readonly instance: string;
  readonly node: string;
  readonly tools: Pick<Tools, 'random' | 'sleep'>;
  readonly signal: AbortSignal;
}

/** Asks on a connection of its own, which has no last will: nothing is ever published there before. */
export function lookForOther({ mqtt, topics, instance, node, tools, signal }: OtherOptions): () => Promise<boolean> {
  const sleep = (milliseconds: number) => tools.sleep(milliseconds, signal);
  return async () => {
    const broker = await brokerOptions(mqtt, topics.bridgeState);
    const clientId = clientIds(broker, instance).bridge(node);
    const visit = findLivingBridge({ topics, instance, random: tools.random, sleep });
    const tried = await tryConnection({ ...broker, clientId }, signal, visit);
    return !('problem' in tried) && tried.result !== undefined;
  };
}

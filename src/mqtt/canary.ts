import type { Log } from '../log.js';
import { messageOf } from '../tools.js';
import { brokerMemory, infoPayload } from './broker-memory.js';
import type { ClusterSession } from './cluster-session.js';
import { OCCUPIED } from './connection-log.js';
import type { Topics } from './topics.js';

/** Tells whether the broker has lost what was retained, by one topic; `broker-memory.ts` says how. */
export interface Canary {
  /**
   * To be called by the leading bridge each time that its connection has come up, when it begins to lead, and when the
   * number of bridges has changed; one call at a time. Writes what differs. `unknown`: the connection went, or this
   * client may not read the topic; nothing is written. `others`: a bridge of another instance has written there since; it
   * keeps the topic, and somebody has to part them. What one has left that is no more counts for nothing.
   *
   * @param now `fill` as the store has it
   * @throws what `onEmpty` throws; the next call tries again
   */
  check(now: { readonly fill: number; readonly bridges: number }): Promise<'kept' | 'lost' | 'unknown' | 'others'>;
}

export interface CanaryOptions {
  readonly session: Pick<ClusterSession, 'connected' | 'read' | 'say'>;
  readonly topics: Topics;
  readonly version: string;
  readonly instance: string;
  readonly log: Log;
  /**
   * The broker has nothing, or what is not ours: the caller has the store count up, so that everybody is published once
   * more. A bridge that dies between that and the message on the topic makes the next one do it again.
   *
   * @returns the new number
   */
  readonly onEmpty: () => Promise<number>;
}

export function createCanary({ session, topics, version, instance, log, onEmpty }: CanaryOptions): Canary {
  const topic = topics.bridgeInfo;

  let told = false;
  let isOurs = false;
  let isToldOfOthers = false;

  /** A connection that goes is told by others. */
  function unreadable(error: unknown): void {
    const level = session.connected() && !told ? 'warn' : 'debug';
    told ||= level === 'warn';
    log[level]('whether the broker has kept its messages cannot be read on {topic}: {reason}; check its ACL', {
      topic,
      reason: messageOf(error),
    });
  }

  async function look(): Promise<{ readonly payload: string | undefined } | undefined> {
    try {
      return { payload: await session.read(topic) };
    } catch (error) {
      unreadable(error);
      return undefined;
    }
  }

  /**
   * Whether nothing there means that there is nothing: some brokers take a subscription that they then pass over, which
   * would look like a loss each time.
   */
  async function isHeard(bridges: number): Promise<boolean> {
    const written = infoPayload({ version, instance, bridges, fill: null });
    if (!(await session.say(topic, written))) return false;
    const found = await look();
    if (found && found.payload !== written) unreadable(new Error('what is written there does not come back'));
    return found?.payload === written;
  }

  return {
    async check({ fill, bridges }) {
      const found = await look();
      if (!found) return 'unknown';
      const what = brokerMemory(found.payload, { instance, fill });
      if (what === 'others' && isOurs) {
        log[isToldOfOthers ? 'debug' : 'error'](OCCUPIED, { base: topics.base });
        isToldOfOthers = true;
        return 'others';
      }
      const memory = what === 'others' ? 'lost' : what;
      if (memory === 'lost' && found.payload === undefined && !(await isHeard(bridges))) return 'unknown';
      if (memory === 'lost')
        log.warn('the broker has lost what was retained, or is new: everything is published again');
      const info = infoPayload({ version, instance, bridges, fill: memory === 'lost' ? await onEmpty() : fill });
      isOurs = info === found.payload || (await session.say(topic, info));
      return memory;
    },
  };
}

import type { BridgeSign } from './other-bridge.js';
import { watchOtherBridge } from './other-bridge.js';
import type { Topics } from './topics.js';
import type { Visit } from './try-connection.js';

export interface LivingBridgeOptions {
  readonly topics: Topics;
  /** Of the bridge that is at home here, whether it runs or not. */
  readonly instance: string | undefined;
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A visit to a broker that finds a bridge of another instance alive on the base topic; undefined when there is none. */
export function findLivingBridge({
  topics,
  instance,
  random,
  sleep,
}: LivingBridgeOptions): Visit<BridgeSign | undefined> {
  const own = () => ({ instance, started: undefined });
  const otherBridge = watchOtherBridge({ topics, own, random, sleep });
  return {
    onMessage: (message) => void otherBridge.take(message),
    async run(link) {
      try {
        await otherBridge.follow(link);
      } catch {
        // Whoever may not read cannot know; the bridge itself warns of it.
        return undefined;
      }
      if (!otherBridge.suspected() || !(await otherBridge.answer(link))) return undefined;
      return otherBridge.seen() ?? { instance: undefined, started: undefined };
    },
  };
}

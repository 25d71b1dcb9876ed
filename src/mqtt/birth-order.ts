import type { Topics } from './topics.js';

/**
 * What Home Assistant has to hear when it starts, in the order in which it wants it: availability, discovery, states.
 * A bare value, which has its attributes beside it, is not among it: Home Assistant does not read that topic, and to a
 * flow a message on it means that something was measured.
 */
export function inBirthOrder(wanted: ReadonlyMap<string, string>, topics: Topics): string[] {
  const rank = (topic: string) => {
    if (topic === topics.bridgeState) return 0;
    if (topic.endsWith('/availability')) return 1;
    return topic.endsWith('/attributes') || topic === topics.bridgeInfo ? 3 : 2;
  };
  return [...wanted.keys()].filter((topic) => !wanted.has(topics.attributes(topic))).sort((a, b) => rank(a) - rank(b));
}

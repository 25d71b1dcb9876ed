import type { Topics } from './topics.js';

/**
 * What lies retained on the broker, concerns us, and should not be there any more: topics of accounts and metrics that
 * are gone. An account whose round failed keeps all of its own: its picture may not be complete.
 *
 * @param held topics of ours that the broker holds
 * @param incomplete accounts whose picture may not be complete; discovery and devices wait for all of them
 */
export function staleTopics(
  held: Iterable<string>,
  wanted: ReadonlyMap<string, string>,
  topics: Topics,
  incomplete: readonly string[],
): string[] {
  const kept = [topics.request(''), ...incomplete.map((account) => `${topics.base}/${account}/`)];
  const shared = [`${topics.base}/device/`];
  return [...held].filter((topic) => {
    if (wanted.has(topic) || kept.some((start) => topic.startsWith(start))) return false;
    const ofAll = !topic.startsWith(`${topics.base}/`) || shared.some((start) => topic.startsWith(start));
    return !(ofAll && incomplete.length > 0);
  });
}

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

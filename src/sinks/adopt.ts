import { accountMetric, deviceMetric } from '../metrics/catalogue/index.js';
import type { Topics } from '../mqtt/topics.js';
import type { About } from './announced.js';
import type { AnnouncedMessages } from './announced-messages.js';

/**
 * What of a retained snapshot is provably ours, for the first start after version 0.1.0, which noted nothing: discovery
 * messages that speak of our state topic, the topics that they name, and those of names that we have kept data of.
 *
 * @param userIds of the accounts that are known, by name
 */
export function provablyOurs(
  snapshot: ReadonlyMap<string, string>,
  topics: Topics,
  userIds: ReadonlyMap<string, string | undefined>,
  { isOurs, stateTopics }: Pick<AnnouncedMessages, 'isOurs' | 'stateTopics'>,
): Map<string, About> {
  const messages = [...snapshot].filter(([topic, payload]) => !topics.isOwn(topic) && isOurs(payload, [topics.base]));
  const named = new Set(messages.flatMap(([, message]) => stateTopics(message)).map(valueTopic));
  const ours = new Map<string, About>(messages.map(([topic]) => [topic, aboutOf('discovery')]));
  for (const topic of snapshot.keys()) {
    if (!topics.isOwn(topic)) continue;
    const [name = '', ...levels] = valueTopic(topic)
      .slice(topics.base.length + 1)
      .split('/');
    const [metric = ''] = levels.slice(-1);
    const device = name === 'device' && levels.length === 2 ? levels[0] : undefined;
    const isNamed = named.has(valueTopic(topic)) || isAvailability(topic, named);
    const isKept = userIds.has(name) && levels.length === 1 && (metric === 'availability' || isMetric(metric));
    if (isNamed || isKept) ours.set(topic, aboutOf('value', userIds.get(name), device));
  }
  return ours;
}

function aboutOf(kind: About['kind'], userId?: string, device?: string): About {
  return { kind, userId, device };
}

function isMetric(key: string): boolean {
  return accountMetric(key) !== undefined || deviceMetric(key) !== undefined;
}

/** Of an account or device that a message of ours names. */
function isAvailability(topic: string, named: ReadonlySet<string>): boolean {
  if (!topic.endsWith('/availability')) return false;
  const owner = topic.slice(0, -'availability'.length);
  return [...named].some((one) => one.startsWith(owner));
}

function valueTopic(topic: string): string {
  return topic.replace(/\/attributes$/, '');
}

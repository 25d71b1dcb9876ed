import { z } from 'zod';
import { createTopics } from '../../mqtt/topics.js';
import { readConfig } from './config-json.js';
import { ORIGIN_NAME } from './device-discovery.js';

const topicOf = z.object({ topic: z.string() });
const config = z.object({
  origin: z.object({ name: z.literal(ORIGIN_NAME) }),
  availability: z.array(topicOf).optional(),
  components: z.record(z.string(), z.looseObject({ state_topic: z.string().optional() })),
});

/**
 * True for a discovery message that this bridge has sent: the origin is ours, and it speaks of our state topic, as all
 * of ours do. Another instance with a base topic of its own, be it one below ours, keeps its entities.
 *
 * @param bases ours, of now and of earlier
 */
export function isOurs(payload: string, bases: readonly string[]): boolean {
  if (!payload.includes(ORIGIN_NAME)) return false;
  const parsed = config.safeParse(readConfig(payload));
  if (!parsed.success) return false;
  const { availability = [], components } = parsed.data;
  const topics = [...availability.map(({ topic }) => topic), ...Object.values(components).map((c) => c.state_topic)];
  return bases.some((base) => topics.includes(createTopics(base).bridgeState));
}

/** True for one that another bridge of this program has sent. */
export function isAnotherBridges(payload: string, bases: readonly string[]): boolean {
  if (!payload.includes(ORIGIN_NAME) || isOurs(payload, bases)) return false;
  return config.safeParse(readConfig(payload)).success;
}

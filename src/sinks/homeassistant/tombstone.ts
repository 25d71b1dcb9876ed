import { z } from 'zod';
import type { Tombstone } from '../announced-messages.js';
import { readConfig, writeConfig } from './config-json.js';

const config = z.looseObject({
  device: z.unknown(),
  origin: z.unknown(),
  components: z.record(z.string(), z.looseObject({ platform: z.string(), state_topic: z.string().optional() })),
});
type DeviceConfig = z.infer<typeof config>;

/**
 * How a device message leaves Home Assistant. Leaving a component out of the next message does not remove its entity: Home
 * Assistant wants a message that names its platform alone, and hears it only if it has discovered the component since its
 * own start.
 *
 * @param retained the message as an earlier run left it
 * @param wanted the message of this run; undefined when the whole device is to go
 * @returns undefined when nothing goes
 */
export function tombstone(topic: string, retained: string, wanted: string | undefined): Tombstone | undefined {
  const before = parseConfig(retained);
  if (!before) return undefined;
  const now = wanted === undefined ? undefined : parseConfig(wanted);
  if (!now) return { topic, known: retained, gone: '' };
  const leaving = Object.entries(before.components).filter(
    ([key, { platform }]) => now.components[key]?.platform !== platform,
  );
  if (leaving.length === 0) return undefined;
  const stubs = leaving.map(([key, { platform }]) => [key, { platform }] as const);
  const { device, origin } = now;
  return {
    topic,
    known: writeConfig({ ...now, components: Object.fromEntries(leaving) }),
    gone: JSON.stringify({ device, origin, components: Object.fromEntries(stubs) }),
  };
}

/** The topics that Home Assistant reads because of a device message. */
export function stateTopics(message: string): string[] {
  const components = Object.values(parseConfig(message)?.components ?? {});
  return components.flatMap(({ state_topic }) => state_topic ?? []);
}

function parseConfig(message: string): DeviceConfig | undefined {
  return config.safeParse(readConfig(message)).data;
}

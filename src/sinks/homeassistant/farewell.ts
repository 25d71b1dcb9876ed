import { z } from 'zod';
import { readConfig, writeConfig } from './config-json.js';

/**
 * How a device message that lay on the broker parts from Home Assistant, where it says more than this run wants.
 *
 * Leaving a component out of the next message does not remove its entity: Home Assistant wants a message that names its
 * platform alone, and hears it only if it has discovered the component since its own start. Neither message is retained.
 */
export interface Farewell {
  readonly topic: string;
  /** Makes a Home Assistant that has just started know once more what is to go. */
  readonly known: string;
  /** Takes it away. */
  readonly gone: string;
}

const config = z.looseObject({
  device: z.unknown(),
  origin: z.unknown(),
  components: z.record(z.string(), z.looseObject({ platform: z.string(), state_topic: z.string().optional() })),
});
type DeviceConfig = z.infer<typeof config>;

/**
 * @param held the message as an earlier run left it
 * @param wanted the message of this run; undefined when the whole device is to go
 * @returns undefined when nothing parts
 */
export function farewell(topic: string, held: string, wanted: string | undefined): Farewell | undefined {
  const before = parseConfig(held);
  if (!before) return undefined;
  const now = wanted === undefined ? undefined : parseConfig(wanted);
  if (!now) return { topic, known: held, gone: '' };
  const parting = Object.entries(before.components).filter(
    ([key, { platform }]) => now.components[key]?.platform !== platform,
  );
  if (parting.length === 0) return undefined;
  const stubs = parting.map(([key, { platform }]) => [key, { platform }] as const);
  const { device, origin } = now;
  return {
    topic,
    known: writeConfig({ ...now, components: Object.fromEntries(parting) }),
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

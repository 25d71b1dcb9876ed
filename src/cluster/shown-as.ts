import { z } from 'zod';
import type { Config } from '../config/index.js';

/** What decides how people are shown on the broker, beside what is known of them. */
export interface ShownAs {
  readonly base: string;
  /** Of Home Assistant's discovery; null: there is none. */
  readonly prefix: string | null;
  /** Another one may say it in other words. */
  readonly version: string;
}

const schema = z.looseObject({ base: z.string(), prefix: z.string().nullable(), version: z.string() });

export function shownAs({ mqtt, homeassistant }: Pick<Config, 'mqtt' | 'homeassistant'>, version: string): ShownAs {
  return { base: mqtt.baseTopic, prefix: homeassistant.enabled ? homeassistant.discoveryPrefix : null, version };
}

/** As the store keeps it: equal texts, equal topics and messages. */
export function shownAsText({ base, prefix, version }: ShownAs): string {
  return JSON.stringify({ base, prefix, version });
}

/** @returns undefined for what is none */
export function parseShownAs(text: string | undefined): ShownAs | undefined {
  try {
    return schema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}

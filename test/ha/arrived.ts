import { expect } from 'vitest';
import { readConfig } from '../../src/sinks/homeassistant/config-json.js';
import type { Entity } from './entities.js';
import type { House } from './house.js';

const DISCOVERY = /^homeassistant\/device\/[^/]+\/config$/;

/** What a discovery message says of one entity, as far as this looks at it. */
interface Announced {
  readonly unique_id?: string;
  readonly state_topic?: string;
}

/**
 * Resolves when Home Assistant has made whatever lies announced on the broker, and shows each value that lies there.
 * It takes a message in, makes the entity, and only then asks the broker for its state: the one that was published
 * last is not the one that it shows last.
 */
export async function arrived(house: House): Promise<void> {
  await expect.poll(() => missing(house), { timeout: 30_000, interval: 250 }).toEqual([]);
}

/** The unique ids of those that have not come yet. */
async function missing({ ha, retained }: House): Promise<string[]> {
  const topics = await retained('#');
  const made = new Map([...(await ha.entities()).values()].map((entity) => [entity.uniqueId, entity]));
  return announced(topics).flatMap(({ unique_id: id, state_topic: topic }) => {
    if (!id) return [];
    return isShown(made.get(id), topic === undefined ? undefined : topics.get(topic)) ? [] : [id];
  });
}

function announced(topics: ReadonlyMap<string, string>): Announced[] {
  return [...topics].flatMap(([topic, text]) => {
    const components = DISCOVERY.test(topic) ? readConfig(text)?.components : undefined;
    return components ? Object.values(components as Record<string, Announced>) : [];
  });
}

function isShown(entity: Entity | undefined, payload: string | undefined): boolean {
  if (!entity) return false;
  if (entity.disabled) return true;
  const state = entity.state?.state;
  if (state === undefined || state === 'unavailable') return false;
  return state !== 'unknown' || payload === undefined || isNothing(payload);
}

/** A value that is taken back. */
function isNothing(payload: string): boolean {
  return payload === 'None' || /"value":\s*null/.test(payload);
}

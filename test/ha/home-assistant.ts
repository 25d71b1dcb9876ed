import { type Client, createClient } from './client.js';
import { type Entity, listEntities, type State } from './entities.js';
import { findHomeAssistant } from './find.js';
import type { Instance, InstanceOptions } from './instance.js';
import { startInLab } from './lab.js';
import { startProgram } from './program.js';

/** A real Home Assistant, connected to a broker, that ends with the test. */
export interface HomeAssistant extends Client, Omit<Instance, 'token'> {
  readonly token: string;
  /** All entities that came over MQTT, by entity id. */
  entities(): Promise<Map<string, Entity>>;
  /** The states of everything it has, by entity id. */
  states(): Promise<Map<string, State>>;
  /** The state alone; undefined when there is no such entity, or Home Assistant is not there. */
  state(entityId: string): Promise<string | undefined>;
  /** Reloads the MQTT integration, as its menu does. */
  reloadMqtt(): Promise<void>;
}

export async function startHomeAssistant(options: InstanceOptions): Promise<HomeAssistant> {
  const way = await findHomeAssistant();
  const instance = way.kind === 'lab' ? await startInLab(way.command, options) : await startProgram(way, options);
  const client = createClient(instance.url, instance.token);
  // Without it a newer Home Assistant takes its port for a trial, which ends after five minutes.
  await client.ws({ type: 'http/config/promote' }).catch(() => {});
  const states = async () => {
    const all = await client.ws<State[]>({ type: 'get_states' });
    return new Map(all.map((state) => [state.entity_id, state]));
  };
  return {
    ...instance,
    ...client,
    entities: () => listEntities(client),
    states,
    state: async (entityId) => (await states().catch(() => undefined))?.get(entityId)?.state,
    async reloadMqtt() {
      const entries = await client.ws<{ domain: string; entry_id: string }[]>({ type: 'config_entries/get' });
      const entry = entries.find(({ domain }) => domain === 'mqtt');
      await client.rest('POST', `/api/config/config_entries/entry/${entry?.entry_id}/reload`);
    },
  };
}

import type { Client } from './client.js';

/** What Home Assistant says of an entity at the moment. */
export interface State {
  readonly entity_id: string;
  readonly state: string;
  readonly last_changed: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** An entity as Home Assistant has registered it, with its state when it is enabled. */
export interface Entity {
  readonly entityId: string;
  readonly uniqueId: string;
  readonly name: string | null;
  readonly icon: string | null;
  readonly category: string | null;
  readonly deviceClass: string | null;
  readonly stateClass: string | null;
  readonly options: readonly string[] | null;
  /** Decimals to show. */
  readonly precision: number | null;
  readonly disabled: boolean;
  readonly device: string | null;
  readonly viaDevice: string | null;
  readonly state: State | undefined;
}

interface Entry {
  readonly entity_id: string;
  readonly unique_id: string;
  readonly original_name: string | null;
  readonly original_icon: string | null;
  readonly original_device_class: string | null;
  readonly entity_category: string | null;
  readonly disabled_by: string | null;
  readonly device_id: string | null;
  readonly platform: string;
  readonly capabilities: { readonly state_class?: string; readonly options?: readonly string[] } | null;
  readonly options: Readonly<Record<string, { readonly suggested_display_precision?: number }>>;
}

interface Device {
  readonly id: string;
  readonly name: string | null;
  readonly via_device_id: string | null;
}

/** All entities that came over MQTT, by entity id. */
export async function listEntities({ ws }: Client): Promise<Map<string, Entity>> {
  const entries = await ws<Entry[]>({ type: 'config/entity_registry/list' });
  const ids = entries.filter(({ platform }) => platform === 'mqtt').map(({ entity_id }) => entity_id);
  const details = await ws<Record<string, Entry>>({ type: 'config/entity_registry/get_entries', entity_ids: ids });
  const devices = await ws<Device[]>({ type: 'config/device_registry/list' });
  const states = await ws<State[]>({ type: 'get_states' });
  const deviceOf = (id: string | null) => devices.find((device) => device.id === id);
  return new Map(
    Object.values(details).map((entry) => {
      const device = deviceOf(entry.device_id);
      const state = states.find(({ entity_id }) => entity_id === entry.entity_id);
      return [
        entry.entity_id,
        {
          entityId: entry.entity_id,
          uniqueId: entry.unique_id,
          name: entry.original_name,
          icon: entry.original_icon,
          category: entry.entity_category,
          deviceClass: entry.original_device_class,
          stateClass: entry.capabilities?.state_class ?? null,
          options: entry.capabilities?.options ?? null,
          precision: entry.options.sensor?.suggested_display_precision ?? null,
          disabled: entry.disabled_by !== null,
          device: device?.name ?? null,
          viaDevice: deviceOf(device?.via_device_id ?? null)?.name ?? null,
          state,
        },
      ];
    }),
  );
}

import { EVENT_TYPES } from '../../feeds/index.js';
import type { Metric } from '../../metrics/metric.js';
import type { UnitSystem } from '../../metrics/units.js';
import { accountId, entityPrefix } from '../../mqtt/entity-ids.js';
import { type Topics, topicLevel } from '../../mqtt/topics.js';
import type { Device } from '../../withings/user.js';
import { type Component, metricComponent } from './component.js';
import { writeConfig } from './config-json.js';

/** A retained message of device-based discovery. */
export interface DeviceMessage {
  readonly topic: string;
  readonly payload: string;
}

export interface DiscoveryContext {
  readonly topics: Topics;
  /** Home Assistant's discovery prefix. */
  readonly prefix: string;
  /** Tells this bridge from another one; kept in its state. */
  readonly instance: string;
  readonly version: string;
}

export interface AccountDevice {
  readonly name: string;
  readonly displayName: string;
  readonly userId: string;
  readonly units: UnitSystem;
  /** Those that have had a value; an entity appears with its first one and stays. */
  readonly metrics: readonly Metric[];
}

export const ORIGIN_NAME = 'withings2mqtt';

/** Of the configuration's own: a bridge below it needs no telling apart. */
const DEFAULT_BASE = 'withings';

/**
 * The bridge itself: is it there, which version, and a button for everybody. Of several bridges at one Home Assistant
 * those with a base topic of their own have it in their name and entity ids, whoever starts first.
 */
export function bridgeMessage(context: DiscoveryContext): DeviceMessage {
  const { topics, instance, version } = context;
  const entity = (key: string) => `withings2mqtt_${instance}_${key}`;
  // A base topic of other letters alone leaves nothing to tell it by.
  const which = slug(topics.base) || slug(DEFAULT_BASE, instance);
  const entityId = (key: string) => slug(which, 'bridge', key);
  const components: Record<string, Component> = {
    connection_state: {
      platform: 'binary_sensor',
      unique_id: entity('connection_state'),
      default_entity_id: `binary_sensor.${entityId('connection_state')}`,
      name: 'Connection state',
      device_class: 'connectivity',
      entity_category: 'diagnostic',
      state_topic: topics.bridgeState,
      payload_on: 'online',
      payload_off: 'offline',
    },
    version: {
      platform: 'sensor',
      unique_id: entity('version'),
      default_entity_id: `sensor.${entityId('version')}`,
      name: 'Version',
      icon: 'mdi:information-outline',
      entity_category: 'diagnostic',
      state_topic: topics.bridgeInfo,
      value_template: '{{ value_json.version }}',
      availability: [{ topic: topics.bridgeState }],
    },
    refresh: {
      platform: 'button',
      unique_id: entity('refresh'),
      default_entity_id: `button.${entityId('refresh')}`,
      name: 'Refresh',
      icon: 'mdi:refresh',
      entity_category: 'diagnostic',
      command_topic: topics.request('refresh'),
      payload_press: '{}',
      availability: [{ topic: topics.bridgeState }],
    },
  };
  const device = {
    identifiers: [bridgeId(instance)],
    name: topics.base === DEFAULT_BASE ? 'Withings bridge' : `Withings bridge ${topics.base}`,
    manufacturer: 'withings2mqtt',
    sw_version: version,
  };
  return message(context, bridgeId(instance), device, components);
}

/** One person's account: every metric that has had a value, and a button that fetches now. */
export function accountMessage(context: DiscoveryContext, account: AccountDevice): DeviceMessage {
  const { topics } = context;
  const id = accountId(account.userId);
  const bridge = { topic: topics.bridgeState };
  const components: Record<string, Component> = {};
  for (const metric of account.metrics) {
    components[metric.key] = metricComponent(metric, {
      attributesTopic: topics.attributes(topics.metric(account.name, metric.key)),
      uniqueId: `${entityPrefix(account.userId)}${metric.key}`,
      objectId: objectId(account.name, metric.key),
      units: account.units,
      availability: metric.alwaysAvailable && [bridge],
    });
  }
  components.reading = {
    platform: 'event',
    unique_id: `${id}_reading`,
    default_entity_id: `event.${objectId(account.name, 'reading')}`,
    name: 'Reading',
    icon: 'mdi:clipboard-pulse',
    state_topic: topics.reading(account.name),
    event_types: EVENT_TYPES,
  };
  components.refresh = {
    platform: 'button',
    unique_id: `${id}_refresh`,
    default_entity_id: `button.${objectId(account.name, 'refresh')}`,
    name: 'Refresh',
    icon: 'mdi:refresh',
    entity_category: 'diagnostic',
    command_topic: topics.request('refresh'),
    payload_press: JSON.stringify({ account: account.name }),
    availability: [bridge],
  };
  const device = {
    identifiers: [id],
    name: account.displayName,
    manufacturer: 'Withings',
    model: 'Account',
    via_device: bridgeId(context.instance),
  };
  return message(context, id, device, components, [bridge, { topic: topics.availability(account.name) }]);
}

/** One Withings device; the same one for all the accounts that use it. */
export function deviceMessage(context: DiscoveryContext, device: Device, metrics: readonly Metric[]): DeviceMessage {
  const { topics } = context;
  const id = `withings_${topicLevel(device.id)}`;
  const model = device.model ?? device.type ?? 'Withings device';
  const components: Record<string, Component> = {};
  for (const metric of metrics) {
    components[metric.key] = metricComponent(metric, {
      attributesTopic: topics.attributes(topics.deviceMetric(device.id, metric.key)),
      uniqueId: `${id}_${metric.key}`,
      objectId: objectId(model.replaceAll('+', ' plus'), metric.key),
      units: 'metric',
    });
  }
  const about = {
    identifiers: [id],
    name: model,
    manufacturer: 'Withings',
    model,
    ...(device.modelId !== undefined && { model_id: String(device.modelId) }),
    ...(device.firmware !== undefined && { sw_version: device.firmware }),
    via_device: bridgeId(context.instance),
  };
  const availability = [{ topic: topics.bridgeState }, { topic: topics.deviceMetric(device.id, 'availability') }];
  return message(context, id, about, components, availability);
}

function message(
  { prefix, version }: DiscoveryContext,
  id: string,
  device: object,
  components: Readonly<Record<string, Component>>,
  availability?: readonly { readonly topic: string }[],
): DeviceMessage {
  const payload = {
    device,
    origin: { name: ORIGIN_NAME, sw_version: version },
    ...(availability && { availability, availability_mode: 'all' }),
    qos: 1,
    components,
  };
  return { topic: `${prefix}/device/${id}/config`, payload: writeConfig(payload) };
}

function bridgeId(instance: string): string {
  return `withings2mqtt_${instance}`;
}

function objectId(...parts: readonly string[]): string {
  return slug('withings', ...parts);
}

/** Home Assistant's own form of an object id: lower case and underscores. */
function slug(...parts: readonly string[]): string {
  const text = parts.join('_').toLowerCase();
  return text.replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '');
}

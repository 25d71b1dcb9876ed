import { readConfig } from '../../../src/sinks/homeassistant/config-json.js';
import type { DeviceMessage } from '../../../src/sinks/homeassistant/device-discovery.js';

type Fields = Record<string, unknown>;

export interface Config extends Fields {
  readonly device: Fields;
  readonly origin: Fields;
  readonly availability?: readonly { readonly topic: string }[];
  readonly components: Record<string, Fields>;
}

export function configOf(message: DeviceMessage): Config {
  return readConfig(message.payload) as Config;
}

/** The closed sets of Home Assistant's schema; one more key and it drops the whole message. */
const ROOT_KEYS = ['device', 'origin', 'components', 'availability', 'availability_mode', 'qos'];
const DEVICE_KEYS =
  'identifiers connections manufacturer model model_id name hw_version serial_number sw_version via_device suggested_area configuration_url';
const ORIGIN_KEYS = ['name', 'sw_version', 'support_url'];

/** Units and state classes by device class of a sensor (Home Assistant, sensor/const.py). */
const CLASSES: Readonly<Record<string, { units: string; stateClasses: string }>> = {
  weight: { units: 'kg g mg µg oz lb st', stateClasses: 'measurement total total_increasing' },
  temperature: { units: '°C °F K', stateClasses: 'measurement' },
  distance: { units: 'km m cm mm mi nmi yd in ft', stateClasses: 'measurement total total_increasing' },
  duration: { units: 'd h min s ms µs', stateClasses: 'measurement total total_increasing' },
  timestamp: { units: '', stateClasses: '' },
  enum: { units: '', stateClasses: '' },
};
const BINARY_CLASSES = ['connectivity', 'problem', 'running', 'battery', 'occupancy'];

/** Every way in which Home Assistant would refuse a device message, or one of its entities, in words. */
export function violations(message: DeviceMessage): string[] {
  const { device, origin, components, ...rest } = configOf(message);
  const found: string[] = [];
  const check = (fine: boolean, problem: string) => {
    if (!fine) found.push(problem);
  };
  const known = (fields: Fields, keys: readonly string[], where: string) => {
    for (const key of Object.keys(fields)) check(keys.includes(key), `${where} has the unknown key ${key}`);
  };
  check(/^[^/+#]+\/device\/[a-zA-Z0-9_-]+\/config$/.test(message.topic), `illegal topic ${message.topic}`);
  known(rest, ROOT_KEYS, 'the message');
  known(device, DEVICE_KEYS.split(' '), 'the device');
  known(origin, ORIGIN_KEYS, 'the origin');
  check(typeof origin.name === 'string', 'the origin has no name');
  check(Array.isArray(device.identifiers) && device.identifiers.length > 0, 'the device has no identifier');
  check(typeof device.name === 'string' && device.name !== '', 'the device has no name');
  check(rest.availability === undefined || rest.availability_mode === 'all', 'availability is not all');
  const ids = Object.values(components).map((component) => component.unique_id);
  check(new Set(ids).size === ids.length, 'unique ids are not unique');
  for (const [key, component] of Object.entries(components)) {
    for (const problem of componentViolations(key, component, String(device.name))) found.push(`${key}: ${problem}`);
  }
  return found;
}

function componentViolations(key: string, component: Fields, deviceName: string): string[] {
  const { platform, name, unique_id, default_entity_id, entity_category, availability, availability_mode } = component;
  const rules: Record<string, boolean> = {
    'the key is not a word': /^[a-zA-Z0-9_-]+$/.test(key),
    'no unique id': typeof unique_id === 'string' && /^[a-zA-Z0-9_-]+$/.test(unique_id),
    'the entity id is not of this platform': new RegExp(`^${platform}\\.[a-z0-9]+(_[a-z0-9]+)*$`).test(
      String(default_entity_id),
    ),
    'no name': typeof name === 'string' && name !== '',
    "the name begins with the device's": !String(name).toLowerCase().startsWith(deviceName.toLowerCase()),
    'a category that is not allowed': entity_category === undefined || entity_category === 'diagnostic',
    'availability is not all':
      availability === undefined || (availability as unknown[]).length === 1 || availability_mode === 'all',
  };
  const broken = Object.keys(rules).filter((rule) => !rules[rule]);
  if (platform === 'sensor') return [...broken, ...sensorViolations(component)];
  if (platform === 'binary_sensor') {
    const { device_class = 'problem', payload_on, payload_off, state_topic } = component;
    if (!BINARY_CLASSES.includes(String(device_class))) broken.push(`device class ${device_class}`);
    if (payload_on === payload_off || typeof payload_on !== 'string') broken.push('on and off are not two words');
    return state_topic ? broken : [...broken, 'no state topic'];
  }
  if (platform === 'event') {
    const { state_topic, event_types } = component;
    if (!state_topic) broken.push('no state topic');
    return Array.isArray(event_types) && event_types.length > 0 ? broken : [...broken, 'no event types'];
  }
  if (platform === 'button') return component.command_topic ? broken : [...broken, 'no command topic'];
  return [...broken, `platform ${platform}`];
}

function sensorViolations(component: Fields): string[] {
  const { device_class, unit_of_measurement: unit, state_class, options, state_topic } = component;
  const rules = CLASSES[String(device_class ?? '')];
  const allows = (list: string, value: unknown) =>
    value === undefined ? list === '' : list.split(' ').includes(String(value));
  const broken = [];
  if (!state_topic) broken.push('no state topic');
  if (device_class !== undefined && !rules) broken.push(`device class ${device_class}`);
  if (rules && !allows(rules.units, unit)) broken.push(`unit ${unit} with ${device_class}`);
  if (rules && state_class !== undefined && !allows(rules.stateClasses, state_class)) {
    broken.push(`state class ${state_class} with ${device_class}`);
  }
  if (!rules && state_class !== undefined && state_class !== 'measurement' && state_class !== 'total') {
    broken.push(`state class ${state_class}`);
  }
  if ((device_class === 'enum') !== (Array.isArray(options) && options.length > 0)) broken.push('options without enum');
  if (component.last_reset_value_template !== undefined && state_class !== 'total')
    broken.push('last reset without total');
  return broken;
}

/** Home Assistant's own short forms of the keys that make up most of a message (its abbreviations.py). */
const SHORT: Readonly<Record<string, string>> = {
  availability: 'avty',
  availability_mode: 'avty_mode',
  command_topic: 'cmd_t',
  components: 'cmps',
  default_entity_id: 'def_ent_id',
  device_class: 'dev_cla',
  enabled_by_default: 'en',
  entity_category: 'ent_cat',
  event_types: 'evt_typ',
  icon: 'ic',
  json_attributes_topic: 'json_attr_t',
  last_reset_value_template: 'lrst_val_tpl',
  options: 'ops',
  payload_off: 'pl_off',
  payload_on: 'pl_on',
  payload_press: 'pl_prs',
  platform: 'p',
  state_class: 'stat_cla',
  state_topic: 'stat_t',
  suggested_display_precision: 'sug_dsp_prc',
  unique_id: 'uniq_id',
  unit_of_measurement: 'unit_of_meas',
  value_template: 'val_tpl',
};
const LONG: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SHORT).map(([long, short]) => [short, long]),
);

/** What brokers and clients take without a second thought. */
const LARGEST_BYTES = 64 * 1024;

type Fields = Readonly<Record<string, unknown>>;

/** A device message as JSON: with the long keys that people can read, or with the short ones when it would be large. */
export function writeConfig(config: Fields, largest = LARGEST_BYTES): string {
  const readable = JSON.stringify(config);
  return Buffer.byteLength(readable) <= largest ? readable : JSON.stringify(renamed(config, SHORT));
}

/** A device message with long keys, however it was written; undefined for what is no JSON object. */
export function readConfig(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? renamed(value, LONG) : undefined;
  } catch {
    return undefined;
  }
}

/** Component keys, and what is inside the device, stay as they are. */
function renamed(config: Fields, names: Readonly<Record<string, string>>): Fields {
  const entries = Object.entries(renameKeys(config, names)).map(([key, value]) => {
    if ((key !== 'components' && key !== SHORT.components) || !isFields(value)) return [key, value] as const;
    const components = Object.entries(value).map(([id, component]) => [
      id,
      isFields(component) ? withBase(renameKeys(component, names), names) : component,
    ]);
    return [key, Object.fromEntries(components)] as const;
  });
  return Object.fromEntries(entries);
}

function renameKeys(fields: Fields, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [names[key] ?? key, value]));
}

/** A topic that a component names twice stands once, as its base `~`; and the way back. */
function withBase(component: Fields, names: Readonly<Record<string, string>>): Fields {
  if (names === LONG) {
    const { '~': base, ...rest } = component;
    if (base === undefined) return component;
    const spelled = (key: string, value: unknown) => (key.endsWith('_topic') && value === '~' ? base : value);
    return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, spelled(key, value)]));
  }
  const topic = component.stat_t;
  if (typeof topic !== 'string' || topic !== component.json_attr_t) return component;
  return { ...component, '~': topic, stat_t: '~', json_attr_t: '~' };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

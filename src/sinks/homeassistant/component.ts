import type { Metric } from '../../metrics/metric.js';
import { decimalsIn, type UnitSystem, unitIn } from '../../metrics/units.js';

/** One entity inside a device message; keys as Home Assistant documents them for the platform. */
export type Component = Readonly<Record<string, unknown>> & { readonly platform: string };

export interface ComponentPlace {
  /** Of the value; its attributes topic is what Home Assistant reads. */
  readonly attributesTopic: string;
  /** Immutable: built from ids of Withings, never from names. */
  readonly uniqueId: string;
  /** Without the domain; used by Home Assistant only when it first sees the entity. */
  readonly objectId: string;
  readonly units: UnitSystem;
  /** Overrides the device's availability. */
  readonly availability?: readonly { readonly topic: string }[] | undefined;
}

/**
 * The entity of a metric. Value and attributes come from one topic, so that Home Assistant writes one state for a
 * reading and its time is never another reading's.
 */
export function metricComponent(metric: Metric, place: ComponentPlace): Component {
  return {
    platform: metric.platform,
    unique_id: place.uniqueId,
    default_entity_id: `${metric.platform}.${place.objectId}`,
    name: metric.name,
    state_topic: place.attributesTopic,
    value_template: '{{ value_json.value }}',
    json_attributes_topic: place.attributesTopic,
    ...look(metric),
    ...(metric.platform === 'sensor' ? sensorOptions(metric, place.units) : binaryStates(metric)),
    ...(place.availability && { availability: place.availability, availability_mode: 'all' }),
  };
}

function look(metric: Metric): Record<string, unknown> {
  return {
    ...(metric.deviceClass && { device_class: metric.deviceClass }),
    ...(metric.icon && { icon: metric.icon }),
    ...(metric.diagnostic && { entity_category: 'diagnostic' }),
    ...(!metric.enabledByDefault && { enabled_by_default: false }),
  };
}

function sensorOptions(metric: Metric, units: UnitSystem): Record<string, unknown> {
  const unit = unitIn(units, metric.unit, metric.far);
  const precision = decimalsIn(units, metric);
  return {
    ...(unit && { unit_of_measurement: unit }),
    ...(metric.stateClass && { state_class: metric.stateClass }),
    ...(precision !== undefined && { suggested_display_precision: precision }),
    ...(metric.options && { options: metric.options }),
    ...(metric.stateClass === 'total' && { last_reset_value_template: '{{ value_json.last_reset }}' }),
  };
}

function binaryStates({ states = { on: true, off: false } }: Metric): Record<string, unknown> {
  return { payload_on: rendered(states.on), payload_off: rendered(states.off) };
}

/** Home Assistant's templates render a JSON boolean as Python writes it. */
function rendered(value: string | boolean): string {
  if (typeof value === 'string') return value;
  return value ? 'True' : 'False';
}

import { accountMetric, deviceMetric } from '../../src/metrics/catalogue/index.js';
import type { Metric } from '../../src/metrics/metric.js';
import { type UnitSystem, unitIn } from '../../src/metrics/units.js';
import type { Entity, State } from './entities.js';

/** What Home Assistant should know of an entity, but for its state. */
export type Description = Omit<Entity, 'state'>;

/** An entity that a metric's topics should have made. */
export interface Expected extends Description {
  readonly metric: Metric;
  /** Of the state; as the account sees it. */
  readonly unit: string | null;
  readonly value: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Owner {
  readonly uniqueId: string;
  readonly objectId: string;
  readonly device: string;
  readonly units: UnitSystem;
  readonly metricOf: (key: string) => Metric | undefined;
}

export interface AccountOwner {
  readonly name: string;
  readonly displayName: string;
  readonly userId: number;
  readonly units: UnitSystem;
}

/** Of an account's topics: the catalogue and design.md, 5, say what they look like in Home Assistant. */
export function accountEntities(retained: ReadonlyMap<string, string>, account: AccountOwner): Expected[] {
  return entitiesBelow(retained, `withings/${account.name}`, {
    uniqueId: `withings_${account.userId}`,
    objectId: `withings_${account.name}`,
    device: account.displayName,
    units: account.units,
    metricOf: accountMetric,
  });
}

/** Of the topics of all Withings devices. */
export function deviceEntities(retained: ReadonlyMap<string, string>): Expected[] {
  const ids = new Set([...retained.keys()].flatMap((topic) => /^withings\/device\/([^/]+)\//.exec(topic)?.[1] ?? []));
  return [...ids].flatMap((id) => {
    const base = `withings/device/${id}`;
    const { device_model: model } = JSON.parse(retained.get(`${base}/battery/attributes`) ?? '{}');
    const slug = String(model).toLowerCase().replace('+', '_plus').replaceAll(' ', '_');
    const owner = { uniqueId: `withings_${id}`, objectId: `withings_${slug}`, device: model };
    return entitiesBelow(retained, base, { ...owner, units: 'metric', metricOf: deviceMetric });
  });
}

function entitiesBelow(retained: ReadonlyMap<string, string>, base: string, owner: Owner): Expected[] {
  return [...retained].flatMap(([topic, value]) => {
    const key = topic.startsWith(`${base}/`) ? topic.slice(base.length + 1) : '';
    const metric = owner.metricOf(key);
    if (!metric) return [];
    const attributes = JSON.parse(retained.get(`${topic}/attributes`) ?? '{}');
    const unit = unitIn(owner.units, metric.unit, metric.far);
    return [{ ...describe(metric, owner, unit), metric, value, attributes, unit }];
  });
}

function describe(metric: Metric, { objectId, uniqueId, device }: Owner, unit: string | null): Description {
  return {
    entityId: `${metric.platform}.${objectId}_${metric.key}`,
    uniqueId: `${uniqueId}_${metric.key}`,
    name: metric.name,
    icon: metric.icon ?? null,
    category: metric.diagnostic ? 'diagnostic' : null,
    deviceClass: metric.deviceClass ?? null,
    stateClass: metric.stateClass ?? null,
    options: metric.options ?? null,
    // Whole metres are fine, whole miles are not.
    precision: unit === 'mi' ? 2 : (metric.precision ?? null),
    disabled: !metric.enabledByDefault,
    device,
    viaDevice: 'Withings bridge',
  };
}

/** How a state differs from its topic, in words; nothing when it does not. */
export function stateProblems(expected: Expected, state: State | undefined): string[] {
  const { entityId, metric, value, unit, attributes } = expected;
  if (!state) return [`${entityId}: no state`];
  const problems: string[] = [];
  const compare = (what: string, actual: unknown, wanted: unknown) => {
    if (actual !== wanted)
      problems.push(`${entityId}: ${what} ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  };
  compare('state', comparable(metric, state.state), comparable(metric, stateOf(metric, value)));
  compare('unit', state.attributes.unit_of_measurement ?? null, unit);
  for (const [name, wanted] of Object.entries(attributes)) {
    // Home Assistant keeps the last reset in a form of its own.
    if (name !== 'last_reset') compare(`attribute ${name}`, state.attributes[name], wanted);
  }
  return problems;
}

function stateOf(metric: Metric, value: string): string {
  if (value === 'None') return 'unknown';
  if (metric.platform === 'sensor') return value;
  return value === String(metric.states?.on) ? 'on' : 'off';
}

function comparable(metric: Metric, state: string): string | number {
  if (metric.deviceClass === 'timestamp') return Date.parse(state);
  const number = Number(state);
  return metric.stateClass && !Number.isNaN(number) ? number : state;
}

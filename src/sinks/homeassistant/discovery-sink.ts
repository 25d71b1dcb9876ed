import { accountMetric, deviceMetric } from '../../metrics/catalogue/index.js';
import { knownUser } from '../../store/provisional.js';
import type { Device } from '../../withings/user.js';
import type { About, Announced } from '../announced.js';
import { createSharedDevices } from '../shared-devices.js';
import { type PersonDevice, type Sink, type SinkPerson, TAKEN } from '../sink.js';
import { createSinkPeople } from '../sink-people.js';
import { inCatalogueOrder } from './catalogue-order.js';
import {
  accountMessage,
  bridgeMessage,
  type DeviceMessage,
  type DiscoveryContext,
  deviceMessage,
} from './device-discovery.js';
import { createMessageBatch } from './message-batch.js';

export interface DiscoverySinkOptions {
  readonly announced: Announced;
  readonly context: DiscoveryContext;
  readonly connected: () => boolean;
  /** Rejects when everything stops. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A person's device in Home Assistant, as far as it is known what is on it. */
interface ShownPerson {
  readonly person: SinkPerson;
  readonly metrics: ReadonlySet<string>;
  readonly status: readonly string[];
}

interface ShownDevice {
  readonly device: Device;
  readonly metrics: ReadonlySet<string>;
}

/** Devices of Home Assistant for the bridge, people and Withings devices; each entity once its metric had a value. */
export function createDiscoverySink({ announced, context, connected, sleep }: DiscoverySinkOptions): Sink {
  const shown = new Map<string, ShownPerson>();
  const devices = new Map<string, ShownDevice>();
  const shared = createSharedDevices();
  const people = createSinkPeople((before, key) => {
    shared.rename(before, key);
    const person = shown.get(before);
    if (person) shown.set(key, person);
    shown.delete(before);
  });
  const batch = createMessageBatch(() => send(bridgeMessage(context)), sleep);

  function send({ topic, payload }: DeviceMessage, userId?: string, device?: string): void {
    announced.set(topic, payload, { kind: 'discovery', userId, device });
  }

  function announcePerson(key: string): void {
    batch.announce(`account ${key}`, () => {
      const { person, metrics, status } = shown.get(key) ?? {};
      // Home Assistant keeps an id for ever, and it must not be made of a name.
      const userId = knownUser(person?.userId);
      if (!person || userId === undefined) return;
      const rows = inCatalogueOrder([...(metrics ?? []), ...(status ?? [])].flatMap((key) => accountMetric(key) ?? []));
      send(accountMessage(context, { ...person, userId, metrics: rows }), userId);
    });
  }

  function announceDevice(id: string): void {
    batch.announce(`device ${id}`, () => {
      const { device, metrics } = devices.get(id) ?? {};
      const rows = inCatalogueOrder([...(metrics ?? [])].flatMap((key) => deviceMetric(key) ?? []));
      if (!device || rows.length === 0) return;
      const owner = shared.owner(id);
      send(deviceMessage(context, device, rows), owner === undefined ? undefined : shown.get(owner)?.person.userId, id);
    });
  }

  /** @returns by what the person goes here */
  function showPerson(person: SinkPerson, more: (before?: ShownPerson) => Partial<ShownPerson>): string {
    const { key } = people.meet(person);
    const before = shown.get(key);
    const after = { metrics: new Set<string>(), status: [], ...before, ...more(before), person };
    shown.set(key, after);
    if (!before || looksOf(before) !== looksOf(after)) announcePerson(key);
    return key;
  }

  function showDevice(key: string, { device, listed }: PersonDevice, metric?: string): void {
    const { id } = device;
    const owner = shared.owner(id);
    shared.put(key, id, listed);
    const before = devices.get(id);
    // What one person remembers of a device counts for nothing while another one still has it.
    const counts = listed || !shared.listed(id) || !before;
    const metrics = counts && metric !== undefined ? [metric] : [];
    const after = {
      device: counts ? device : before.device,
      metrics: new Set([...(before?.metrics ?? []), ...metrics]),
    };
    devices.set(id, after);
    if (!before || owner !== shared.owner(id) || aspectOf(before) !== aspectOf(after)) announceDevice(id);
  }

  function drop(key: string, kept: readonly string[]): void {
    const left = shared.of(key).filter((id) => !kept.includes(id));
    const gone = shared.keep(key, kept);
    for (const id of gone) {
      devices.delete(id);
      batch.cancel(`device ${id}`);
    }
    if (gone.length > 0) announced.clear(find(({ device }) => device !== undefined && gone.includes(device)));
    for (const id of left) if (devices.has(id)) announceDevice(id);
  }

  function find(fits: (about: About) => boolean): string[] {
    return announced.find((about) => about.kind === 'discovery' && fits(about));
  }

  return {
    name: 'homeassistant',
    async readings(person, changes) {
      const keys = changes.flatMap(({ reading, device }) => (device ? [] : [reading.metric]));
      const key = showPerson(person, (before) => ({ metrics: new Set([...(before?.metrics ?? []), ...keys]) }));
      for (const { reading, device } of changes) if (device) showDevice(key, device, reading.metric);
      return TAKEN;
    },
    // The event entity reads the topic itself.
    event: async () => TAKEN,
    async person(person, { phase, readings, devices: all }) {
      const key = showPerson(person, () => (phase === 'fetch' ? {} : { status: readings.map(({ metric }) => metric) }));
      for (const device of all) showDevice(key, device);
      drop(
        key,
        all.map(({ device }) => device.id),
      );
      if (phase !== 'fetch') batch.flush();
      return TAKEN;
    },
    async forget(userId) {
      if (people.forget(userId)) {
        shown.delete(userId);
        batch.cancel(`account ${userId}`);
        drop(userId, []);
      }
      announced.clear(find((about) => about.userId === userId));
      return TAKEN;
    },
    health: () => ({ kind: connected() ? 'well' : 'no_broker' }),
  };
}

/** What a person's message depends on. */
function looksOf({ person: { userId, name, displayName, units }, metrics, status }: ShownPerson): string {
  return JSON.stringify([userId, name, displayName, units, metrics.size, status]);
}

/** What a device's message depends on. */
function aspectOf({ device: { model, modelId, type, firmware }, metrics }: ShownDevice): string {
  return JSON.stringify([model, modelId, type, firmware, metrics.size]);
}

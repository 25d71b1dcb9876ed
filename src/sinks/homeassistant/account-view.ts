import { accountMetric } from '../../metrics/catalogue/index.js';
import type { ReadingEvent } from '../../metrics/event.js';
import type { Reading } from '../../metrics/reading.js';
import type { UnitSystem } from '../../metrics/units.js';
import { eventPayload } from '../../mqtt/payload.js';
import type { Publisher } from '../../mqtt/publisher.js';
import { publishReadings } from '../../mqtt/readings.js';
import type { PersonState } from '../../store/person-state.js';
import type { Announcer } from './announcer.js';
import type { DeviceView } from './device-view.js';
import { accountMessage, type DiscoveryContext } from './devices.js';

/** What an account looks like from outside: its topics, and its devices in Home Assistant. */
export interface AccountView {
  /** Publishes what differs from `before`; everything when there is none. */
  show(state: PersonState, before?: PersonState): void;
  /** Publishes how the account is doing; its metrics are announced before. */
  status(): void;
  availability(available: boolean): void;
  /** Tells whoever listens of something new; true when the broker has taken it. */
  tell(event: ReadingEvent): Promise<boolean>;
}

export interface AccountViewOptions {
  readonly account: { readonly name: string; readonly displayName: string; readonly units: UnitSystem };
  readonly publisher: Publisher;
  readonly announcer: Announcer;
  readonly devices: DeviceView;
  readonly context: DiscoveryContext;
  /** Known at the latest with the first refresh; Home Assistant's ids are built from it. */
  readonly userId: () => string | undefined;
  /** How the account is doing, beside its measures. */
  readonly status: () => readonly Reading[];
}

export function createAccountView(options: AccountViewOptions): AccountView {
  const { account, publisher, announcer, context, devices, status } = options;
  const { topics } = context;
  let announced = 0;
  let current: PersonState | undefined;

  function announce(state: PersonState): void {
    const statusKeys = status().map(({ metric }) => metric);
    announced = statusKeys.length;
    const keys = [...Object.keys(state.readings), ...statusKeys];
    const metrics = keys.flatMap((key) => accountMetric(key) ?? []);
    announcer.announce(`account ${account.name}`, () => {
      const userId = options.userId();
      return userId ? accountMessage(context, { ...account, userId, metrics }) : undefined;
    });
  }

  function publish(readings: Iterable<Reading>, zone: string): void {
    publishReadings(publisher, readings, {
      topics,
      topicOf: (metric) => topics.metric(account.name, metric),
      metricOf: accountMetric,
      options: { units: account.units, zone },
    });
  }

  return {
    show(state, before) {
      current = state;
      const zone = state.zone ?? 'utc';
      // In another zone all attributes tell other times; what is the same instant is not said again.
      const old = before?.zone === state.zone ? before : undefined;
      publish(changed(state.readings, old?.readings), zone);
      if (!before || newKeys(state.readings, before.readings)) announce(state);
      for (const [id, device] of Object.entries(state.devices)) {
        const known = old && Object.hasOwn(old.devices, id) ? old.devices[id] : undefined;
        if (device !== known) devices.show(account.name, device, known, zone);
      }
      for (const id of Object.keys(before?.devices ?? {})) {
        if (!Object.hasOwn(state.devices, id)) devices.forget(account.name, id);
      }
    },
    status() {
      const readings = status();
      publish(readings, current?.zone ?? 'utc');
      if (current && readings.length !== announced) announce(current);
    },
    tell(event) {
      const options = { units: account.units, zone: current?.zone ?? 'utc' };
      return publisher.send(topics.reading(account.name), eventPayload(event, accountMetric, options));
    },
    availability(available) {
      publisher.set(topics.availability(account.name), available ? 'online' : 'offline');
    },
  };
}

type Readings = Readonly<Record<string, Reading>>;

function changed(readings: Readings, before: Readings = {}): Reading[] {
  return Object.values(readings).filter((reading) => reading !== before[reading.metric]);
}

function newKeys(readings: Readings, before: Readings): boolean {
  return Object.keys(readings).some((key) => !(key in before));
}

import { deviceMetric } from '../../metrics/catalogue/index.js';
import type { Publisher } from '../../mqtt/publisher.js';
import { publishReadings } from '../../mqtt/readings.js';
import type { DeviceState } from '../../store/person-state.js';
import type { Device } from '../../withings/user.js';
import type { Announcer } from './announcer.js';
import { type DiscoveryContext, deviceMessage, deviceTopic } from './devices.js';

/** What Withings devices look like from outside. One device may belong to several accounts. */
export interface DeviceView {
  /** Publishes what differs from `before`; everything when there is none. */
  show(account: string, device: DeviceState, before: DeviceState | undefined, zone: string): void;
  /** The account has not had this device for long: with the last account that had it, its topics go. */
  forget(account: string, id: string): void;
}

export interface DeviceViewOptions {
  readonly publisher: Publisher;
  readonly announcer: Announcer;
  readonly context: DiscoveryContext;
}

export function createDeviceView({ publisher, announcer, context }: DeviceViewOptions): DeviceView {
  const { topics } = context;
  /** By device, the accounts that know it, and whether Withings still lists it for them. */
  const owners = new Map<string, Map<string, boolean>>();

  function announce({ device, readings }: DeviceState): void {
    const metrics = Object.keys(readings).flatMap((key) => deviceMetric(key) ?? []);
    if (metrics.length === 0) return;
    announcer.announce(`device ${device.id}`, () => deviceMessage(context, device, metrics));
  }

  return {
    show(account, state, before, zone) {
      const { device, readings } = state;
      const known = owners.get(device.id) ?? new Map<string, boolean>();
      owners.set(device.id, known.set(account, state.missingSince === undefined));
      const listed = [...known.values()].some(Boolean);
      publisher.set(topics.deviceMetric(device.id, 'availability'), listed ? 'online' : 'offline');
      // What an account remembers of it counts for nothing while another one still has it.
      if (listed && state.missingSince !== undefined) return;
      const changed = Object.values(readings).filter((reading) => reading !== before?.readings[reading.metric]);
      publishReadings(publisher, changed, {
        topics,
        topicOf: (metric) => topics.deviceMetric(device.id, metric),
        metricOf: deviceMetric,
        options: { units: 'metric', zone },
      });
      const newMetric = changed.some(({ metric }) => !before || !(metric in before.readings));
      if (newMetric || looks(device) !== looks(before?.device)) announce(state);
    },
    forget(account, id) {
      const known = owners.get(id);
      known?.delete(account);
      if (known && known.size > 0) return;
      owners.delete(id);
      announcer.forget(`device ${id}`, deviceTopic(context, id), () => {
        if (owners.has(id)) return;
        const own = topics.deviceMetric(id, '');
        const gone = [...publisher.wanted.keys()].filter((topic) => topic.startsWith(own));
        for (const topic of gone) publisher.set(topic, '');
      });
    },
  };
}

/** What of a device its message in Home Assistant depends on. */
function looks(device: Device | undefined): string {
  return JSON.stringify([device?.model, device?.modelId, device?.type, device?.firmware]);
}

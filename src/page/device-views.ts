import { deviceMetric } from '../metrics/catalogue/index.js';
import { isoTime } from '../mqtt/payload.js';
import type { DeviceState } from '../store/person-state.js';
import type { DeviceView } from './api.js';
import type { HousePerson } from './house.js';
import { metricView } from './metric-view.js';

/**
 * The Withings devices of all people, one that several share once, as the first of them sees it: in that account's zone.
 * What Withings does not list any more is left out.
 *
 * @param now seconds since 1970
 */
export function deviceViews(people: readonly HousePerson[], now: number): DeviceView[] {
  const views = new Map<string, DeviceView>();
  for (const person of people) {
    for (const [id, device] of Object.entries(person.state.devices)) {
      if (device.missingSince !== undefined) continue;
      const view = views.get(id) ?? deviceView(id, device, person, now);
      views.set(id, { ...view, accounts: [...view.accounts, person.account.name] });
    }
  }
  return [...views.values()];
}

function deviceView(id: string, { device, readings }: DeviceState, person: HousePerson, now: number): DeviceView {
  const { account, state } = person;
  const options = { units: account.units, zone: state.zone ?? 'utc' };
  const metrics = Object.values(readings).flatMap((reading) => {
    const metric = deviceMetric(reading.metric);
    return metric ? [[metric.key, metricView(reading, metric, options, now)] as const] : [];
  });
  return {
    id,
    model: device.model ?? null,
    accounts: [],
    battery: device.battery ?? null,
    last_contact: device.lastSession === undefined ? null : isoTime(device.lastSession, options.zone),
    metrics: Object.fromEntries(metrics),
  };
}

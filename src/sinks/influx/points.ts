import { deviceMetric } from '../../metrics/catalogue/index.js';
import type { Reading } from '../../metrics/reading.js';
import type { Delivery } from '../../store/store.js';
import type { InfluxPoint } from './line.js';

export const MEASUREMENT = 'withings';

/**
 * Readings as points: a field for each metric, in the metric's own unit, at the time when it was taken. Whoever has no
 * name, and what has no value, is left out.
 *
 * @param words whether the server keeps texts; one that does not would take them for a 0
 */
export function pointsOf(deliveries: readonly Delivery[], words: boolean): InfluxPoint[] {
  const seen = new Map<string, number>();
  return deliveries.flatMap(({ person, reading }): InfluxPoint[] => {
    const { metric: field, value, takenAt: seconds } = reading;
    if (person.name === undefined || value === null || (typeof value === 'string' && !words)) return [];
    if (typeof value === 'number' && !Number.isFinite(value)) return [];
    const tags = { account: person.name, ...tagsOf(reading) };
    // A point of the same series and time would be overwritten: the second one gets a series of its own.
    const key = JSON.stringify([tags, field, seconds]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return [
      {
        measurement: MEASUREMENT,
        tags: count === 1 ? tags : { ...tags, same_time: String(count) },
        field,
        value,
        seconds,
      },
    ];
  });
}

function tagsOf({ metric, deviceModel, deviceId, attribution, inconclusive }: Reading): Record<string, string> {
  const device = deviceModel ?? deviceId;
  // Of two scales of one model, each has a battery of its own.
  const isOfDevice = deviceMetric(metric) !== undefined && deviceId !== null;
  return {
    ...(device !== null && { device }),
    ...(isOfDevice && { device_id: deviceId }),
    ...(attribution !== null && { attribution: String(attribution) }),
    ...(inconclusive && { inconclusive: 'true' }),
  };
}

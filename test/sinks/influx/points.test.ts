import { describe, expect, it } from 'vitest';
import { lineOf } from '../../../src/sinks/influx/line.js';
import { pointsOf } from '../../../src/sinks/influx/points.js';
import type { Delivery } from '../../../src/store/store.js';
import { ANNA, delivery } from './samples.js';

const lines = (deliveries: readonly Delivery[], words = true) => pointsOf(deliveries, words).map(lineOf);

describe('readings as points', () => {
  it('have a field for the metric, at the time when it was taken', () => {
    expect(lines([delivery()])).toEqual(['withings,account=anna,attribution=0,device=Body+ weight=72.35 1790000000']);
  });

  it('name the device by its model, or else by its id, and say nothing of what is not known', () => {
    const tagsOf = (change: Parameters<typeof delivery>[0]) => pointsOf([delivery(change)], true)[0]?.tags;
    expect(tagsOf({ deviceModel: null })).toEqual({ account: 'anna', attribution: '0', device: 'd1' });
    expect(tagsOf({ deviceModel: null, deviceId: null, attribution: null })).toEqual({ account: 'anna' });
    expect(tagsOf({ inconclusive: true })).toMatchObject({ inconclusive: 'true' });
  });

  it('of a device itself name it, also beside another one of its model', () => {
    const battery = { metric: 'battery', value: 'low', attribution: null } as const;
    const both = [delivery({ ...battery, groupId: 'a' }), delivery({ ...battery, groupId: 'b', deviceId: 'd2' })];
    expect(lines(both)).toEqual([
      'withings,account=anna,device=Body+,device_id=d1 battery="low" 1790000000',
      'withings,account=anna,device=Body+,device_id=d2 battery="low" 1790000000',
    ]);
    const session = delivery({ metric: 'last_session', value: 1_790_000_000, attribution: null, deviceModel: null });
    expect(lines([...both, session], false)).toEqual([
      'withings,account=anna,device=d1,device_id=d1 last_session=1790000000 1790000000',
    ]);
  });

  it('leave out what has no value, what is no number, and whoever has no name', () => {
    const odd = [null, Number.NaN, Number.POSITIVE_INFINITY].map((value) => delivery({ value }));
    expect(lines([...odd, delivery({}, { ...ANNA, name: undefined })])).toEqual([]);
  });

  it('hold words and booleans, but no words for a server that would take them for 0', () => {
    const both = [delivery({ metric: 'workout_type', value: 'walk' }), delivery({ metric: 'x', value: true })];
    expect(pointsOf(both, true).map(({ value }) => value)).toEqual(['walk', true]);
    expect(pointsOf(both, false).map(({ value }) => value)).toEqual([true]);
  });

  it('do not overwrite each other when they were taken at one time', () => {
    const tags = pointsOf(
      [
        delivery({ groupId: 'a' }),
        delivery({ groupId: 'b', value: 90 }),
        delivery({ groupId: 'c', value: 91 }),
        delivery({ groupId: 'd', deviceModel: 'Body Scan' }),
        delivery({ groupId: 'e', metric: 'fat_mass' }),
        delivery({ groupId: 'f' }, { userId: '8', name: 'ben' }),
      ],
      true,
    ).map(({ tags: { same_time } }) => same_time);
    expect(tags).toEqual([undefined, '2', '3', undefined, undefined, undefined]);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import type { DaySeries, EcgSeries, NightSeries, SeriesChange } from '../../src/store/series.js';
import type { Store } from '../../src/store/store.js';

/** Anna (7) is known, and the lease is held. */
export function seriesContract(current: () => Store, open: () => Promise<Store>): void {
  describe('series', () => {
    let store: Store;
    beforeEach(() => {
      store = current();
    });
    const NIGHT: NightSeries = {
      ...{ kind: 'night', id: 'n1', start: 1000, end: 2000, device: 'mat' },
      stages: [
        [1000, 1600, 1],
        [1500, 2000, 77],
      ],
      fields: {
        hr: [
          [1000, 60],
          [1060, 58.5],
        ],
      },
    };
    const DAY: DaySeries = {
      ...{ kind: 'day', id: '2026-01-02', start: 0, end: 86_400, device: 'watch' },
      fields: { steps: [10, 20, 30].map((time) => [time, time * 2] as const) },
    };
    const ECG: EcgSeries = {
      ...{ kind: 'ecg', id: '5', start: 1500, end: 1530, device: null },
      ...{ signal: [-12, 40, null, 41], frequency: 300, wearPosition: null },
    };
    const put = (change: SeriesChange) =>
      store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, [{ feed: 'nights', put: [], series: [change] }]);
    const ids = async (kind: 'night' | 'day' | 'ecg', from = 0, to = 99_999) =>
      (await store.series.list('7', kind, from, to)).map(({ id }) => id);

    it('come back as they were', async () => {
      for (const series of [NIGHT, DAY, ECG]) await put({ kind: series.kind, put: [series] });
      const other = await open();
      for (const series of [NIGHT, DAY, ECG]) {
        expect(await other.series.get('7', series.kind, series.id)).toEqual(series);
      }
      expect(await other.series.get('7', 'night', 'none')).toBeUndefined();
    });
    it('are listed by what they touch, the oldest first, without their curves', async () => {
      const later = { ...NIGHT, id: 'n0', start: 3000, end: 3000 };
      await put({ kind: 'night', put: [later, NIGHT] });
      const { stages: _, fields: __, ...head } = NIGHT;
      expect((await store.series.list('7', 'night', 0, 9999))[0]).toEqual(head);
      expect(await ids('night')).toEqual(['n1', 'n0']);
      expect(await ids('night', 1999, 3000)).toEqual(['n1']);
      expect(await ids('night', 2000, 3001)).toEqual(['n0']);
      expect(await ids('day')).toEqual([]);
    });
    it('take the place of what was there in their time', async () => {
      const earlier = { ...NIGHT, id: 'n0', start: 10, end: 20 };
      await put({ kind: 'night', put: [earlier, NIGHT, { ...NIGHT, id: 'n1/watch', device: 'watch' }] });
      await put({ kind: 'night', put: [{ ...NIGHT, id: 'n2', end: 2500 }], instead: { from: 1000, to: 2500 } });
      expect(await ids('night')).toEqual(['n0', 'n2']);
    });
    it('of a day are replaced only where an answer speaks of it', async () => {
      await put({ kind: 'day', put: [DAY] });
      const part = { ...DAY, fields: { steps: [[25, 1] as const], heart_rate: [[21, 70] as const] } };
      await put({ kind: 'day', put: [part], within: { from: 20, to: 30 } });
      expect(await store.series.get('7', 'day', DAY.id)).toEqual({
        ...DAY,
        fields: {
          heart_rate: [[21, 70]],
          steps: [
            [10, 20],
            [25, 1],
            [30, 60],
          ],
        },
      });
      await put({ kind: 'day', put: [{ ...DAY, device: 'other', fields: {} }], within: { from: 0, to: 99 } });
      expect(await store.series.get('7', 'day', DAY.id)).toEqual({ ...DAY, device: null, fields: {} });
    });
    it('are written with the state, or not at all', async () => {
      const bad = { ...ECG, start: Number.NaN };
      const change = { feed: 'nights', put: [], series: [{ kind: 'ecg', put: [ECG, bad] } as const] };
      await expect(
        store.states.commit('7', EMPTY_PERSON, { ...EMPTY_PERSON, zone: 'Europe/Amsterdam' }, [change]),
      ).rejects.toThrow();
      expect(await store.states.load('7')).toEqual(EMPTY_PERSON);
      expect(await ids('ecg')).toEqual([]);
    });
    it('are of one person, and go with them', async () => {
      await put({ kind: 'ecg', put: [ECG] });
      await store.people.put('8', 'ben');
      expect(await store.series.list('8', 'ecg', 0, 9999)).toEqual([]);
      await store.people.remove('7');
      await store.people.put('7', 'anna');
      expect(await ids('ecg')).toEqual([]);
    });
  });
}

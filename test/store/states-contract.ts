import { describe, expect, it } from 'vitest';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import type { Store } from '../../src/store/store.js';
import { event, STATE } from './contract-samples.js';
import { reading } from './samples.js';

/** Anna (7) is known, and the lease is held. */
export function statesContract(store: () => Store, open: () => Promise<Store>): void {
  describe('states', () => {
    it('come back as they were', async () => {
      await store().states.commit('7', EMPTY_PERSON, STATE);
      expect(await (await open()).states.load('7')).toEqual(STATE);
    });
    it('come back under whatever ids they have', async () => {
      const device = { device: { id: 'x' }, readings: {} } as unknown as PersonState['devices'][string];
      const odd = ['\0', '\0a', '', ' ', '"', '\\', "'", 'ä\u2028'];
      const devices = Object.fromEntries(odd.map((id) => [id, device]));
      await store().states.commit('7', EMPTY_PERSON, { ...EMPTY_PERSON, devices });

      expect((await (await open()).states.load('7')).devices).toEqual(devices);
      await store().states.commit('7', { ...EMPTY_PERSON, devices }, EMPTY_PERSON);
      expect((await store().states.load('7')).devices).toEqual({});
    });
    it('follow what changes, and forget what goes', async () => {
      await store().states.commit('7', EMPTY_PERSON, STATE);
      const after: PersonState = {
        ...STATE,
        readings: { height: reading('height', 3) },
        devices: {},
        feeds: { measures: { cursor: 200 } },
        outbox: [STATE.outbox![1]!, event('c')],
      };
      await store().states.commit('7', STATE, after);
      expect(await store().states.load('7')).toEqual(after);
    });
    it('tell of a night with its curves', async () => {
      const night = {
        ...{ start: 1000, end: 2000, deviceId: null, minutes: 1 },
        stages: [[0, 600, 1]],
        curves: { heart_rate: [[0, 60.5]] },
      } as const;
      const state = { ...STATE, outbox: [{ ...event('n'), type: 'night', night }] };
      await store().states.commit('7', EMPTY_PERSON, state);
      expect(await (await open()).states.load('7')).toEqual(state);
    });
    it('tell an event once, however often it is put', async () => {
      await store().states.commit('7', EMPTY_PERSON, STATE);
      await store().states.commit('7', EMPTY_PERSON, STATE);
      expect((await store().states.load('7')).outbox).toHaveLength(2);
    });
    it('are kept by the feeds there are: of one that is gone, what was kept stays and harms nobody', async () => {
      const record = { id: 'r', date: '2026-01-02', start: 1, end: 2, created: 3, modified: 4, data: {} } as never;
      const gone: PersonState = {
        ...{ readings: {}, devices: {}, zoneFrom: { feed: 'moods', at: 5 } },
        ...{ feeds: { moods: { cursor: 1 } }, records: { moods: [record] } },
      };
      await store().states.commit('7', EMPTY_PERSON, gone);
      const before = await store().states.load('7');
      expect(before).toEqual(gone);
      const after = { ...before, records: { ...before.records, sleep: [record] } };
      await store().states.commit('7', before, after);
      expect(await store().states.load('7')).toEqual(after);
    });
    it('of nobody are none', async () => {
      await expect(store().states.load('8')).rejects.toThrow('knows no Withings user 8');
      await expect(store().states.commit('8', EMPTY_PERSON, STATE)).rejects.toThrow('knows no Withings user 8');
    });
    it('keep the archive beside them: all or nothing', async () => {
      const bad = { ...reading('weight', 6), takenAt: Number.NaN };
      await expect(
        store().states.commit('7', EMPTY_PERSON, STATE, [{ feed: 'measures', put: [reading('weight', 5), bad] }]),
      ).rejects.toThrow();
      expect(await store().states.load('7')).toEqual(EMPTY_PERSON);
      expect(await store().states.readings('7', 'weight', 0, 1000)).toEqual([]);
    });
  });
}

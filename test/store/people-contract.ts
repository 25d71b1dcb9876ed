import { describe, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import type { Store } from '../../src/store/store.js';
import { LOGIN, STATE } from './contract-samples.js';
import { reading } from './samples.js';

/** Anna (7) is known, and the lease is held. */
export function peopleContract(store: () => Store): void {
  describe('people', () => {
    it('are known by their id, under a name that can change', async () => {
      await store().people.put('7', 'anne');
      expect(await store().people.list()).toEqual([{ userId: '7', name: 'anne' }]);
    });
    it('keep everything when they are renamed', async () => {
      await store().logins.save('7', LOGIN);
      await store().states.commit('7', EMPTY_PERSON, STATE);
      await store().people.put('7', 'anne');
      expect(await store().logins.of('7')).toEqual(LOGIN);
      expect(await store().states.load('7')).toEqual(STATE);
    });
    it('do not share a name', async () => {
      await expect(store().people.put('8', 'anna')).rejects.toThrow(
        'account anna belongs to the Withings user 7 already',
      );
    });
    it('can be left without a name', async () => {
      await store().people.unname('anna');
      await store().people.put('8', 'anna');
      expect(await store().people.list()).toEqual([
        { userId: '7', name: undefined },
        { userId: '8', name: 'anna' },
      ]);
    });
    it('can turn out to be somebody', async () => {
      await store().logins.save('7', LOGIN);
      await store().people.identify('7', '9');
      expect(await store().logins.of('9')).toEqual({ ...LOGIN, userId: '9' });
      expect(await store().logins.of('7')).toBeUndefined();
    });
    it('leave nothing behind', async () => {
      await store().logins.save('7', LOGIN);
      await store().states.commit('7', EMPTY_PERSON, STATE, [{ feed: 'measures', put: [reading('weight', 5)] }]);
      await store().settings.put('calendar_secret/7', 'secret');
      await store().settings.put('calendar_secret/8', 'other');
      await store().statistics.put('7', 'weight', { since: 3600, late: [] });
      await store().statistics.setDue('7', '2020-01-01');
      await store().people.remove('7');
      await store().people.put('7', 'anna');
      expect(await store().settings.get('calendar_secret/7')).toBeUndefined();
      expect(await store().settings.get('calendar_secret/8')).toBe('other');
      expect(await store().statistics.spans('7')).toEqual(new Map());
      expect(await store().statistics.due('7')).toBeUndefined();
      expect(await store().logins.of('7')).toBeUndefined();
      expect(await store().states.load('7')).toEqual(EMPTY_PERSON);
      expect(await store().states.readings('7', 'weight', 0, 1000)).toEqual([]);
    });
    it('are apart', async () => {
      await store().people.put('8', 'ben');
      await store().states.commit('7', EMPTY_PERSON, STATE, [{ feed: 'measures', put: [reading('weight', 5)] }]);
      expect(await store().states.load('8')).toEqual(EMPTY_PERSON);
      expect(await store().states.readings('8', 'weight', 0, 1000)).toEqual([]);
    });
  });
}

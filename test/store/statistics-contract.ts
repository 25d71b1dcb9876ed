import { beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import { type ArchiveChange, NOTHING_DUE, type Store } from '../../src/store/store.js';
import { reading } from './samples.js';

/** Anna (7) is known, and the lease is held. */
export function statisticsContract(current: () => Store): void {
  describe('notes about statistics', () => {
    let store: Store;
    beforeEach(() => {
      store = current();
    });
    it('are kept by person and metric', async () => {
      const span = { since: 3600, late: [7200], base: { sum: 4, firstDay: '2026-01-02' } };
      await store.people.put('8', 'ben');
      await store.statistics.put('7', 'weight', { since: 1, late: [] });
      await store.statistics.put('7', 'weight', span);
      await store.statistics.put('8', 'weight', { since: 2, late: [] });
      expect(await store.statistics.spans('7')).toEqual(new Map([['weight', span]]));
      expect(await store.statistics.spans('8')).toEqual(new Map([['weight', { since: 2, late: [] }]]));
      await expect(store.statistics.put('9', 'weight', span)).rejects.toThrow('9');
    });
    it('say what is due', async () => {
      expect(await store.statistics.due('7')).toBeUndefined();
      await store.statistics.setDue('7', '2020-01-01');
      expect(await store.statistics.due('7')).toMatchObject({ since: '2020-01-01' });
      await store.statistics.setDue('7', undefined);
      expect(await store.statistics.due('7')).toBeUndefined();
    });
    it('say that nothing is due, unless something has become due meanwhile', async () => {
      await store.statistics.setDue('7', '2020-01-01');
      const before = (await store.statistics.due('7'))!;
      await store.statistics.setDue('7', '2020-01-01');
      await store.statistics.settle('7', before);
      expect(await store.statistics.due('7')).toMatchObject({ since: '2020-01-01' });
      await store.statistics.settle('7', (await store.statistics.due('7'))!);
      expect(await store.statistics.due('7')).toMatchObject({ since: NOTHING_DUE });
    });
    it('become due with a change of the archive that is late, once somebody has said that they are wanted', async () => {
      const day = (date: string) => Date.parse(`${date}T08:00:00Z`) / 1000;
      const late = day('2026-03-05');
      const put = async (takenAt: number, more: Partial<ArchiveChange> = {}) => {
        const { due } = await store.states.commit(
          '7',
          EMPTY_PERSON,
          EMPTY_PERSON,
          [{ feed: 'measures', put: [reading('weight', takenAt, 70.5, String(takenAt))], ...more }],
          late,
        );
        return due;
      };
      expect(await put(day('2026-02-01'))).toBe(false);
      await store.statistics.setDue('7', NOTHING_DUE);

      expect(await put(day('2026-02-01'))).toBe(false);
      expect(await put(late)).toBe(false);
      expect(await put(late - 3600, { daily: true })).toBe(false);
      const used = { feed: 'devices', put: [reading('last_session', day('2026-01-05'), 5, 'devices/d1')] };
      expect(await put(0, used)).toBe(false);
      expect(await put(day('2026-03-03'))).toBe(true);
      expect(await store.statistics.due('7')).toMatchObject({ since: '2026-02-28' });
      expect(await put(day('2026-03-04'))).toBe(true);
      expect(await store.statistics.due('7')).toMatchObject({ since: '2026-02-28' });
      const gone = { put: [], groups: [String(day('2026-02-01'))] };
      expect(await put(0, gone)).toBe(true);
      expect(await store.statistics.due('7')).toMatchObject({ since: '2026-01-29' });
    });
  });
}

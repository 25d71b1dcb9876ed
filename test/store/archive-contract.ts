import { describe, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import type { ArchiveChange, Store } from '../../src/store/store.js';
import { reading } from './samples.js';

const TEN = { takenAt: 10, lastReset: 10 };

/** Anna (7) is known, and the lease is held. */
export function archiveContract(store: () => Store): void {
  describe('the archive', () => {
    it('gives the readings of a time, oldest first, whatever their values are', async () => {
      const put = [
        reading('weight', 30, null),
        reading('weight', 10, 'walk'),
        reading('weight', 20, true),
        reading('weight', 40),
      ];
      await store().states.commit('7', EMPTY_PERSON, EMPTY_PERSON, [{ feed: 'measures', put }]);
      expect(await store().states.readings('7', 'weight', 10, 40)).toEqual([put[1], put[2], put[0]]);
      expect(await store().states.readings('7', 'weight', 10, 40, 2)).toEqual([put[1], put[2]]);
    });
    it('keeps numbers to their last digit, and words and marks whatever is in them', async () => {
      const values = [0.1 + 0.2, 1e21, 5e-324, -1.5, 0, true, false, null, 'NaN', 'ä"\\'];
      const put = values.map((value, index) => reading('weight', index + 1, value));
      await archive({ put });
      expect(await kept('weight')).toEqual(put);
    });
    it('keeps the zone in which something was taken, and writes what had none before with it', async () => {
      const before = reading('sleep_start', 10, 1, 'n');
      await archive({ put: [before] });
      const put = [{ ...before, zone: 'Europe/Berlin' }];
      await archive({ put });
      expect(await kept('sleep_start')).toEqual(put);
    });
    it('takes the last of what is put twice at one place', async () => {
      await archive({ put: [reading('weight', 10, 70), reading('weight', 10, 71)] });
      expect(await kept('weight')).toEqual([reading('weight', 10, 71)]);
    });
    it('says what there is of each metric', async () => {
      await archive({ put: [reading('weight', 10), reading('weight', 30), reading('fat_mass', 20)] });
      expect(await store().states.extents('7')).toEqual(
        new Map([
          ['weight', { first: 10, last: 30, count: 2 }],
          ['fat_mass', { first: 20, last: 20, count: 1 }],
        ]),
      );
    });
    it('knows the newest reading before a time', async () => {
      await archive({ put: [10, 30, 20].map((time) => reading('weight', time)) });
      await archive({ put: [reading('fat_mass', 90)] });
      const newest = (before: number, metric = 'weight') => store().states.newest('7', metric, before);
      expect(await newest(Number.MAX_SAFE_INTEGER)).toBe(30);
      expect([await newest(31), await newest(30), await newest(11), await newest(10)]).toEqual([30, 20, 10, undefined]);
      expect(await newest(99, 'muscle_mass')).toBeUndefined();
    });
    it('says of which metrics it has changed', async () => {
      const of = async (change: Parameters<typeof archive>[0]) => [...(await archive(change)).metrics].sort();
      const put = [reading('weight', 10, 70, 'g'), reading('fat_mass', 10, 12, 'g'), reading('no_metric', 10, 1, 'g')];
      expect(await of({ put, groups: ['g'] })).toEqual(['fat_mass', 'weight']);
      expect(await of({ put, groups: ['g'] })).toEqual([]);
      expect(await of({ put: [reading('weight', 10, 71, 'g')] })).toEqual(['weight']);
      expect(await of({ put: put.slice(0, 1), groups: ['g'] })).toEqual(['fat_mass', 'weight']);
      expect(await of({ put: [], window: { from: 0, to: 99, groups: new Set(['h']) } })).toEqual(['weight']);
    });
    it('takes back what an edited group does not repeat', async () => {
      const put = [reading('weight', 10, 70, 'g'), reading('fat_mass', 10, 12, 'g'), reading('weight', 20, 71, 'h')];
      await archive({ put });
      const edited = reading('weight', 11, 69, 'g');
      await archive({ put: [edited], groups: ['g'] });
      expect(await kept('weight')).toEqual([edited, put[2]]);
      expect(await kept('fat_mass')).toEqual([]);
    });
    it('leaves a group where it stands when that is wanted, and puts one that is new where it says', async () => {
      const steps = (day: string, time: number, value: number) => ({
        ...reading('activity_steps', time, value, `activity/${day}`),
        ...{ createdAt: 1, modifiedAt: 2, lastReset: time },
      });
      const rate = (day: string, time: number) => ({
        ...steps(day, time, 60),
        metric: 'activity_heart_rate_average',
      });
      const put = (readings: readonly ReturnType<typeof steps>[], more: Partial<ArchiveChange> = {}) => {
        const groups = readings.map(({ groupId }) => groupId!);
        return archive({ feed: 'activity', put: readings, groups, daily: true, ...more });
      };
      const [first, corrected] = [steps('a', 10, 5000), steps('a', 16, 6000)];
      await put([first]);
      // A night of another feed that is called the same.
      await archive({ feed: 'sleep', put: [reading('nap_duration', 3, 30, 'activity/a')] });

      expect((await put([steps('a', 16, 5000)], { inPlace: true })).metrics).toEqual(new Set());
      await put([corrected, rate('a', 16), steps('b', 40, 70)], { inPlace: true });

      expect(await kept('activity_steps')).toEqual([{ ...corrected, ...TEN }, steps('b', 40, 70)]);
      expect(await kept('activity_heart_rate_average')).toEqual([{ ...rate('a', 16), ...TEN }]);
      await put([corrected]);
      expect(await kept('activity_steps')).toEqual([corrected, steps('b', 40, 70)]);
      expect(await kept('activity_heart_rate_average')).toEqual([]);
    });
    it('leaves alone what another feed keeps under the same id', async () => {
      const nap = reading('nap_duration', 10, 30, 'g');
      await archive({ put: [reading('weight', 10, 70, 'g')] });
      await archive({ feed: 'sleep', put: [nap], groups: ['g'] });
      expect(await kept('weight')).toHaveLength(1);
      await archive({ put: [], groups: ['g'], window: { from: 0, to: 99, groups: new Set() } });
      expect(await kept('weight')).toEqual([]);
      expect(await kept('nap_duration')).toEqual([nap]);
    });
    it('takes back what a window does not list, and nothing outside of it', async () => {
      const put = [5, 10, 19, 20].map((time) => reading('weight', time));
      await archive({ put });
      await archive({ put: [], window: { from: 10, to: 20, groups: new Set(['g19']) } });
      expect(await kept('weight')).toEqual([put[0], put[2], put[3]]);
    });
    it('takes a reading that says something else at the same place', async () => {
      await archive({ put: [reading('weight', 10, 70)] });
      const edited = {
        ...reading('weight', 10, 69),
        modifiedAt: 50,
        attribution: 2,
        lastReset: 4,
        inconclusive: true,
      } as const;
      await archive({ put: [edited] });
      expect(await kept('weight')).toEqual([edited]);
    });
    it('takes changes that are made while they are asked for', async () => {
      function* changes() {
        yield { feed: 'measures', put: [reading('weight', 10)] };
        yield { feed: 'measures', put: [reading('weight', 20)] };
      }
      await store().states.commit('7', EMPTY_PERSON, EMPTY_PERSON, changes());
      expect(await kept('weight')).toHaveLength(2);
    });

    const archive = (change: Omit<ArchiveChange, 'feed'> & { readonly feed?: string }) =>
      store().states.commit('7', EMPTY_PERSON, EMPTY_PERSON, [{ feed: 'measures', ...change }]);
    const kept = (metric: string) => store().states.readings('7', metric, 0, 99);
  });
}

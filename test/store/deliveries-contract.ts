import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../src/metrics/reading.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import type { ArchiveChange, Store } from '../../src/store/store.js';

const PLACE = 'influx http://a health';

function reading(metric: string, takenAt: number, value: Reading['value'] = 70.5, groupId = `g${takenAt}`): Reading {
  return {
    ...{ metric, value, unit: 'kg', takenAt, createdAt: takenAt, modifiedAt: takenAt, attribution: 0 },
    ...{ deviceId: 'scale', deviceModel: 'Body+', groupId, source: 'getmeas/1' },
  };
}

/** Anna (7) is known, and the lease is held. */
export function deliveriesContract(current: () => Store, open: () => Promise<Store>): void {
  describe('what is still to be delivered', () => {
    let store: Store;
    beforeEach(() => {
      store = current();
    });
    const put = (...readings: Reading[]) => change({ put: readings });
    const change = (what: Omit<ArchiveChange, 'feed'>, userId = '7') =>
      store.states.commit(userId, EMPTY_PERSON, EMPTY_PERSON, [{ feed: 'measures', ...what }]);

    /** All there is, acknowledged page by page, as `account metric time value`. */
    async function drain(destination = PLACE): Promise<string[]> {
      const found: string[] = [];
      for (let page = await store.deliveries.next(destination); page; page = await store.deliveries.next(destination)) {
        found.push(...page.deliveries.map(shown));
        await page.acknowledge();
      }
      return found;
    }

    it('is nothing as long as no destination is registered', async () => {
      await put(reading('weight', 10));
      await expect(store.deliveries.next(PLACE)).rejects.toThrow('nobody has registered');
    });

    it('is the archive first, each reading once, and then what changes', async () => {
      await put(reading('weight', 20, 71), reading('weight', 10, 70), reading('height', 10, 1.7));
      await store.deliveries.register([PLACE]);
      expect(new Set(await drain())).toEqual(new Set(['anna weight 10 70', 'anna weight 20 71', 'anna height 10 1.7']));
      expect(await drain()).toEqual([]);
      await put(reading('weight', 20, 71), reading('weight', 30, 72));
      expect(await drain()).toEqual(['anna weight 30 72']);
    });

    it('is the whole reading, and whose it is', async () => {
      const one = { ...reading('weight', 10), inconclusive: true } as const;
      await put(one);
      await store.deliveries.register([PLACE]);
      const page = await store.deliveries.next(PLACE);
      expect(page?.deliveries).toEqual([{ person: { userId: '7', name: 'anna' }, reading: one }]);
    });

    it('comes again until it is acknowledged, also to the process after this one', async () => {
      await put(reading('weight', 10, 70));
      await store.deliveries.register([PLACE]);
      const page = await store.deliveries.next(PLACE);
      expect((await store.deliveries.next(PLACE))?.deliveries).toEqual(page?.deliveries);

      await store.lease.release();
      store = await open();
      await store.lease.acquire({ host: 'box', pid: 2, since: 0 });
      await store.deliveries.register([PLACE]);
      await put(reading('weight', 11, 71));
      expect(await drain()).toEqual(['anna weight 10 70', 'anna weight 11 71']);
    });

    it.each(['walk', 'changes'])('keeps what changes while a page of the %s is on its way', async (part) => {
      if (part === 'changes') await store.deliveries.register([PLACE]);
      await put(reading('weight', 10, 70));
      await store.deliveries.register([PLACE]);
      const page = await store.deliveries.next(PLACE);
      await put(reading('weight', 10, 69), reading('weight', 5, 68));
      await page?.acknowledge();
      expect(page?.deliveries.map(shown)).toEqual(['anna weight 10 70']);
      expect((await drain()).sort()).toEqual(['anna weight 10 69', 'anna weight 5 68']);
    });

    it('gives once what has changed ahead of the walk', async () => {
      await put(reading('weight', 10, 70));
      await store.deliveries.register([PLACE]);
      await put(reading('weight', 20, 71));
      expect(await drain()).toEqual(['anna weight 10 70', 'anna weight 20 71']);
    });

    it('comes in pages of at most 1,000 places', async () => {
      await put(...Array.from({ length: 2500 }, (_, index) => reading('weight', index + 1)));
      await store.deliveries.register([PLACE]);
      const sizes: number[] = [];
      const rest = async () => {
        for (let page = await store.deliveries.next(PLACE); page; page = await store.deliveries.next(PLACE)) {
          sizes.push(page.deliveries.length);
          await page.acknowledge();
        }
      };
      await rest();
      await put(...Array.from({ length: 1001 }, (_, index) => reading('height', index + 1)));
      await rest();
      expect(sizes).toEqual([1000, 1000, 500, 1000, 1]);
    });

    it('has all that was taken at one time, though only one of it is new or one of it is gone', async () => {
      await store.deliveries.register([PLACE]);
      await put(reading('weight', 10, 70, 'b'));
      expect(await drain()).toEqual(['anna weight 10 70']);
      await put(reading('weight', 10, 90, 'a'));
      expect(await drain()).toEqual(['anna weight 10 90', 'anna weight 10 70']);
      await change({ put: [], groups: ['a'] });
      expect(await drain()).toEqual(['anna weight 10 70']);
      await change({ put: [], groups: ['b'] });
      expect((await store.deliveries.next(PLACE))?.deliveries).toEqual([]);
    });

    it('is apart for each destination, and forgotten with it', async () => {
      await put(reading('weight', 10, 70));
      await store.deliveries.register([PLACE, 'other']);
      expect(await drain()).toEqual(['anna weight 10 70']);
      await put(reading('weight', 20, 71));
      expect(await drain('other')).toEqual(['anna weight 10 70', 'anna weight 20 71']);
      await store.deliveries.register(['other']);
      await put(reading('weight', 30, 72));
      await expect(store.deliveries.next(PLACE)).rejects.toThrow();
      await store.deliveries.register(['other', PLACE]);
      expect(await drain()).toEqual(['anna weight 10 70', 'anna weight 20 71', 'anna weight 30 72']);
      expect(await drain('other')).toEqual(['anna weight 30 72']);
    });

    it('goes with the person', async () => {
      await store.people.put('8', 'ben');
      await store.deliveries.register([PLACE]);
      await put(reading('weight', 10, 70));
      await change({ put: [reading('weight', 10, 80)] }, '8');
      await store.people.remove('7');
      expect(await drain()).toEqual(['ben weight 10 80']);
    });

    it('is nothing of a transaction that failed', async () => {
      await store.deliveries.register([PLACE]);
      expect(await drain()).toEqual([]);
      await expect(put(reading('weight', 10), reading('weight', Number.NaN))).rejects.toThrow();
      expect(await drain()).toEqual([]);
    });

    it('can be all of it once more', async () => {
      await put(reading('weight', 10, 70));
      await store.deliveries.register([PLACE]);
      await drain();
      await put(reading('weight', 20, 71));
      await store.deliveries.again(PLACE);
      expect(await drain()).toEqual(['anna weight 10 70', 'anna weight 20 71']);
    });

    it('knows the oldest number of somebody with a name', async () => {
      expect(await store.deliveries.oldest()).toBeUndefined();
      await store.people.put('8', 'ben');
      await change({ put: [reading('weight', 1)] }, '8');
      await store.people.unname('ben');
      await put(
        reading('weight', 20),
        reading('height', 10, 1.7),
        reading('workout_type', 5, 'walk'),
        reading('x', 4, true),
      );
      expect(shown((await store.deliveries.oldest())!)).toBe('anna height 10 1.7');
    });

    it('belongs to who holds the lease', async () => {
      await put(reading('weight', 10));
      await store.deliveries.register([PLACE]);
      const page = await store.deliveries.next(PLACE);
      await store.lease.release();
      await expect(page?.acknowledge()).rejects.toThrow();
      await expect(store.deliveries.register([])).rejects.toThrow();
    });

    it('brings the newest of every place to the destination, whatever happens in between', async () => {
      const step = fc.oneof(
        fc.record({
          kind: fc.constant('put' as const),
          at: fc.integer({ min: 1, max: 5 }),
          value: fc.integer({ min: 1, max: 3 }),
        }),
        fc.record({ kind: fc.constant('fetch' as const) }),
        fc.record({ kind: fc.constant('acknowledge' as const) }),
        fc.record({ kind: fc.constant('again' as const) }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          await store.deliveries.register([]);
          await change({ put: [], window: { from: 0, to: 99, groups: new Set() } });
          await store.deliveries.register([PLACE]);
          const wanted = new Map<number, unknown>();
          const got = new Map<number, unknown>();
          let page = await store.deliveries.next(PLACE);
          for (const one of steps) {
            if (one.kind === 'put') {
              wanted.set(one.at, one.value);
              await put(reading('weight', one.at, one.value));
            } else if (one.kind === 'again') {
              await store.deliveries.again(PLACE);
              page = undefined;
            } else if (one.kind === 'fetch' || !page) page = await store.deliveries.next(PLACE);
            else {
              for (const {
                reading: { takenAt, value },
              } of page.deliveries)
                got.set(takenAt, value);
              await page.acknowledge();
              page = undefined;
            }
          }
          for (const line of await drain()) got.set(Number(line.split(' ')[2]), Number(line.split(' ')[3]));
          expect(new Map([...got].sort())).toEqual(new Map([...wanted].sort()));
        }),
        { numRuns: 30 },
      );
    });
  });
}

function shown({
  person,
  reading: { metric, takenAt, value },
}: {
  readonly person: { readonly name: string | undefined };
  readonly reading: Reading;
}): string {
  return `${person.name} ${metric} ${takenAt} ${value}`;
}

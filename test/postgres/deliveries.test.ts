import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import { type Database, openDatabase } from '../../src/store/postgres/database.js';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import type { DeliveryPage, Store } from '../../src/store/store.js';
import { reading } from '../store/samples.js';
import { startPostgres, type TestDatabase } from './server.js';

const PLACE = 'influx';

describe('deliveries of a store that many write to', () => {
  let place: TestDatabase;
  let store: Store;
  let database: Database;
  beforeEach(async () => {
    place = await startPostgres();
    store = await openPostgresStore({ address: place.address, sleep: async () => {} });
    await store.lease.acquire({ host: 'box', pid: 1, since: 0 });
    for (const [id, name] of [
      ['7', 'anna'],
      ['8', 'ben'],
    ] as const)
      await store.people.put(id, name);
    database = openDatabase({ address: place.address });
  });
  afterEach(async () => {
    await Promise.all([store.close(), database.close()]);
    await place.remove();
  });
  const put = (userId: string, ...times: number[]) =>
    store.states.commit(
      userId,
      EMPTY_PERSON,
      EMPTY_PERSON,
      times.map((time) => ({ feed: 'measures', put: [reading('weight', time, time + 0.5)] })),
    );
  const times = (page: DeliveryPage | undefined) => page?.deliveries.map(({ reading: { takenAt } }) => takenAt);
  async function drain(): Promise<number[]> {
    const all: number[] = [];
    for (let page = await store.deliveries.next(PLACE); page; page = await store.deliveries.next(PLACE)) {
      all.push(...(times(page) ?? []));
      await page.acknowledge();
    }
    return all;
  }
  const waiting = async () => (await place.admin(WAITING)).rowCount;

  it.each(['walk', 'changes'])(
    'keep what got its number before a page of the %s, and was written after it',
    async (part) => {
      await store.deliveries.register([PLACE]);
      await put('7', 50);
      await place.admin('update reading set number = 1');
      if (part === 'walk') await store.deliveries.again(PLACE);
      else await drain();
      const holding = await database.begin();
      await holding.run('select from reading for update');
      const slow = put('7', 40, 50);
      await expect.poll(waiting).toBe(1);
      await put('8', 60);

      const page = await store.deliveries.next(PLACE);
      expect(times(page)).not.toContain(40);
      await holding.commit();
      await slow;
      await page?.acknowledge();
      expect(await drain()).toEqual([40, 50]);
    },
  );

  it('have what is being written while a destination comes', async () => {
    await put('7', 50);
    await place.admin('update reading set number = 1');
    const holding = await database.begin();
    await holding.run('select from reading for update');
    const slow = put('7', 40, 50);
    await expect.poll(waiting).toBe(1);
    const registering = store.deliveries.register([PLACE]);
    await expect.poll(waiting).toBe(2);
    await holding.commit();
    await Promise.all([slow, registering]);
    expect(times(await store.deliveries.next(PLACE))).toEqual([40, 50]);
  });

  it('begin anew where that is wanted while a page of the walk is on its way', async () => {
    await put('7', 40);
    await store.deliveries.register([PLACE]);
    const first = await store.deliveries.next(PLACE);
    await first?.acknowledge();
    await put('7', 50);
    await store.deliveries.again(PLACE);
    const page = await store.deliveries.next(PLACE);
    await page?.acknowledge();
    expect(times(page)).toEqual([40, 50]);
    expect(await store.deliveries.next(PLACE)).toBeUndefined();
  });
});

const WAITING = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

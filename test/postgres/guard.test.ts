import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import { createAnnounced } from '../../src/store/postgres/announced.js';
import { type Database, openDatabase } from '../../src/store/postgres/database.js';
import { createGuard } from '../../src/store/postgres/guard.js';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import { createOwnClaims } from '../../src/store/postgres/own-claims.js';
import { createStates } from '../../src/store/postgres/states.js';
import type { AnnouncedTopic, Store } from '../../src/store/store.js';
import { startPostgres, type TestDatabase } from './server.js';

const ZONED = { ...EMPTY_PERSON, zone: 'Europe/Amsterdam' };
const OWNER = { host: 'box', pid: 1, since: 0 };

describe('among several bridges', () => {
  let place: TestDatabase;
  let store: Store;
  let database: Database;
  beforeEach(async () => {
    place = await startPostgres();
    store = await openPostgresStore({ address: place.address, sleep: async () => {} });
    await store.people.put('7', 'anna');
    await store.people.put('8', 'ben');
    database = openDatabase({ address: place.address });
  });
  afterEach(async () => {
    await Promise.all([store.close(), database.close()]);
    await place.remove();
  });

  /** A bridge that has a person, as its claims say. */
  async function bridge(id: string) {
    const claims = createOwnClaims();
    const guard = createGuard({ place: database.place, leaseEpoch: () => undefined, claims });
    await database.run("insert into bridge (id, host, pid, version, passed) values ($1, 'box', 1, '1', 0)", id);
    claims.join(id);
    return {
      claims,
      states: createStates(database, guard),
      announced: createAnnounced(database, guard, claims),
      async take(userId: string) {
        const row = await database.get(
          'update person set epoch = epoch + 1 where user_id = $1 returning epoch',
          userId,
        );
        claims.hold(userId, Number(row?.epoch));
      },
    };
  }

  const topic = (name: string, userId?: string) =>
    ({ topic: name, kind: 'value', userId, device: undefined }) satisfies AnnouncedTopic;

  it('each writes of those it has, and of nobody else', async () => {
    const one = await bridge('one');
    await one.take('7');
    await one.states.commit('7', EMPTY_PERSON, ZONED);
    await expect(one.states.commit('8', EMPTY_PERSON, ZONED)).rejects.toThrow('has taken over');
    await one.announced.note([topic('a/weight', '7')]);
    await expect(one.announced.note([topic('a/weight', '7'), topic('b/weight', '8')])).rejects.toThrow('taken over');
    await expect(one.announced.forget(['b/weight', 'a/weight'])).resolves.toBeUndefined();
    expect((await store.states.load('7')).zone).toBe('Europe/Amsterdam');
  });

  it('one that stood still writes nothing of a person whom another one has taken', async () => {
    const [frozen, other] = [await bridge('frozen'), await bridge('other')];
    await frozen.take('7');
    await other.take('7');
    await expect(frozen.states.commit('7', EMPTY_PERSON, ZONED)).rejects.toThrow('this one writes nothing more');
    await expect(frozen.announced.note([topic('a', '7')])).rejects.toThrow('this one writes nothing more');
    await other.states.commit('7', EMPTY_PERSON, { ...EMPTY_PERSON, zone: 'UTC' });
    await expect(frozen.announced.forget(['a'])).resolves.toBeUndefined();
    expect(await store.states.load('7')).toEqual({ ...EMPTY_PERSON, zone: 'UTC' });
  });

  it('one who takes a person waits for a commit that is under way', async () => {
    const [one, other] = [await bridge('one'), await bridge('other')];
    await one.take('7');
    const holding = await database.begin();
    await one.states.commit('7', EMPTY_PERSON, ZONED);
    await holding.run("select from state where part = 'notes' for update");
    const writing = one.states.commit('7', ZONED, { ...ZONED, zone: 'UTC' });
    await expect.poll(async () => (await place.admin(WAITING)).rowCount).toBe(1);
    const taking = other.take('7').then(async () => (await store.states.load('7')).zone);
    await expect.poll(async () => (await place.admin(WAITING)).rowCount).toBe(2);
    await holding.commit();
    await writing;
    expect(await taking).toBe('UTC');
    await expect(one.states.commit('7', ZONED, EMPTY_PERSON)).rejects.toThrow('has taken over');
  });

  it("what is nobody's is written by any that lives, and by none that was buried", async () => {
    const one = await bridge('one');
    const topics = [topic('bridge/state')];
    await one.announced.note(topics);
    await database.run('update bridge set buried = true');
    await expect(one.announced.note(topics)).rejects.toThrow('has taken over');
    await expect(one.announced.forget(['bridge/state'])).rejects.toThrow('has taken over');
    one.claims.leave();
    await expect(one.announced.note([])).rejects.toThrow('has taken over');
  });

  it('what is left of somebody who is gone is taken away by any that lives, and nothing is added to it', async () => {
    const one = await bridge('one');
    await one.take('7');
    await one.announced.note([topic('gone/weight', '7')]);
    await store.people.remove('7');
    await expect(one.announced.note([topic('gone/height', '7')])).rejects.toThrow('has taken over');
    await expect(one.states.commit('7', EMPTY_PERSON, ZONED)).rejects.toThrow('has taken over');
    expect(await store.announced.of('7')).toHaveLength(1);
    await one.announced.forget(['gone/weight']);
    expect(await store.announced.of('7')).toEqual([]);
  });

  it('whom a turn finds to be somebody else goes on to be written of by it', async () => {
    const one = await bridge('one');
    await one.take('7');
    await database.run("update person set user_id = '70' where user_id = '7'");
    one.claims.rename('7', '70');
    await one.announced.note([topic('anna/weight', '7')]);
    expect(await store.announced.of('70')).toMatchObject([{ topic: 'anna/weight' }]);
  });

  it('nobody has the store alone while one of them lives', async () => {
    await bridge('one');
    await expect(store.lease.acquire(OWNER)).rejects.toThrow(/another withings2mqtt \(pid 1 on box, since 2/);
    await database.run('update bridge set buried = true');
    await store.lease.acquire(OWNER);
  });

  it('whoever has the store alone and gives no sign loses it to the next, and writes nothing more', async () => {
    const next = await openPostgresStore({ address: place.address, sleep: async () => {} });
    await store.lease.acquire(OWNER);
    await place.admin("update lease set beaten_at = clock_timestamp() - interval '8 seconds'");
    await expect(next.lease.acquire(OWNER)).rejects.toThrow('stop it first');
    await place.admin("update lease set beaten_at = clock_timestamp() - interval '60 seconds'");
    expect(await next.lease.holder()).toBeUndefined();
    await next.lease.acquire({ ...OWNER, pid: 2 });
    expect(await store.lease.isHeld()).toBe(false);
    await expect(store.states.commit('7', EMPTY_PERSON, ZONED)).rejects.toThrow('has taken over');
    await store.lease.release();
    expect(await next.lease.isHeld()).toBe(true);
    await next.close();
  });
});

const WAITING = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/index.js';
import type { Store } from '../../src/store/store.js';
import { startPostgres, type TestDatabase } from './server.js';

const LOGIN = { userId: '7', accessToken: 'access', refreshToken: 'refresh', expiresAt: 5, scope: 'user.metrics' };

describe('sealed logins', () => {
  let place: TestDatabase;
  const opened: Store[] = [];
  const open = async (storeKey?: string) => {
    const store = await openPostgresStore({ address: place.address, storeKey, sleep: (ms) => sleep(ms) });
    opened.push(store);
    return store;
  };
  const dump = async () => JSON.stringify((await place.admin('select * from login, setting')).rows);
  beforeEach(async () => {
    place = await startPostgres();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    await place.remove();
  });

  it.each([
    ['words', 'correct horse battery staple'],
    ['hex', randomBytes(32).toString('hex')],
    ['base64', randomBytes(32).toString('base64')],
  ])('show nothing to who has the database, and open with a key of %s', async (_, key) => {
    const store = await open(key);
    await store.people.put('7', 'anna');
    await store.logins.save('7', LOGIN);
    expect(await dump()).not.toMatch(/"access_token":"|refresh"/);
    expect(await (await open(` ${key}\n`)).logins.of('7')).toEqual(LOGIN);
  });

  it('are refreshed, and follow who turns out to be somebody', async () => {
    const store = await open('key');
    await store.people.put('unknown:anna', 'anna');
    await store.logins.save('unknown:anna', LOGIN);
    await store.logins.exclusively('unknown:anna', async (login) => {
      expect(login?.refreshToken).toBe('refresh');
      await store.people.identify('unknown:anna', '7');
      await store.logins.save('7', { ...LOGIN, refreshToken: 'next' });
    });
    expect((await store.logins.of('7'))?.refreshToken).toBe('next');
  });

  it('are not opened without the key, nor with another one, and stay as they are', async () => {
    const store = await open('key');
    await store.people.put('7', 'anna');
    await store.logins.save('7', LOGIN);
    const before = await dump();
    await expect(open()).rejects.toThrow(/the logins in .* are sealed; give the store_key that they were sealed with/);
    await expect(open('other')).rejects.toThrow(/are sealed with another store_key than the one given/);
    expect(await dump()).toBe(before);
    expect(await store.logins.of('7')).toEqual(LOGIN);
  });

  it('begin with the next save where the key is given later', async () => {
    await (await open()).people.put('7', 'anna');
    await opened[0]?.logins.save('7', LOGIN);
    const store = await open('key');
    expect(await store.logins.of('7')).toEqual(LOGIN);
    expect(await dump()).toContain('"access_token":"access"');
    await store.logins.save('7', LOGIN);
    expect(await dump()).not.toContain('"access_token":"access"');
    // One that was open before, and knows no key.
    await expect(opened[0]?.logins.of('7')).rejects.toThrow('give the store_key');
  });

  it('of one person are of no use in the place of another', async () => {
    const store = await open('key');
    for (const [id, name] of [
      ['7', 'anna'],
      ['8', 'ben'],
    ] as const) {
      await store.people.put(id, name);
      await store.logins.save(id, { ...LOGIN, userId: id });
    }
    await place.admin('update login set sealed = (select sealed from login order by person limit 1)');
    await expect(store.logins.of('8')).rejects.toThrow(/cannot be opened with this store_key, or belongs elsewhere/);
  });
});

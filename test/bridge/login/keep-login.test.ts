import { describe, expect, it } from 'vitest';
import { keepLogin } from '../../../src/bridge/login/keep-login.js';
import type { Store } from '../../../src/store/store.js';
import { withFolder } from '../../folder.js';
import { withStore } from '../../stored.js';

function login(userId: string, accessToken = `access-${userId}`) {
  return { userId, accessToken, refreshToken: `refresh-${userId}`, expiresAt: 0, scope: '' };
}

const place = (store: Store, more = {}) => ({
  ...{ store, name: 'anna', configured: ['anna'], replace: false, clock: () => 5 },
  ...more,
});

/** A store in which anna is the user 7. */
const withAnna = (work: (store: Store) => Promise<void>) =>
  withFolder((dataDir) =>
    withStore(dataDir, async (store) => {
      await store.people.put('7', 'anna');
      await store.logins.save('7', login('7'));
      await work(store);
    }),
  );

describe('keepLogin', () => {
  it('stores nothing when it refuses', () =>
    withAnna(async (store) => {
      await expect(keepLogin(place(store), login('8'))).rejects.toThrow('nothing was stored');

      expect(await store.people.list()).toEqual([{ userId: '7', name: 'anna' }]);
      expect(await store.logins.of('7')).toEqual(login('7'));
    }));

  it('replaces nobody before the login is safe', () =>
    withAnna(async (store) => {
      await expect(keepLogin(place(store, { replace: true }), login('8', ''))).rejects.toThrow('nothing was stored');
      expect(await store.people.list()).toContainEqual({ userId: '7', name: 'anna' });
      expect(await store.logins.of('7')).toEqual(login('7'));

      await keepLogin(place(store, { replace: true }), login('8'));

      expect(await store.people.list()).toEqual([{ userId: '8', name: 'anna' }]);
      expect(await store.logins.of('8')).toEqual(login('8'));
    }));

  it('replaces also after a crash that left somebody else half way', () =>
    withAnna(async (store) => {
      await store.people.put('9', 'anna (new)');

      await keepLogin(place(store, { replace: true }), login('8'));

      expect(await store.people.list()).toEqual([{ userId: '9' }, { userId: '8', name: 'anna' }]);
    }));

  it('wants the turn of whoever was replaced, when they are gone, before the one of whoever came', () =>
    withAnna(async (store) => {
      const wanted: unknown[] = [];
      const queue = {
        async want(userId: string, at: number) {
          wanted.push([userId, at, (await store.people.list()).map((person) => person.userId)]);
        },
      };

      await keepLogin(place(store, { replace: true, queue }), login('8'));

      expect(wanted).toEqual([
        ['7', 5, ['8']],
        ['8', 5, ['8']],
      ]);
    }));

  it('waits for a refresh of the former login, and has the last word', () =>
    withAnna(async (store) => {
      let done: (() => void) | undefined;
      const refresh = store.logins.exclusively('7', async () => {
        await new Promise<void>((resolve) => {
          done = resolve;
        });
        await store.logins.save('7', login('7', 'refreshed'));
      });
      const kept = keepLogin(place(store), login('7', 'new'));
      await expect.poll(() => done).not.toBeUndefined();
      done?.();
      await Promise.all([refresh, kept]);

      expect((await store.logins.of('7'))?.accessToken).toBe('new');
    }));
});

import { describe, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import type { Store } from '../../src/store/store.js';
import { LOGIN, STATE } from './contract-samples.js';

/** Anna (7) is known, and the lease is held. */
export function loginsContract(store: () => Store, open: () => Promise<Store>): void {
  describe('logins', () => {
    it('are seen by other processes at once', async () => {
      const other = await open();
      await store().logins.save('7', LOGIN);
      expect(await other.logins.of('7')).toEqual(LOGIN);
    });
    it('are not replaced by one without tokens', async () => {
      await store().logins.save('7', LOGIN);
      await expect(store().logins.save('7', { ...LOGIN, refreshToken: ' ' })).rejects.toThrow('nothing was stored');
      expect(await store().logins.of('7')).toEqual(LOGIN);
    });
    it('have nothing against them when they are made anew', async () => {
      await store().states.commit('7', EMPTY_PERSON, { ...STATE, loginProblem: 'refused' });
      await store().logins.save('7', LOGIN);
      expect((await store().states.load('7')).loginProblem).toBe('refused');
      await store().logins.renew('7', { ...LOGIN, accessToken: 'new' });
      expect((await store().states.load('7')).loginProblem).toBeUndefined();
      expect((await store().logins.of('7'))?.accessToken).toBe('new');
    });
    it('are refreshed by one process at a time, which sees what the one before it has stored', async () => {
      const other = await open();
      await store().logins.save('7', LOGIN);
      const seen: string[] = [];
      const refresh = (by: Store) =>
        by.logins.exclusively('7', async (login) => {
          seen.push(login?.accessToken ?? '');
          await by.logins.save('7', { ...LOGIN, accessToken: `${login?.accessToken}+` });
        });
      await Promise.all([refresh(store()), refresh(other), refresh(store())]);
      expect(seen).toEqual(['access', 'access+', 'access++']);
    });
    it('that are saved in a refresh are there for others before anybody uses them', async () => {
      const other = await open();
      await store().logins.save('7', LOGIN);
      await store().logins.exclusively('7', async () => {
        await store().logins.save('7', { ...LOGIN, accessToken: 'new' });
        expect((await other.logins.of('7'))?.accessToken).toBe('new');
      });
    });
    it('can be refreshed though the person turns out to be somebody meanwhile', async () => {
      await store().logins.save('7', LOGIN);
      await store().logins.exclusively('7', async () => {
        await store().people.identify('7', '9');
        await store().logins.save('9', { ...LOGIN, userId: '9', accessToken: 'new' });
      });
      expect((await store().logins.of('9'))?.accessToken).toBe('new');
    });
    it('can be had in the turn of a person who has none yet', async () => {
      await store().logins.exclusively('7', async (login) => {
        expect(login).toBeUndefined();
        await store().logins.renew('7', LOGIN);
      });
      expect(await store().logins.of('7')).toEqual(LOGIN);
    });
    it('wait for nobody when a refresh has failed', async () => {
      await expect(store().logins.exclusively('7', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      await expect(store().logins.exclusively('7', async () => 'yes')).resolves.toBe('yes');
    });
  });
}

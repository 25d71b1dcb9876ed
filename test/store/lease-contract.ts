import { describe, expect, it } from 'vitest';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import type { Store } from '../../src/store/store.js';
import { LOGIN, OWNER, STATE } from './contract-samples.js';

/** Anna (7) is known, and the lease is held. */
export function leaseContract(store: () => Store, open: () => Promise<Store>): void {
  describe('the lease', () => {
    it('belongs to one process, and says to which', async () => {
      const other = await open();
      await expect(other.lease.acquire({ ...OWNER, pid: 2 })).rejects.toThrow(/another withings2mqtt \(pid 1 on box/);
      expect(await other.lease.holder()).toEqual(OWNER);
    });
    it('can be had when it has been given back', async () => {
      const other = await open();
      await store().lease.release();
      await store().lease.release();
      expect(await other.lease.holder()).toBeUndefined();
      await other.lease.acquire({ ...OWNER, pid: 2 });
      expect(await store().lease.holder()).toEqual({ ...OWNER, pid: 2 });
    });
    it('tells when its holder last gave a sign of life', async () => {
      const other = await open();
      expect(Math.abs(Date.now() - (await other.lease.lastSign())!)).toBeLessThan(10_000);
      expect(await store().lease.lastSign()).toBe(await other.lease.lastSign());
      await store().lease.release();
      expect(await other.lease.lastSign()).toBeUndefined();
    });
    it('is needed to write what a bridge writes, and for nothing else', async () => {
      const other = await open();
      await expect(other.states.commit('7', EMPTY_PERSON, STATE)).rejects.toThrow('writes nothing more');
      await expect(other.announced.note([])).rejects.toThrow('writes nothing more');
      await expect(other.statistics.settle('7', { since: '', mark: 0 })).rejects.toThrow('writes nothing more');
      await other.statistics.setDue('7', '2020-01-01');
      await other.statistics.put('7', 'weight', { since: 1, late: [] });
      await other.logins.save('7', LOGIN);
      expect(await other.states.load('7')).toEqual(EMPTY_PERSON);
    });
  });
}

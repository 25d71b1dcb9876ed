import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.js';
import { announcedContract } from './announced-contract.js';
import { archiveContract } from './archive-contract.js';
import { LOGIN, OWNER } from './contract-samples.js';
import { deliveriesContract } from './deliveries-contract.js';
import { leaseContract } from './lease-contract.js';
import { loginsContract } from './logins-contract.js';
import { peopleContract } from './people-contract.js';
import { seriesContract } from './series-contract.js';
import { statesContract } from './states-contract.js';
import { statisticsContract } from './statistics-contract.js';

/** A place where stores can be opened: each `open` is another process's view of the same store. */
export interface StorePlace {
  open(): Promise<Store>;
  remove(): Promise<void>;
}

/** What every store does, whatever it keeps its rows in. */
export function storeContract(name: string, place: () => Promise<StorePlace>): void {
  describe(name, () => {
    let at: StorePlace;
    let store: Store;
    const opened: Store[] = [];
    const open = async () => {
      const one = await at.open();
      opened.push(one);
      return one;
    };
    beforeEach(async () => {
      at = await place();
      store = await open();
      await store.lease.acquire(OWNER);
      await store.people.put('7', 'anna');
    });
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close();
      await at.remove();
    });

    it('has an instance of its own that stays', async () => {
      const instance = await store.settings.instance();
      expect(instance).toMatch(/^[0-9a-z]{8}$/);
      expect(await (await open()).settings.instance()).toBe(instance);
    });

    peopleContract(() => store);
    loginsContract(() => store, open);
    statesContract(() => store, open);
    archiveContract(() => store);
    seriesContract(() => store, open);
    deliveriesContract(() => store, open);
    announcedContract(() => store);
    statisticsContract(() => store);
    leaseContract(() => store, open);

    it('keeps settings', async () => {
      await store.settings.put('webhook_secret', 'a');
      await store.settings.put('webhook_secret', 'b');
      expect(await store.settings.get('webhook_secret')).toBe('b');
      await store.settings.put('webhook_secret', undefined);
      expect(await store.settings.get('webhook_secret')).toBeUndefined();
    });

    it('tells when another process has written', async () => {
      const other = await open();
      await store.changedElsewhere();
      await store.settings.put('webhook_secret', 'own');
      expect(await store.changedElsewhere()).toBe(false);
      await other.logins.save('7', LOGIN);
      expect(await store.changedElsewhere()).toBe(true);
      expect(await store.changedElsewhere()).toBe(false);
    });
  });
}

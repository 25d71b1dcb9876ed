import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.js';

/** Anna (7) is known, and the lease is held. */
export function announcedContract(store: () => Store): void {
  describe('what was announced', () => {
    const TOPICS = [
      { topic: 'withings/anna/weight', kind: 'value', userId: '7', device: undefined },
      { topic: 'homeassistant/device/withings_7/config', kind: 'discovery', userId: '7', device: undefined },
      { topic: 'withings/device/f00d/battery', kind: 'value', userId: undefined, device: 'f00d' },
    ] as const;
    it('is remembered until it is forgotten', async () => {
      await store().announced.note(TOPICS);
      await store().announced.note(TOPICS);
      await store().announced.forget([TOPICS[2].topic, 'withings/unknown']);
      expect(new Set(await store().announced.all())).toEqual(new Set(TOPICS.slice(0, 2)));
    });
    it('can be asked for by person', async () => {
      await store().announced.note([...TOPICS, { ...TOPICS[0], topic: 'withings/ben/weight', userId: '8' }]);
      expect(new Set(await store().announced.of('7'))).toEqual(new Set(TOPICS.slice(0, 2)));
      expect(await store().announced.of('9')).toEqual([]);
    });
    it('outlives the person, so that it can be cleaned up', async () => {
      await store().announced.note(TOPICS);
      await store().people.remove('7');
      expect(new Set(await store().announced.all())).toEqual(new Set(TOPICS));
    });
    it('is noted anew when it tells of somebody else, and follows who turns out to be somebody', async () => {
      await store().announced.note(TOPICS.slice(0, 1));
      await store().people.identify('7', '9');
      expect(await store().announced.all()).toEqual([{ ...TOPICS[0], userId: '9' }]);
      await store().announced.note([{ ...TOPICS[0], userId: '8' }]);
      expect(await store().announced.all()).toEqual([{ ...TOPICS[0], userId: '8' }]);
    });
  });
}

import { describe, expect, it } from 'vitest';
import { createKeeping } from '../../src/bridge/keeping.js';
import type { PersonSync } from '../../src/bridge/person-sync.js';
import { LeaseLostError, StoreError } from '../../src/store/errors.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';

/** What is kept in a store that fails. */
function setUp(error: Error) {
  const shown: string[] = [];
  const keeping = createKeeping({
    states: {
      async commit() {
        throw error;
      },
      newest: async () => undefined,
      readings: async () => [],
    },
    ...{ userId: () => '7001', start: EMPTY_PERSON, clock: () => 0, late: () => undefined },
    ...{ onWritten() {}, onFailed() {}, onLost() {}, onDue() {} },
    sync: () => ({ state: () => EMPTY_PERSON }) as unknown as PersonSync,
  });
  return { keeping, shown };
}

describe('what is to be shown once it is kept', () => {
  it('is shown where the disk takes nothing: it is kept with what comes next', async () => {
    const { keeping, shown } = setUp(new StoreError('full'));
    keeping.put({ ...EMPTY_PERSON, zone: 'Europe/Berlin' });
    keeping.afterwards(() => void shown.push('news'));
    await keeping.settled();
    expect(shown).toEqual(['news']);
  });

  it('is not when another process has the lease, nor is what comes after it', async () => {
    const { keeping, shown } = setUp(new LeaseLostError('here'));
    keeping.put({ ...EMPTY_PERSON, zone: 'Europe/Berlin' });
    for (const what of ['news', 'more']) keeping.afterwards(() => void shown.push(what));
    await keeping.settled();
    expect(shown).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { type RemovalOptions, removePerson } from '../../src/bridge/remove-person.js';
import { DiskFullError } from '../../src/store/errors.js';
import { TransportError } from '../../src/withings/errors.js';

const ANNA = { userId: '7001', name: 'anna' };
const FULL = new DiskFullError('cannot use data: the disk is full; make room (SQLITE_FULL)');

/** What is done, in its order; some of it fails. */
function setUp(failing: Readonly<Record<string, Error>> = {}) {
  const done: string[] = [];
  const act = async (what: string) => {
    done.push(what);
    const failure = failing[what];
    if (failure) throw failure;
  };
  const people = { put: () => act('write'), remove: (userId: string) => act(`remove ${userId}`) };
  const options = {
    ...{ store: { people } as unknown as RemovalOptions['store'], leave: () => act('leave') },
    ...{ userId: () => ANNA.userId, force: false, clock: () => 0 },
  };
  return { done, options };
}

describe('somebody who is removed', () => {
  it('is known at Withings no more, and then not here', async () => {
    const { done, options } = setUp();

    expect(await removePerson(ANNA, options)).toEqual({ userId: '7001', departure: 'ended' });
    expect(done).toEqual(['write', 'leave', 'remove 7001']);
  });

  it('keeps the login at Withings where the store takes nothing', async () => {
    const { done, options } = setUp({ write: FULL });

    await expect(removePerson(ANNA, options)).rejects.toThrow(FULL);
    expect(done).toEqual(['write']);
  });

  it('is told that the login has ended where the store takes no more than a word', async () => {
    const { options } = setUp({ 'remove 7001': FULL });

    await expect(removePerson(ANNA, options)).rejects.toThrow(
      `${FULL.message}; nothing was removed here, but the login at Withings has ended: remove them again when that is mended`,
    );
  });

  it('is told nothing of that where it has not', async () => {
    const left = setUp({ leave: new TransportError('no answer'), 'remove 7001': FULL });
    const removed = removePerson(ANNA, { ...left.options, force: true });
    const { options, done } = setUp({ 'remove 7001': FULL });
    const without = removePerson(ANNA, { ...options, leave: undefined });

    await expect(removed).rejects.toThrow(FULL);
    await expect(without).rejects.toThrow(FULL);
    expect(done).toEqual(['remove 7001']);
  });
});

import { describe, expect, it } from 'vitest';
import { whenThereIsRoom } from '../../src/bridge/wait-for-room.js';
import { DiskFullError, StoreError } from '../../src/store/errors.js';
import { logLines } from '../log-lines.js';
import { createVirtualTime } from '../virtual-time.js';

const HOUR = 3_600_000;
const FULL = new DiskFullError('cannot use data: the disk is full; make room (SQLITE_FULL)');

/** A start that fails with these errors, one after the other. */
function started(...failures: Error[]) {
  const time = createVirtualTime();
  const { log, lines } = logLines();
  const stop = new AbortController();
  let tries = 0;
  const work = async (onRoom: () => void) => {
    tries += 1;
    const failure = failures.shift();
    if (failure) throw failure;
    onRoom();
    return 'ran';
  };
  const result = whenThereIsRoom(work, { log, tools: time, signal: stop.signal });
  return { time, lines, stop, result, tries: () => tries };
}

describe('a start on a full disk', () => {
  it('waits for room, and says once that it does and once that it is over', async () => {
    const { time, lines, result, tries } = started(FULL, FULL, FULL);
    await time.pass(89_999);
    expect(tries()).toBe(3);
    await time.pass(1);

    expect(await result).toBe('ran');
    expect(lines).toEqual([
      `error ${FULL.message}; the bridge waits for that, and looks each half a minute`,
      'info there is room on the disk again',
    ]);
  });

  it('ends when it is stopped', async () => {
    const { time, stop, result, tries } = started(FULL, FULL);
    await time.pass(1);
    stop.abort();
    await time.pass(HOUR);

    expect([await result, tries()]).toEqual([undefined, 1]);
  });

  it('says nothing of waiting where the stop came in the middle of it', async () => {
    const { log, lines } = logLines();
    const stop = new AbortController();
    const work = async () => {
      stop.abort();
      throw FULL;
    };

    expect(await whenThereIsRoom(work, { log, tools: createVirtualTime(), signal: stop.signal })).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it('is no start any more once there was room: what a stop could not write is told', async () => {
    const { log, lines } = logLines();
    const stop = new AbortController();
    const work = async (onRoom: () => void) => {
      onRoom();
      stop.abort();
      throw FULL;
    };

    await expect(whenThereIsRoom(work, { log, tools: createVirtualTime(), signal: stop.signal })).rejects.toThrow(FULL);
    expect(lines).toEqual([]);
  });

  it('says nothing where there is room', async () => {
    const { lines, result } = started();

    expect([await result, lines]).toEqual(['ran', []]);
  });

  it('is for a full disk alone', async () => {
    await expect(started(new StoreError('it is read-only')).result).rejects.toThrow('it is read-only');
  });
});

import { describe, expect, it } from 'vitest';
import { createStoreTrouble } from '../../src/bridge/store-trouble.js';
import { createTroubles } from '../../src/bridge/troubles.js';
import { DiskFullError } from '../../src/store/errors.js';
import { logLines } from '../log-lines.js';

const FULL = new DiskFullError('the disk is full; make room');

function setUp() {
  const { log, lines } = logLines();
  const stop = new AbortController();
  return { lines, stop, trouble: createStoreTrouble(log, createTroubles(log), stop.signal) };
}

describe('a store that cannot be written', () => {
  it('is said once when it begins and once when it ends', () => {
    const { lines, trouble } = setUp();
    for (const account of ['anna', 'ben']) trouble.onNotWritten(account, FULL);
    expect(trouble.reason()).toBe(FULL.message);
    trouble.onWritten();

    expect(trouble.reason()).toBeUndefined();
    expect(lines.filter((line) => !line.startsWith('debug'))).toEqual([
      `error ${FULL.message}; what came since is kept in memory`,
      'info the store can be written again',
    ]);
  });

  it('is said at the end alone of what could not be written during a stop, also where another account was', () => {
    const { lines, stop, trouble } = setUp();
    stop.abort();
    for (const account of ['anna', 'ben']) trouble.onNotWritten(account, FULL);
    trouble.onWritten();
    expect(lines).toEqual([]);

    trouble.onLost();

    expect(lines).toEqual([
      `error ${FULL.message}; what came since could not be kept: the next start fetches what Withings still has of it`,
    ]);
  });

  it('has no words for what is lost of one that another process has taken over', () => {
    const { lines, trouble } = setUp();
    trouble.onLost();

    expect(lines).toEqual([]);
  });
});

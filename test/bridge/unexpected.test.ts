import { describe, expect, it } from 'vitest';
import { ExpectedError, logUnexpected, reasonOf } from '../../src/bridge/unexpected.js';
import { UsageError } from '../../src/cli/usage-error.js';
import type { Fields, Log } from '../../src/log.js';
import { TlsFileError } from '../../src/mqtt/tls-files.js';
import { CommandError } from '../../src/statistics/errors.js';
import { LeaseLostError } from '../../src/store/errors.js';
import { TransportError } from '../../src/withings/errors.js';

function setUp() {
  const lines: [string, Fields | undefined][] = [];
  const log: Pick<Log, 'debug'> = { debug: (template: string, fields?: Fields) => void lines.push([template, fields]) };
  return { log, lines };
}

describe('an error in words', () => {
  it('is its message, and of one that nobody expects the stack is told', () => {
    const { log, lines } = setUp();

    expect(reasonOf(new TypeError('x is undefined'), log, { account: 'anna' })).toBe('x is undefined');

    const stack = expect.stringMatching(/^TypeError: x is undefined\n +at .*unexpected\.test\.ts/);
    expect(lines).toEqual([['unexpected error', { account: 'anna', stack }]]);
  });

  it('is what was thrown, where that is no error', () => {
    const { log, lines } = setUp();

    expect(reasonOf('gone', log)).toBe('gone');
    expect(lines).toEqual([]);
  });

  it.each([
    new ExpectedError('x'),
    new UsageError('x'),
    new TransportError('x'),
    new LeaseLostError('/data'),
    new CommandError('list', 'unknown', 'x'),
    new TlsFileError('x'),
    Object.assign(new Error('stopped'), { name: 'AbortError' }),
  ])('has no stack where it is known: $name', (error) => {
    const { log, lines } = setUp();

    logUnexpected(error, log);

    expect(lines).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { createTroubles } from '../../src/bridge/troubles.js';
import { logLines } from '../log-lines.js';

function setUp() {
  const { log, lines } = logLines(['error', 'warn', 'info', 'debug']);
  return { lines, troubles: createTroubles(log) };
}

describe('createTroubles', () => {
  it('says the same thing once, and what is new about it', () => {
    const { lines, troubles } = setUp();

    troubles.begin('disk', 'error', 'full');
    troubles.begin('disk', 'error', 'full');
    troubles.begin('disk', 'error', 'read-only');
    troubles.begin('webhooks', 'warn', 'full');

    expect(lines).toEqual(['error full', 'debug full', 'error read-only', 'warn full']);
  });

  it('tells what is new by the words that come of the template and its fields', () => {
    const { lines, troubles } = setUp();

    for (const reason of ['full', 'full', 'read-only']) {
      troubles.begin('disk', 'error', '{reason}; kept', { reason });
    }
    troubles.end('disk', '{account}: well', { account: 'anna' });

    expect(lines).toEqual(['error full; kept', 'debug full; kept', 'error read-only; kept', 'info anna: well']);
  });

  it('says that it is over, if it has begun, and the next time anew', () => {
    const { lines, troubles } = setUp();

    troubles.end('disk', 'well');
    troubles.begin('disk', 'error', 'full');
    troubles.end('disk', 'well');
    troubles.end('disk', 'well');
    troubles.begin('disk', 'error', 'full');

    expect(lines).toEqual(['error full', 'info well', 'error full']);
  });
});

import { describe, expect, it } from 'vitest';
import { createTroubles } from '../../src/bridge/troubles.js';

function setUp() {
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const log = { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
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

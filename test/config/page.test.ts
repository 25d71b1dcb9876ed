import { describe, expect, it } from 'vitest';
import { added, type Case, fails, load, REQUIRED } from './support.js';

describe('the section page', () => {
  it('is on, for this machine alone, without a password', () => {
    expect(load(REQUIRED).page).toEqual({ enabled: true, host: '127.0.0.1', port: 8098 });
  });

  it.each<Case>([
    [
      'the whole network without a password',
      added('page:\n  host: 0.0.0.0'),
      '7:9: page.host: lets other machines in; expected page.password beside it, or 127.0.0.1',
    ],
    [
      'what only looks like an address of this machine',
      added('page:\n  host: 127.999.1.1'),
      '7:9: page.host: lets other machines in; expected page.password beside it, or 127.0.0.1',
    ],
    [
      'the port of the other server',
      added('page:\n  port: 8099'),
      '7:9: page.port: is the same as server.port; expected another one',
    ],
    [
      'an address without http',
      added('page:\n  url: home.lan'),
      '7:8: page.url: is not valid; expected a URL with http or https',
    ],
  ])('%s', fails);

  it.each([
    ['an address of this machine', 'page:\n  host: localhost'],
    ['IPv6 of this machine', 'page:\n  host: "::1"'],
    ['IPv6 of this machine in brackets', 'page:\n  host: "[::1]"'],
    ['another address of this machine', 'page:\n  host: 127.1.2.3'],
    ['the whole network with a password', 'page:\n  host: 0.0.0.0\n  password: open sesame'],
    ['the whole network, but off', 'page:\n  host: 0.0.0.0\n  enabled: false'],
    ['the port of a server that is off', 'page:\n  port: 8099\nserver:\n  enabled: false'],
  ])('takes %s', (_, text) => {
    expect(() => load(added(text))).not.toThrow();
  });
});

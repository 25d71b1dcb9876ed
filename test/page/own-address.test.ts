import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peerOf } from '../../src/http/peer.js';
import { isOwnHost, isOwnOrigin, pageAddress } from '../../src/page/own-address.js';

const PAGE = { host: '127.0.0.1', url: 'https://home.example/w' };
const LOCAL = peerOf('127.0.0.1', {}, false);

describe('a host', () => {
  it('is none without a name', () => {
    expect(isOwnHost(undefined, PAGE)).toBe(false);
  });

  it('of somebody else is never ours, whatever the port', () => {
    fc.assert(
      fc.property(fc.domain(), fc.option(fc.nat(65_535)), (name, port) => {
        fc.pre(name !== 'home.example');
        expect(isOwnHost(port === null ? name : `${name}:${port}`, PAGE)).toBe(false);
      }),
    );
  });

  it('is never an error, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (header) => typeof isOwnHost(header, PAGE) === 'boolean'));
  });

  it('that is an address is ours', () => {
    fc.assert(fc.property(fc.ipV4(), (address) => isOwnHost(`${address}:8098`, PAGE)));
    fc.assert(fc.property(fc.ipV6(), (address) => isOwnHost(`[${address}]:8098`, PAGE)));
  });
});

it('an origin of somebody else is never ours', () => {
  fc.assert(
    fc.property(fc.webAuthority(), fc.constantFrom('http', 'https'), fc.boolean(), (authority, scheme, isWrite) => {
      const headers = { host: '127.0.0.1:8098', origin: `${scheme}://${authority}` };
      fc.pre(!['home.example', '127.0.0.1:8098'].includes(authority));
      expect(isOwnOrigin(headers, LOCAL, PAGE, isWrite)).toBe(false);
    }),
  );
});

it.each([
  [{ host: '127.0.0.1', port: 8098 }, 'http://127.0.0.1:8098'],
  [{ host: '0.0.0.0', port: 80 }, 'http://127.0.0.1:80'],
  [{ host: '::', port: 80 }, 'http://[::1]:80'],
  [{ host: '[fd00::1]', port: 80 }, 'http://[fd00::1]:80'],
  [{ host: 'health.lan', port: 80 }, 'http://health.lan:80'],
  [{ host: '0.0.0.0', port: 80, url: 'https://home.example' }, 'https://home.example'],
])('a browser finds %o at %s', (page, address) => expect(pageAddress(page)).toBe(address));

import type { IncomingHttpHeaders } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peerOf } from '../../src/http/peer.js';

describe('by which wrong passwords are counted', () => {
  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8:1:2::9', '2001:db8:1::/48'],
    ['2001:0db8:0001:0002:ffff::', '2001:db8:1::/48'],
    ['2001:db8::9', '2001:db8:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['::ffff:10.0.0.5', '10.0.0.5'],
    ['10.0.0.5', '10.0.0.5'],
  ])('%s is %s: whoever has an address of IPv6 has all of its network', (address, counted) => {
    expect(peerOf(address, {}, false)).toEqual({ kind: 'remote', address: counted, forwarded: undefined });
  });

  it('what a proxy has seen may be anything', () => {
    const peer = peerOf('127.0.0.1', { 'x-forwarded-for': `unknown, ${'x'.repeat(5000)}` }, false);

    expect(peer).toEqual({ kind: 'remote', address: 'unknown', forwarded: undefined });
  });
});

describe('behind proxies on this machine', () => {
  const remote = (address: string) => ({ kind: 'remote', address, forwarded: undefined });

  it.each<[string, IncomingHttpHeaders, string]>([
    ['the last one is of another machine', { 'x-forwarded-for': '1.2.3.4, 10.0.0.5' }, '10.0.0.5'],
    ['there are two of them', { 'x-forwarded-for': '1.2.3.4, 127.0.0.1' }, '1.2.3.4'],
    ['there are three of them', { 'x-forwarded-for': '6.6.6.6, 1.2.3.4, ::1,127.0.0.1' }, '1.2.3.4'],
    ['there is nothing at the end', { 'x-forwarded-for': '1.2.3.4,' }, 'unknown'],
    ['there is nothing at all', { 'x-forwarded-for': '' }, 'unknown'],
    ['it has another header for that', { forwarded: 'for=1.2.3.4' }, 'unknown'],
    ['it has the header of nginx for that', { 'x-real-ip': '1.2.3.4' }, '1.2.3.4'],
    ['the headers differ', { 'x-real-ip': '1.2.3.4', 'x-forwarded-for': '127.0.0.1' }, '1.2.3.4'],
    ['it says the port, too', { 'x-forwarded-for': '8.8.8.8:1001' }, '8.8.8.8'],
    ['it says the port of IPv6', { 'x-forwarded-for': '[2001:db8:1:2::9]:1001' }, '2001:db8:1::/48'],
    ['it says brackets', { 'x-forwarded-for': '[2001:db8:1:2::9]' }, '2001:db8:1::/48'],
    ['it says what looks like this machine', { 'x-forwarded-for': '127.999.1.1' }, 'unknown'],
  ])('somebody is elsewhere where %s', (_, headers, address) => {
    expect(peerOf('127.0.0.1', headers, false)).toEqual(remote(address));
  });

  it('nobody is here of whom a proxy has seen anything else than this machine', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.constant('127.0.0.1'))), (list) => {
        const isHere = (text: string) => /^((::ffff:)?127(\.\d+){3}(:\d+)?|::1|\[::1\](:\d+)?)$/i.test(text.trim());
        fc.pre(!list.join(',').split(',').every(isHere));
        expect(peerOf('::1', { 'x-forwarded-for': list.join(',') }, false).kind).toBe('remote');
      }),
    );
  });

  it.each(['127.0.0.1', '127.0.0.1:5000, ::1', '[::1]:5000', '::ffff:127.0.0.1'])(
    'somebody is here with %s',
    (list) => {
      const headers = { 'x-forwarded-for': list, 'x-real-ip': '127.0.0.1' };
      expect(peerOf('127.0.0.1', headers, false).kind).toBe('local');
    },
  );
});

it('a proxy on this machine, for somebody on this machine, is local', () => {
  const headers = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'a.example', 'x-forwarded-proto': 'HTTPS' };

  expect(peerOf('::1', headers, false)).toEqual({
    ...{ kind: 'local', address: '::1' },
    forwarded: { host: 'a.example', protocol: 'https' },
  });
});

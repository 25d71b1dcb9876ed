import { describe, expect, it } from 'vitest';
import { peerOf } from '../../src/page/peer.js';

describe('by which wrong passwords are counted', () => {
  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:10.0.0.5', '10.0.0.5'],
    ['10.0.0.5', '10.0.0.5'],
  ])('%s is %s: whoever has an address of IPv6 has all of its network', (address, counted) => {
    expect(peerOf(address, {}, false)).toEqual({ kind: 'remote', address: counted, forwarded: undefined });
  });

  it('what a proxy has seen may be anything', () => {
    const peer = peerOf('127.0.0.1', { 'x-forwarded-for': `unknown, ${'x'.repeat(5000)}` }, false);

    expect(peer.kind).toBe('remote');
    expect(peer.address).toHaveLength(64);
  });
});

it('a proxy on this machine, for somebody on this machine, is local', () => {
  const headers = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'a.example', 'x-forwarded-proto': 'HTTPS' };

  expect(peerOf('::1', headers, false)).toEqual({
    ...{ kind: 'local', address: '::1' },
    forwarded: { host: 'a.example', protocol: 'https' },
  });
});

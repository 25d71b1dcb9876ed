import { expect, it } from 'vitest';
import { invitationAddress } from '../../../src/cluster/invitation-address.js';
import type { Config } from '../../../src/config/index.js';

it.each([
  ['https://a.example', 'https://b.example/oauth/callback', 'https://a.example/connect/s'],
  ['https://a.example/health', 'https://b.example/oauth/callback', 'https://a.example/health/connect/s'],
  [undefined, 'https://b.example/oauth/callback', 'https://b.example/connect/s'],
  [undefined, 'https://b.example/health/oauth/callback/', 'https://b.example/health/connect/s'],
  [undefined, 'https://b.example/return', 'https://b.example/connect/s'],
  [undefined, 'http://localhost:8099/oauth/callback', 'http://localhost:8099/connect/s'],
  [undefined, 'https://bounce.example/http://localhost:8787/callback', 'http://localhost:8787/connect/s'],
])('with server.public_url %s and the redirect URI %s is %s', (publicUrl, redirectUri, address) => {
  const config = { withings: { redirectUri }, server: { publicUrl } } as unknown as Config;

  expect(invitationAddress(config, 's')).toBe(address);
});

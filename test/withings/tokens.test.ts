import { describe, expect, it } from 'vitest';
import { TransportError } from '../../src/withings/errors.js';
import { parseTokens } from '../../src/withings/tokens.js';

const NOW = 1_800_000_000_000;
const REPLY = {
  userid: '7001',
  access_token: 'access-1',
  refresh_token: 'refresh-1',
  expires_in: 10_800,
  scope: 'user.info,user.metrics',
  csrf_token: 'csrf',
  token_type: 'Bearer',
};

describe('parseTokens', () => {
  it('reads the reply of requesttoken', () => {
    expect(parseTokens(REPLY, NOW)).toEqual({
      userId: '7001',
      accessToken: 'access-1',
      refreshToken: 'refresh-1',
      expiresAt: NOW + 10_800_000,
      scope: 'user.info,user.metrics',
    });
  });

  it.each([
    ['a string, after a login', '7001', '7001'],
    ['a number, after a refresh', 7001, '7001'],
    ['missing', undefined, ''],
    ['null', null, ''],
  ])('userid: %s', (_, userid, userId) => expect(parseTokens({ ...REPLY, userid }, NOW).userId).toBe(userId));

  it.each([
    ['a number', 3600, 3600],
    ['a string', '3600', 3600],
    ['0', 0, 10_800],
    ['negative', -5, 10_800],
    ['longer than any calendar', 2 ** 53 - 1, 10_800],
    ['missing', undefined, 10_800],
    ['null', null, 10_800],
    ['a word', 'soon', 10_800],
  ])('expires_in: %s', (_, expires_in, seconds) => {
    expect(parseTokens({ ...REPLY, expires_in }, NOW).expiresAt).toBe(NOW + seconds * 1000);
  });

  it('a missing scope is an empty one', () => {
    expect(parseTokens({ ...REPLY, scope: undefined }, NOW).scope).toBe('');
  });

  it.each([
    ['no access token', { ...REPLY, access_token: undefined }],
    ['an empty access token', { ...REPLY, access_token: '' }],
    ['no refresh token', { ...REPLY, refresh_token: null }],
    ['an empty refresh token', { ...REPLY, refresh_token: '' }],
    ['a token that no header can carry', { ...REPLY, access_token: 'a\nb' }],
    ['a refresh token that is a list', { ...REPLY, refresh_token: ['a'] }],
    ['an empty object', {}],
    ['a list', []],
    ['null', null],
    ['nothing', undefined],
  ])('refuses %s: it must not replace a pair that works', (_, body) => {
    expect(() => parseTokens(body, NOW)).toThrow(TransportError);
  });
});

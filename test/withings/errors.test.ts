import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  InvalidParametersError,
  isClientRefused,
  isRefused,
  RateLimitError,
  TransportError,
  WithingsError,
} from '../../src/withings/errors.js';

const TOKEN = { endpoint: '/v2/oauth2', action: 'requesttoken' };
const MEASURE = { endpoint: '/measure', action: 'getmeas' };

describe('who is refused', () => {
  it.each<[string, unknown, { login: boolean; client: boolean }]>([
    ['a scope', new WithingsError('277', { ...MEASURE, family: 'unauthorized' }), { login: true, client: false }],
    [
      'a refresh for want of a plan',
      new WithingsError('277', { ...TOKEN, family: 'unauthorized' }),
      { login: false, client: true },
    ],
    [
      'a refresh with another client',
      new AuthenticationError('503: Invalid Params: invalid client_id', TOKEN),
      { login: false, client: true },
    ],
    [
      'a refresh with a client whose secret is a wrong parameter',
      new InvalidParametersError('293: invalid client secret', TOKEN),
      { login: false, client: true },
    ],
    ['a refresh otherwise', new InvalidParametersError('304', TOKEN), { login: false, client: false }],
    ['a client elsewhere', new InvalidParametersError('no client', MEASURE), { login: false, client: false }],
    [
      'a login that is gone',
      new AuthenticationError('503', { ...TOKEN, needsLogin: true }),
      { login: false, client: false },
    ],
    ['too many clients', new RateLimitError('client', { ...TOKEN, retryAfter: 1 }), { login: false, client: false }],
    ['a proxy', new TransportError('HTTP 407: invalid client_id', TOKEN), { login: false, client: false }],
    ['something else', new Error('client'), { login: false, client: false }],
  ])('%s', (_, error, { login, client }) => {
    expect([isRefused(error), isClientRefused(error)]).toEqual([login, client]);
  });
});

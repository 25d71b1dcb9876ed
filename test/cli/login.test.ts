import { describe, expect, it } from 'vitest';
import { whyLost } from '../../src/cli/login.js';
import { AuthenticationError, RateLimitError, TransportError } from '../../src/withings/errors.js';

const TOKENS = { endpoint: '/v2/oauth2', action: 'requesttoken' } as const;

describe('why a login is lost', () => {
  it('is what Withings says of it', () => {
    expect(whyLost(new AuthenticationError('status 503', { ...TOKENS, needsLogin: true }))).toBe('status 503');
  });

  it('is what the store knows, where a token was asked for a moment ago', () => {
    const wait = new RateLimitError('fewer calls', { ...TOKENS, retryAfter: 12 });

    expect(whyLost(wait, 'status 503')).toBe('status 503');
    expect(whyLost(wait)).toBeUndefined();
  });

  it('is nobody to tell from a failure of another kind', () => {
    const measures = new RateLimitError('fewer calls', { endpoint: '/measure', action: 'getmeas', retryAfter: 12 });

    expect(whyLost(measures, 'status 503')).toBeUndefined();
    expect(whyLost(new TransportError('no connection', TOKENS), 'status 503')).toBeUndefined();
    expect(whyLost(new AuthenticationError('status 401', TOKENS), 'status 503')).toBeUndefined();
  });
});

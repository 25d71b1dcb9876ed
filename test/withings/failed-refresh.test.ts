import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  InvalidParametersError,
  RateLimitError,
  TransportError,
  WithingsError,
} from '../../src/withings/errors.js';
import { createSession, type SessionOptions } from '../../src/withings/session.js';
import type { ApiRequest } from '../../src/withings/transport.js';
import { failureOf } from './support.js';

const START = Date.UTC(2026, 9, 1, 12);
const GETMEAS = { endpoint: '/measure', action: 'getmeas', params: {} };
const ALLOWED_AGAIN = 12_000;

const REFUSED = new InvalidParametersError('status 304: no', { status: 304 });
const SLOW = new WithingsError('status 522: timeout', { status: 522, family: 'timeout' });

/** A session whose token has expired, and a cloud that answers refreshes in these ways, the last one for ever. */
function world(answers: readonly (Error | object)[], more: Partial<SessionOptions> = {}) {
  const at = { now: START };
  const asked: unknown[] = [];
  const session = createSession({
    ...{ clientId: 'id', clientSecret: 'secret' },
    async call({ endpoint, accessToken, params }: ApiRequest) {
      if (endpoint !== '/v2/oauth2') return accessToken;
      asked.push(params.refresh_token);
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    tokens: { accessToken: 'old', refreshToken: 'r1', userId: '7001', expiresAt: START - 1 },
    onTokens: async () => {},
    inTurn: (refresh) => refresh(undefined),
    clock: () => at.now,
    stopwatch: () => at.now,
    sleep: async () => {},
    random: () => 0,
    ...more,
  });
  return { at, asked, session };
}

const PAIR = { userid: 7001, access_token: 'new', refresh_token: 'r2' };

describe('a refresh that has failed', () => {
  it.each([
    ['is refused', REFUSED],
    ['took Withings too long', SLOW],
    ['a gateway answers', new TransportError('HTTP 502', { status: 502 })],
    ['is refused as a login', new AuthenticationError('status 401', { status: 401 })],
    ['is dead', new AuthenticationError('invalid refresh_token', { status: 503, needsLogin: true })],
  ])('is not made again as long as Withings would refuse it for that: %s', async (_, failure) => {
    const { session, at, asked } = world([failure, PAIR]);

    for (const later of [0, 1000, ALLOWED_AGAIN - 1001]) {
      at.now += later;
      expect(await failureOf(session.call(GETMEAS))).toBe(failure);
    }
    expect(asked).toEqual(['r1']);
    at.now += 1;

    expect(await session.call(GETMEAS)).toBe('new');
  });

  it.each([
    ['without tokens', { userid: 7001 }, /without tokens/],
    ['with those of somebody else', { ...PAIR, userid: 7002 }, /another user/],
  ])('by an answer %s is one', async (_, answer, words) => {
    const { session, asked } = world([answer]);

    for (let call = 0; call < 2; call++) expect((await failureOf(session.call(GETMEAS))).message).toMatch(words);

    expect(asked).toEqual(['r1']);
  });

  it('says nothing of another token', async () => {
    const { session, asked } = world([REFUSED, PAIR]);
    await failureOf(session.call(GETMEAS));

    session.use({ userId: '7001', accessToken: 'a', refreshToken: 'r7', expiresAt: START - 1, scope: '' });

    expect(await session.call(GETMEAS)).toBe('new');
    expect(asked).toEqual(['r1', 'r7']);
  });

  it.each([
    ['there was no connection', new TransportError('no connection')],
    ['everything stops', new DOMException('stopped', 'AbortError')],
  ])('without an answer is made again at once: %s', async (_, failure) => {
    const { session, asked } = world([failure, PAIR]);
    await failureOf(session.call(GETMEAS));

    expect(await session.call(GETMEAS)).toBe('new');
    expect(asked).toEqual(['r1', 'r1']);
  });

  it('for coming too often is made again when Withings has said, and no later', async () => {
    const { session, at, asked } = world([new RateLimitError('slow down', { retryAfter: 3 }), PAIR]);
    await failureOf(session.call(GETMEAS));
    at.now += 3000;

    expect(await session.call(GETMEAS)).toBe('new');
    expect(asked).toEqual(['r1', 'r1']);
  });

  it('is forgotten where another process has stored another pair meanwhile', async () => {
    const other = {
      userId: '7001',
      accessToken: 'theirs',
      refreshToken: 'r7',
      expiresAt: START + 3_600_000,
      scope: '',
    };
    let stored: typeof other | undefined;
    const { session, asked } = world([REFUSED], { inTurn: (refresh) => refresh(stored) });
    await failureOf(session.call(GETMEAS));
    stored = other;

    expect(await session.call(GETMEAS)).toBe('theirs');
    expect(asked).toEqual(['r1']);
  });
});

import { describe, expect, it } from 'vitest';
import { AuthenticationError, RateLimitError, TransportError } from '../../src/withings/errors.js';
import { createSession } from '../../src/withings/session.js';
import type { ApiRequest } from '../../src/withings/transport.js';
import { failureOf } from './support.js';

const START = Date.UTC(2026, 9, 1, 12);
const MINUTE = 60_000;
const GETMEAS = { endpoint: '/measure', action: 'getmeas', params: {} };

const AWAY = new TransportError('no connection');
const BUSY = new RateLimitError('slow down', { status: 601, retryAfter: 188 });
const DEAD = new AuthenticationError('invalid refresh_token', { status: 503, needsLogin: true });

/** A session whose token lives for so many minutes more; the token endpoint fails as long as `trouble` is set. */
function world(minutes: number, trouble: Error | undefined = AWAY) {
  const at: { now: number; trouble: Error | undefined } = { now: START, trouble };
  const asked: string[] = [];
  const session = createSession({
    ...{ clientId: 'id', clientSecret: 'secret' },
    async call({ endpoint, accessToken = '' }: ApiRequest) {
      asked.push(endpoint === '/v2/oauth2' ? 'refresh' : accessToken);
      if (endpoint !== '/v2/oauth2') return accessToken;
      if (at.trouble) throw at.trouble;
      return { userid: 7001, access_token: 'new', refresh_token: 'r2' };
    },
    tokens: { accessToken: 'old', refreshToken: 'r1', userId: '7001', expiresAt: START + minutes * MINUTE },
    onTokens: async () => {},
    inTurn: (refresh) => refresh(undefined),
    clock: () => at.now,
    stopwatch: () => at.now,
    sleep: async () => {},
    random: () => 0,
  });
  return { at, asked, session };
}

describe('a token endpoint that is away', () => {
  it('stops no call as long as the access token works', async () => {
    const { session, at, asked } = world(4);

    const answers = [await session.call(GETMEAS), await session.call(GETMEAS)];
    at.trouble = undefined;
    at.now += MINUTE;
    answers.push(await session.call(GETMEAS));

    expect(answers).toEqual(['old', 'old', 'new']);
    expect(asked).toEqual(['refresh', 'old', 'old', 'refresh', 'new']);
  });

  it('is an error as soon as the token has expired', async () => {
    const { session, at } = world(4);

    await session.call(GETMEAS);
    at.now += 4 * MINUTE;

    expect(await failureOf(session.call(GETMEAS))).toBe(AWAY);
  });

  it('answers that the login is dead: that is said at once', async () => {
    const { session } = world(4, DEAD);

    for (let call = 0; call < 2; call++) expect(await failureOf(session.call(GETMEAS))).toBe(DEAD);
  });
});

describe('a token endpoint that wants fewer calls', () => {
  it('is left alone for as long as it says, and every call says so in the same words', async () => {
    const { session, at, asked } = world(0, BUSY);

    const waits: number[] = [];
    const words = new Set<string>();
    for (const seconds of [0, 0.5, 99.5, 87.9]) {
      at.now += seconds * 1000;
      const { message, retryAfter } = (await failureOf(session.call(GETMEAS))) as RateLimitError;
      waits.push(retryAfter);
      words.add(message);
    }
    at.trouble = undefined;
    at.now += 100;

    expect(waits).toEqual([188, 188, 88, 1]);
    expect(words).toEqual(new Set([BUSY.message]));
    expect(asked).toEqual(['refresh']);
    expect(await session.call(GETMEAS)).toBe('new');
  });

  it('stops no call as long as the access token works', async () => {
    const { session, at, asked } = world(5, BUSY);

    for (const seconds of [0, 60, 100, 100]) {
      at.now += seconds * 1000;
      expect(await session.call(GETMEAS)).toBe('old');
    }

    expect(asked).toEqual(['refresh', 'old', 'old', 'old', 'refresh', 'old']);
  });
});

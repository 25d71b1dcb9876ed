import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  InvalidParametersError,
  RateLimitError,
  TransportError,
  WithingsError,
} from '../../src/withings/errors.js';
import { createLastingRefusal } from '../../src/withings/lasting-refusal.js';
import { createSession } from '../../src/withings/session.js';
import { failureOf } from './support.js';

const MINUTE = 60_000;
const REFUSED = new AuthenticationError('status 401: invalid_token', { status: 401 });
const OTHERWISE = new AuthenticationError('status 100: no', { status: 100 });
const DEACTIVATED = new InvalidParametersError('status 328: the user is deactivated', { status: 328 });
const AWAY = new TransportError('no connection');

type Refresh = readonly [minute: number, failure: Error, token?: string];

/** A login whose refreshes fail at these minutes in these ways; whether each of them asks for a new login. */
async function asked(refreshes: readonly Refresh[], sessions: 'one' | 'one each'): Promise<boolean[]> {
  let now = 0;
  let failure: Error = AWAY;
  const lastingRefusal = createLastingRefusal(() => now);
  const open = () =>
    createSession({
      ...{ clientId: 'id', clientSecret: 'secret', tokens: {}, lastingRefusal },
      call: () => Promise.reject(failure),
      onTokens: async () => {},
      inTurn: (refresh) => refresh(undefined),
      ...{ clock: () => now, stopwatch: () => now, sleep: async () => {}, random: () => 0 },
    });
  const first = open();
  const answers: boolean[] = [];
  for (const [minute, next, refreshToken = 'r1'] of refreshes) {
    const session = sessions === 'one' ? first : open();
    session.use({ userId: '7001', accessToken: 'a', refreshToken, expiresAt: 0, scope: '' });
    now = minute * MINUTE;
    failure = next;
    const error = await failureOf(session.refresh());
    answers.push(error instanceof AuthenticationError && error.needsLogin);
  }
  return answers;
}

const asksForLogin = (...refreshes: readonly Refresh[]) => asked(refreshes, 'one');

const each = (failure: Error, ...minutes: number[]) => minutes.map((minute) => [minute, failure] as const);

describe('a refresh that is refused', () => {
  it.each([
    ['401', REFUSED],
    ['that the user is deactivated', DEACTIVATED],
    ['that a parameter is wrong', new InvalidParametersError('status 304: no', { status: 304 })],
    ['that another one is', new InvalidParametersError('status 293: no', { status: 293 })],
  ])('with %s asks for a new login when that goes on for an hour', async (_, refusal) => {
    expect(await asksForLogin(...each(refusal, 0, 20, 40, 59, 60, 70))).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('says so in words that stay', async () => {
    let now = 0;
    const session = createSession({
      ...{ clientId: 'id', clientSecret: 'secret', tokens: { refreshToken: 'r1' } },
      call: () => Promise.reject(REFUSED),
      onTokens: async () => {},
      inTurn: (refresh) => refresh(undefined),
      ...{ clock: () => now, stopwatch: () => now, sleep: async () => {}, random: () => 0 },
    });
    const words: string[] = [];
    for (; now <= 100 * MINUTE; now += 20 * MINUTE) words.push((await failureOf(session.refresh())).message);

    expect(new Set(words.slice(0, 3))).toEqual(new Set(['status 401: invalid_token']));
    expect(new Set(words.slice(3))).toEqual(new Set(['status 401: invalid_token, each time for an hour']));
  });

  it('wants to be refused often, too: two answers far apart are no proof', async () => {
    expect(await asksForLogin(...each(REFUSED, 0, 300, 600, 900))).toEqual([false, false, false, true]);
  });

  it.each([
    ['with something that may pass', [30, AWAY]],
    ['in another way', [30, OTHERWISE]],
  ] as const)('begins anew when one fails in between %s', async (_, between) => {
    const refreshes = [...each(REFUSED, 0, 10, 20), between, ...each(REFUSED, 40, 50, 61, 70, 99, 100)];

    expect(await asksForLogin(...refreshes)).toEqual([...Array(9).fill(false), true]);
  });

  it('counts for one token alone', async () => {
    const refreshes = [...each(REFUSED, 0, 20, 40), [60, REFUSED, 'r2'], [61, REFUSED]] as const;

    expect(await asksForLogin(...refreshes)).toEqual([false, false, false, false, true]);
  });

  it('counts over clients that come and go, and is forgotten after a day', async () => {
    expect(await asked(each(REFUSED, 0, 20, 40, 60), 'one each')).toEqual([false, false, false, true]);
    const other = [24 * 60, REFUSED, 'r2'] as const;
    const later = [24 * 60, REFUSED] as const;
    expect(await asked([...each(REFUSED, 0, 0, 0), other, later], 'one each')).toEqual(Array(5).fill(false));
  });

  it('goes on over one that came too often', async () => {
    const busy = new RateLimitError('fewer calls', { retryAfter: 12 });

    expect(await asksForLogin(...each(REFUSED, 0, 10, 20), [30, busy], [61, REFUSED])).toEqual([
      ...[false, false, false],
      ...[false, true],
    ]);
  });

  it.each([
    new AuthenticationError('status 401: invalid client', { status: 401 }),
    new InvalidParametersError('status 293: invalid client_id', { status: 293 }),
    new WithingsError('status 277: no', { status: 277, family: 'unauthorized' }),
    new WithingsError('status 2554: not implemented', { status: 2554, family: 'not_implemented' }),
    new TransportError('HTTP 502', { status: 502 }),
  ])('never for what a new login would not mend: %s', async (refusal) => {
    expect(await asksForLogin(...each(refusal, 0, 20, 40, 60, 90, 300))).toEqual(Array(6).fill(false));
  });
});

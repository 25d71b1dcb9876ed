import { describe, expect, it } from 'vitest';
import { WithingsError } from '../../src/withings/errors.js';
import { createSession } from '../../src/withings/session.js';
import type { Tokens } from '../../src/withings/tokens.js';
import type { ApiRequest } from '../../src/withings/transport.js';
import { failureOf } from './support.js';

const GETMEAS = { endpoint: '/measure', action: 'getmeas', params: {} };
const OLD: Tokens = { userId: '7001', accessToken: 'a1', refreshToken: 'r1', expiresAt: 0, scope: 'user.info' };

/** A session whose token has expired; the cloud answers refreshes with `reply`. */
function world(
  onTokens: (tokens: Tokens) => Promise<void>,
  reply: unknown = { userid: 7001, access_token: 'a2', refresh_token: 'r2' },
  tokens: Partial<Tokens> = OLD,
  stored: () => Tokens | undefined | Promise<never> = () => undefined,
) {
  const requests: ApiRequest[] = [];
  const session = createSession({
    clientId: 'id',
    clientSecret: 'secret',
    call: async (request) => {
      requests.push(request);
      return request.endpoint === '/v2/oauth2' ? reply : 'fine';
    },
    tokens,
    onTokens,
    inTurn: async (refresh) => refresh(await stored()),
    clock: () => 1_000_000,
    stopwatch: () => 1_000_000,
    sleep: async () => {},
    random: () => 0,
  });
  return { session, requests };
}

describe('session: stored before used', () => {
  it('waits for the store before the new token goes out', async () => {
    const stored: Tokens[] = [];
    let finish = () => {};
    const writing = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { session, requests } = world(async (tokens) => {
      stored.push(tokens);
      await writing;
    });

    const call = session.call(GETMEAS);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    const [sentMeanwhile, usedMeanwhile] = [requests.length, session.tokens()];
    finish();
    await call;

    expect(sentMeanwhile).toBe(1);
    expect(usedMeanwhile).toEqual(OLD);
    expect(stored).toEqual([
      { userId: '7001', accessToken: 'a2', refreshToken: 'r2', expiresAt: 1_000_000 + 10_800_000, scope: 'user.info' },
    ]);
    expect(requests[1]?.accessToken).toBe('a2');
  });

  it('a store that fails: the old pair stays in use, and the new one is stored before anything is asked again', async () => {
    let full = true;
    const { session, requests } = world(async () => {
      if (full) throw new Error('disk full');
    });

    const failures = [await failureOf(session.call(GETMEAS)), await failureOf(session.refresh())];
    const kept = session.tokens();
    full = false;
    const sent = [...requests];
    await session.call(GETMEAS);

    expect(failures.map(({ message }) => message)).toEqual(['disk full', 'disk full']);
    expect(kept).toEqual(OLD);
    expect(sent.map(({ params }) => params.refresh_token)).toEqual(['r1']);
    expect(requests.slice(1).map(({ params, accessToken }) => params.refresh_token ?? accessToken)).toEqual(['a2']);
    expect(session.tokens().refreshToken).toBe('r2');
  });

  it('a store that fails does not stop an access token that still has some minutes', async () => {
    const { session, requests } = world(
      async () => {
        throw new Error('disk full');
      },
      undefined,
      { ...OLD, expiresAt: 1_000_000 + 60_000 },
    );

    await session.call(GETMEAS);
    await session.call(GETMEAS);

    expect(requests.map(({ params, accessToken }) => params.refresh_token ?? accessToken)).toEqual(['r1', 'a1', 'a1']);
  });

  it('a store that has no turn to give does not stop an access token that still has some minutes', async () => {
    const { session, requests } = world(
      async () => {},
      undefined,
      { ...OLD, expiresAt: 1_000_000 + 60_000 },
      () => Promise.reject(new Error('read-only')),
    );

    await session.call(GETMEAS);

    expect(requests.map(({ accessToken }) => accessToken)).toEqual(['a1']);
  });

  it('a pair that another process has stored meanwhile is used, and nothing is asked', async () => {
    const other = { ...OLD, accessToken: 'a7', refreshToken: 'r7', expiresAt: 1_000_000 + 3_600_000 };
    const { session, requests } = world(
      async () => {},
      undefined,
      OLD,
      () => other,
    );

    await session.call(GETMEAS);

    expect(requests.map(({ accessToken }) => accessToken)).toEqual(['a7']);
  });

  it('a new login that somebody has stored takes the place of a pair that could not be', async () => {
    const other = { ...OLD, accessToken: 'a7', refreshToken: 'r7', expiresAt: 1_000_000 + 3_600_000 };
    let stored: Tokens | undefined;
    const { session, requests } = world(
      async () => {
        throw new Error('disk full');
      },
      undefined,
      OLD,
      () => stored,
    );

    await failureOf(session.call(GETMEAS));
    stored = other;
    await session.call(GETMEAS);

    expect(requests.map(({ params, accessToken }) => params.refresh_token ?? accessToken)).toEqual(['r1', 'a7']);
  });

  it('a new login is stored before it is used, too', async () => {
    const { session } = world(async () => {
      throw new Error('disk full');
    });

    expect((await failureOf(session.adopt({ ...OLD, accessToken: 'a9' }))).message).toBe('disk full');
    expect(session.tokens()).toEqual(OLD);
  });
});

describe('session: whose tokens', () => {
  it.each([
    ['another number', 7002],
    ['another string', '7002'],
  ])('refuses those of another user: %s', async (_, userid) => {
    const stored: Tokens[] = [];
    const { session } = world(async (tokens) => void stored.push(tokens), {
      userid,
      access_token: 'a2',
      refresh_token: 'r2',
    });

    const failure = await failureOf(session.refresh());

    expect(failure).toBeInstanceOf(WithingsError);
    expect(failure.message).toContain('another user');
    expect([stored, session.tokens()]).toEqual([[], OLD]);
  });

  it('an answer without a userid is the same user', async () => {
    const { session } = world(async () => {}, { access_token: 'a2', refresh_token: 'r2' });

    expect((await session.refresh()).userId).toBe('7001');
  });

  it.each([
    ['without a scope', {}, 'user.info'],
    ['with an empty one', { scope: '' }, 'user.info'],
    ['with another one', { scope: 'user.metrics' }, 'user.metrics'],
  ])('an answer %s', async (_, more, scope) => {
    const { session } = world(async () => {}, { userid: 7001, access_token: 'a2', refresh_token: 'r2', ...more });

    expect((await session.refresh()).scope).toBe(scope);
    expect(session.tokens().scope).toBe(scope);
  });

  it('learns who it is where nobody has said', async () => {
    const { session } = world(async () => {}, undefined, { refreshToken: 'r1' });

    await session.refresh();

    expect(session.tokens()).toMatchObject({ userId: '7001', refreshToken: 'r2' });
  });

  it.each([
    ['one token', { access_token: 'a2', refresh_token: '' }],
    ['empty tokens', { access_token: '', refresh_token: '' }],
    ['blank tokens', { access_token: ' ', refresh_token: ' ' }],
    ['no tokens', {}],
    ['null', { access_token: null, refresh_token: null }],
  ])('an answer with %s replaces nothing', async (_, pair) => {
    const stored: Tokens[] = [];
    const { session } = world(async (tokens) => void stored.push(tokens), { userid: 7001, ...pair });

    expect((await failureOf(session.refresh())).name).toBe('TransportError');
    expect([stored, session.tokens()]).toEqual([[], OLD]);
  });
});

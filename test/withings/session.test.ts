import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  InvalidParametersError,
  RateLimitError,
  WithingsError,
} from '../../src/withings/errors.js';
import { createSession, type SessionOptions } from '../../src/withings/session.js';
import type { Tokens } from '../../src/withings/tokens.js';
import type { ApiRequest } from '../../src/withings/transport.js';
import { failureOf } from './support.js';

const NOW = Date.UTC(2026, 9, 1, 12);
const MINUTE = 60_000;
const GETMEAS = { endpoint: '/measure', action: 'getmeas', params: { lastupdate: 0 } };

function pair(name: string, more: Partial<Tokens> = {}): Tokens {
  return {
    userId: '7001',
    accessToken: `access-${name}`,
    refreshToken: `refresh-${name}`,
    expiresAt: NOW + 180 * MINUTE,
    scope: '',
    ...more,
  };
}

const refused = () => new AuthenticationError('refused', { status: 401 });

/** A session over a cloud in memory: refreshes give new-1, new-2 and so on; `refuse` names the dead access tokens. */
function world(options: { refuse?: readonly string[] } & Partial<SessionOptions> = {}) {
  const { refuse = [], ...rest } = options;
  const events: string[] = [];
  const slept: number[] = [];
  let made = 0;
  async function call(request: ApiRequest): Promise<unknown> {
    if (request.endpoint === '/v2/oauth2') {
      events.push(`refresh ${request.params.refresh_token}`);
      made += 1;
      await Promise.resolve();
      return { userid: 7001, access_token: `access-new-${made}`, refresh_token: `refresh-new-${made}` };
    }
    events.push(`${request.action} ${request.accessToken}`);
    if (refuse.includes(request.accessToken ?? '')) throw refused();
    return { answered: request.accessToken };
  }
  const session = createSession({
    clientId: 'id',
    clientSecret: 'secret',
    call,
    tokens: pair('old'),
    onTokens: async (next) => void events.push(`store ${next.accessToken}`),
    inTurn: (refresh) => refresh(undefined),
    clock: () => NOW,
    stopwatch: () => NOW,
    sleep: async (milliseconds) => void slept.push(milliseconds),
    random: () => 0,
    ...rest,
  });
  return { session, events, slept };
}

describe('session: a fresh token', () => {
  it('uses the token it has, and marks the call as repeatable', async () => {
    const requests: ApiRequest[] = [];
    const { session } = world({ call: async (request) => void requests.push(request) });

    await session.call(GETMEAS);

    expect(requests).toEqual([{ ...GETMEAS, accessToken: 'access-old', repeatable: true }]);
  });

  it.each([
    ['5 minutes and a bit before the end', 5 * MINUTE + 1, ['getmeas access-old']],
    ['5 minutes before the end', 5 * MINUTE, ['refresh refresh-old', 'store access-new-1', 'getmeas access-new-1']],
    ['after the end', -MINUTE, ['refresh refresh-old', 'store access-new-1', 'getmeas access-new-1']],
  ])('%s', async (_, left, expected) => {
    const { session, events } = world({ tokens: pair('old', { expiresAt: NOW + left }) });

    await session.call(GETMEAS);

    expect(events).toEqual(expected);
  });

  it('without a time of expiry the token is used until it is refused', async () => {
    const { session, events } = world({ tokens: { accessToken: 'a', refreshToken: 'r' } });

    await session.call(GETMEAS);

    expect(events).toEqual(['getmeas a']);
  });

  it('with a refresh token alone it starts with a refresh', async () => {
    const { session, events } = world({ tokens: { refreshToken: 'r' } });

    await session.call(GETMEAS);

    expect(events).toEqual(['refresh r', 'store access-new-1', 'getmeas access-new-1']);
  });

  it('without any token only a login helps', async () => {
    const { session, events } = world({ tokens: {} });

    expect(await failureOf(session.call(GETMEAS))).toMatchObject({ name: 'AuthenticationError', needsLogin: true });
    expect(events).toEqual([]);
  });
});

describe('session: a refused token', () => {
  it('is refreshed and the call repeated', async () => {
    const { session, events } = world({ refuse: ['access-old'] });

    expect(await session.call(GETMEAS)).toEqual({ answered: 'access-new-1' });
    expect(events).toEqual(['getmeas access-old', 'refresh refresh-old', 'store access-new-1', 'getmeas access-new-1']);
  });

  it('three attempts, waiting longer each time, and one refresh: then only a person can help', async () => {
    const { session, events, slept } = world({ refuse: ['access-old', 'access-new-1', 'access-new-2'] });

    const failure = await failureOf(session.call(GETMEAS));

    expect(failure).toMatchObject({ name: 'AuthenticationError', status: 401, needsLogin: true });
    expect(failure.message).toBe('refused, also with a token made a moment ago');
    expect(events.filter((event) => event.startsWith('getmeas'))).toHaveLength(3);
    expect(events.filter((event) => event.startsWith('refresh'))).toEqual(['refresh refresh-old']);
    expect(slept).toEqual([500, 1000]);
  });

  it.each([
    ['the answer', 'fine'],
    ['a refusal', refused()],
  ])('a third attempt that comes too soon for Withings is made once more, and %s to that counts', async (_, last) => {
    const tooSoon = new RateLimitError('fewer calls (Same arguments in less than 10 seconds)', { retryAfter: 12 });
    const answers: unknown[] = [refused(), refused(), tooSoon, last];
    const call = async ({ endpoint }: ApiRequest) => {
      if (endpoint === '/v2/oauth2') return { access_token: 'a2', refresh_token: 'r2' };
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const { session, slept } = world({ call });

    const result = await session.call(GETMEAS).catch((error: unknown) => error);

    if (last === 'fine') expect(result).toBe('fine');
    else expect(result).toMatchObject({ name: 'AuthenticationError', status: 401, needsLogin: true });
    expect(answers).toEqual([]);
    expect(slept.at(-1)).toBe(12_000);
  });

  it('one call that is refused while others go through is no reason to log in again', async () => {
    const call = async ({ endpoint, action }: ApiRequest) => {
      if (endpoint === '/v2/oauth2') return { access_token: 'a2', refresh_token: 'r2' };
      if (action === 'getmeas') throw refused();
      return 'fine';
    };
    const { session } = world({ call });

    const [failure, other] = await Promise.all([
      failureOf(session.call(GETMEAS)),
      session.call({ ...GETMEAS, action: 'getdevice' }),
    ]);

    expect(failure).toMatchObject({ name: 'AuthenticationError', needsLogin: false });
    expect(other).toBe('fine');
  });

  it('adds up to half of the wait at random', async () => {
    const { session, slept } = world({ refuse: ['access-old'], random: () => 1 });

    await session.call(GETMEAS);

    expect(slept).toEqual([750]);
  });

  it('no other failure causes a refresh or a repetition', async () => {
    const events: string[] = [];
    const call = async (request: ApiRequest) => {
      events.push(request.action);
      throw new InvalidParametersError('wrong', { status: 503 });
    };
    const { session } = world({ call });

    expect(await failureOf(session.call(GETMEAS))).toBeInstanceOf(InvalidParametersError);
    expect(events).toEqual(['getmeas']);
  });
});

describe('session: one refresh at a time', () => {
  it('two calls with an expired token', async () => {
    const { session, events } = world({ tokens: pair('old', { expiresAt: NOW - 1 }) });

    const answers = await Promise.all([session.call(GETMEAS), session.call(GETMEAS), session.refresh()]);

    expect(events.filter((event) => event.startsWith('refresh'))).toEqual(['refresh refresh-old']);
    expect(answers.slice(0, 2)).toEqual([{ answered: 'access-new-1' }, { answered: 'access-new-1' }]);
  });

  it('two calls with a refused token', async () => {
    const { session, events } = world({ refuse: ['access-old'] });

    await Promise.all([session.call(GETMEAS), session.call(GETMEAS)]);

    expect(events.filter((event) => event.startsWith('refresh'))).toEqual(['refresh refresh-old']);
  });

  it('a late refusal of the token before does not refresh the new one', async () => {
    let refuse: (() => void) | undefined;
    const late = new Promise<void>((resolve) => {
      refuse = resolve;
    });
    let tokens: string[] = [];
    const { session } = world({
      call: async (request) => {
        if (request.endpoint === '/v2/oauth2') return { access_token: 'access-new', refresh_token: 'refresh-new' };
        tokens = [...tokens, request.accessToken ?? ''];
        if (request.accessToken !== 'access-old') return 'fine';
        await late;
        throw refused();
      },
    });
    const slow = session.call(GETMEAS);
    const next = await session.refresh();
    refuse?.();

    expect(await slow).toBe('fine');
    expect(tokens).toEqual(['access-old', next.accessToken]);
    expect(session.tokens().refreshToken).toBe('refresh-new');
  });

  it('the next one starts after the last has ended, also after a failed one', async () => {
    let attempts = 0;
    let now = NOW;
    const { session } = world({
      stopwatch: () => now,
      call: async () => {
        attempts += 1;
        if (attempts === 1) throw new WithingsError('try later', { status: 215 });
        return { userid: '7001', access_token: 'a2', refresh_token: 'r2' };
      },
    });

    await failureOf(session.refresh());
    now += 12_000;

    expect((await session.refresh()).accessToken).toBe('a2');
    expect(attempts).toBe(2);
  });
});

describe('session: a login that is gone', () => {
  it('is asked about once by calls that are refused together, and again later', async () => {
    let now = NOW;
    const asked: string[] = [];
    const { session } = world({
      stopwatch: () => now,
      async call(request) {
        if (request.endpoint !== '/v2/oauth2') throw refused();
        asked.push(String(request.params.refresh_token));
        throw new AuthenticationError('invalid refresh_token', { status: 503, needsLogin: true });
      },
    });
    const call = () => failureOf(session.call(GETMEAS));

    // One is refused a little later than the other: the refresh of the first is over by then.
    for (let index = 0; index < 2; index++) expect(await call()).toMatchObject({ needsLogin: true });
    expect(asked).toEqual(['refresh-old']);

    now += 12_000;
    expect(await call()).toMatchObject({ needsLogin: true });
    expect(asked).toEqual(['refresh-old', 'refresh-old']);
  });
});

import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '../../src/page/api.js';
import { SAFETY_HEADERS } from '../../src/page/safety-headers.js';
import { JSON_TYPE, servePage } from './serve-page.js';

describe('the safety headers', () => {
  it.each(['/', '/assets/index-AbCd1234.js', '/api/state', '/api/nothing', '/../x', '/%zz', '/api/people/x/refresh'])(
    'are on the answer of %s',
    async (url) => {
      const { app } = await servePage();

      const { headers } = await app.inject({ url });

      const { 'cache-control': kept, ...always } = SAFETY_HEADERS;
      expect(headers).toMatchObject(always);
      if (!url.startsWith('/assets')) expect(headers['cache-control']).toBe(kept);
    },
  );

  it('allow nothing inline and no other host', () => {
    expect(SAFETY_HEADERS['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; " +
        "require-trusted-types-for 'script'",
    );
  });

  it('are on a refused host, too, which a person is told of in a sentence', async () => {
    const { app } = await servePage();

    const answer = await app.inject({ url: '/', headers: { host: 'evil.example' } });

    expect(answer.statusCode).toBe(421);
    expect(answer.headers).toMatchObject(SAFETY_HEADERS);
    expect(answer.body).toBe(
      'This page does not go by the name "evil.example"; if it is to, write its address into page.url.\n',
    );
  });
});

describe('what cannot be answered', () => {
  it.each([
    [404, 'not_found', { url: '/api/nothing' }],
    [404, 'unknown_account', { url: '/api/people/carla/refresh', method: 'POST', payload: {} }],
    [404, 'unknown_account', { url: '/api/people/..%2F..%2Fetc%2Fpasswd/refresh', method: 'POST', payload: {} }],
    [404, 'unknown_account', { url: '/api/people/__proto__/refresh', method: 'POST', payload: {} }],
    [400, 'bad_request', { url: '/api/session', method: 'POST', headers: JSON_TYPE, payload: '{' }],
    [400, 'bad_request', { url: '/api/session', method: 'POST', headers: JSON_TYPE, payload: '{"__proto__": {}}' }],
    [400, 'bad_request', { url: '/api/session', method: 'POST', payload: { password: 7 } }],
    [413, 'bad_request', { url: '/api/session', method: 'POST', payload: { password: 'x'.repeat(10_000_000) } }],
    [
      415,
      'bad_request',
      { url: '/api/session', method: 'POST', headers: { 'content-type': 'text/plain' }, payload: '{}' },
    ],
    [403, 'foreign_origin', { url: '/api/state', headers: { origin: 'https://evil.example' } }],
  ] as const)('is told as %s %s, with a sentence', async (status, code, request) => {
    const { app, unexpected } = await servePage();

    const answer = await app.inject(request);

    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.json().error).toMatch(/^[A-Z].+\.$/);
    expect(PROBLEM_CODES).toContain(answer.json().code);
    expect(unexpected).toEqual([]);
  });

  it('is told as nothing when it is the fault of the program', async () => {
    const { app, unexpected } = await servePage({
      connections: () => {
        throw new Error('a secret');
      },
    });

    const answer = await app.inject({ url: '/api/state' });

    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({
      code: 'internal',
      error: 'Something went wrong here; the log of the bridge knows what.',
    });
    expect(unexpected).toEqual([new Error('a secret')]);
  });
});

describe('page.url with a path', () => {
  const page = '{ url: "https://home.example/health/withings" }';

  it('lets a proxy leave the path in, or take it away', async () => {
    const { app } = await servePage({ page });

    const whole = await app.inject({ url: '/health/withings/api/state', headers: { host: 'home.example' } });
    const stripped = await app.inject({ url: '/api/state', headers: { host: '127.0.0.1:8098' } });

    expect([whole.statusCode, stripped.statusCode]).toEqual([200, 200]);
  });

  it('is the folder that everything is relative to', async () => {
    const { app } = await servePage({ page });

    const { statusCode, headers } = await app.inject({ url: '/health/withings' });

    expect([statusCode, headers.location]).toEqual([308, 'withings/']);
  });

  it.each([
    ['a*b', 'a*b', 'axb'],
    ['x:y', 'x:y', 'xz'],
    ['a(b', 'a(b', 'ab'],
    ['gesundheit/größe', 'gesundheit/gr%C3%B6%C3%9Fe', 'gesundheit/gr'],
  ])('may have any letters: %s', async (path, asked, other) => {
    const { app } = await servePage({ page: `{ url: "https://home.example/${path}" }` });
    const ask = async (url: string) => (await app.inject({ url, headers: { host: 'home.example' } })).statusCode;

    expect(await ask(`/${asked}`)).toBe(308);
    expect(await ask(`/${asked}?a=b`)).toBe(308);
    expect(await ask(`/${asked}/api/state`)).toBe(200);
    expect(await ask(`/${other}`)).toBe(404);
  });

  it.each(['api/state', 'index.html', 'calendar/a/b.ics'])(
    'may be one that the page has itself, which a proxy that takes it away asks for: %s',
    async (path) => {
      const { app } = await servePage({ page: `{ url: "https://home.example/${path}" }` });
      const ask = async (url: string) => (await app.inject({ url, headers: { host: 'home.example' } })).statusCode;

      expect([await ask('/api/state'), await ask('/index.html')]).toEqual([200, 200]);
      expect([await ask(`/${path}/api/state`), await ask(`/${path}/`)]).toEqual([200, 200]);
    },
  );
});

describe('POST /api/people/<account>/refresh', () => {
  it('fetches now', async () => {
    const { app, house } = await servePage();

    const answer = await app.inject({ url: '/api/people/anna/refresh', method: 'POST', payload: {} });

    expect([answer.statusCode, house.refreshed]).toEqual([200, ['anna']]);
    expect(answer.json()).toEqual({ state: 'fetched' });
  });

  it('says what could not be fetched of this person', async () => {
    const { app, house } = await servePage();
    const fetchFor = async (name: string) => {
      const { statusCode, body } = await app.inject({
        url: `/api/people/${name}/refresh`,
        method: 'POST',
        payload: {},
      });
      return [statusCode, JSON.parse(body)];
    };
    house.become('anna', { problems: new Map([['sleep', 'no answer in time']]) });
    expect(await fetchFor('ben')).toEqual([200, { state: 'fetched' }]);
    expect(await fetchFor('anna')).toEqual([
      502,
      expect.objectContaining({ code: 'feed_failed', fields: expect.objectContaining({ feed: 'sleep' }) }),
    ]);
    house.become('anna', { authorization: 'required', loginProblem: 'invalid refresh_token' });
    expect(await fetchFor('anna')).toEqual([502, expect.objectContaining({ code: 'login_lost' })]);
  });

  it('is one for all who ask while it is under way, and says when it takes long', async () => {
    let times = 0;
    let finish = () => {};
    const refresh = () => {
      times += 1;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    };
    const tools = { clock: Date.now, random: Math.random, sleep: async () => {} };
    const { app } = await servePage({ refresh, options: { tools } });
    const ask = () => app.inject({ url: '/api/people/anna/refresh', method: 'POST', payload: {} });

    const answers = [await ask(), await ask()];
    finish();

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
    expect(answers[0]!.json()).toEqual({ state: 'going_on' });
    expect(times).toBe(1);
  });
});

import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, it } from 'vitest';
import type { House } from '../../src/page/house.js';
import { createVirtualTime } from '../virtual-time.js';
import { JSON_TYPE, PASSWORD, type PageWishes, servePage } from './serve-page.js';

const WITH_PASSWORD = `{ password: "${PASSWORD}" }`;
const EVERYWHERE = `{ host: 0.0.0.0, password: "${PASSWORD}", url: "https://home.example/w" }`;
const INGRESS = '172.30.32.2';

/** What a page with a password says, by a clock that stands still. */
async function doors(wishes: PageWishes = {}) {
  const time = createVirtualTime();
  const tools = { clock: time.now, random: Math.random, sleep: time.sleep };
  const served = await servePage({ page: WITH_PASSWORD, ...wishes, options: { tools, ...wishes.options } });
  const { app } = served;
  return {
    ...served,
    time,
    signIn: (password: string, remoteAddress = '127.0.0.1', headers: Record<string, string> = {}) =>
      app.inject({ url: '/api/session', method: 'POST', payload: { password }, remoteAddress, headers }),
    state: (headers: Record<string, string> = {}, remoteAddress = '127.0.0.1') =>
      app.inject({ url: '/api/state', headers, remoteAddress }),
  };
}

const cookieOf = (answer: LightMyRequestResponse) => String(answer.headers['set-cookie'] ?? '');
const sent = (answer: LightMyRequestResponse) => ({ cookie: cookieOf(answer).split(';')[0]! });
const told = (answer: LightMyRequestResponse) => [answer.statusCode, answer.json().code];

describe('a password', () => {
  it('is asked of all who want health data, but not for the page that asks for it', async () => {
    const { app, state } = await doors();

    expect(told(await state())).toEqual([401, 'sign_in']);
    expect((await app.inject({ url: '/' })).statusCode).toBe(200);
    expect((await app.inject({ url: '/assets/index-AbCd1234.js' })).statusCode).toBe(200);
    expect(told(await app.inject({ url: '/api/people/anna/refresh', method: 'POST', payload: {} }))).toEqual([
      ...[401, 'sign_in'],
    ]);
  });

  it('opens a session in a cookie that no script can read', async () => {
    const { signIn, state } = await doors();

    const answer = await signIn(PASSWORD);

    expect(answer.statusCode).toBe(200);
    expect(cookieOf(answer)).toMatch(
      /^withings2mqtt-house=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    );
    expect((await state(sent(answer))).json().signed_in).toBe(true);
  });

  it('ends its session when the person signs out', async () => {
    const { app, signIn, state } = await doors();
    const cookie = sent(await signIn(PASSWORD));

    const answer = await app.inject({ url: '/api/session', method: 'DELETE', headers: { ...cookie, ...JSON_TYPE } });

    expect(cookieOf(answer)).toMatch(/^withings2mqtt-house=; Path=\/; Max-Age=0; /);
    expect((await state(cookie)).statusCode).toBe(401);
  });

  it('ends all sessions that a browser has, wherever it keeps their cookies', async () => {
    const { app, signIn, state } = await doors({ page: EVERYWHERE });
    const at = (origin: string) => signIn(PASSWORD, '127.0.0.1', { origin, host: '127.0.0.1:8098' });
    const cookies = [sent(await at('https://home.example')), sent(await at('http://127.0.0.1:8098'))];
    const cookie = cookies.map((one) => one.cookie).join('; ');

    const { headers } = await app.inject({ url: '/api/session', method: 'DELETE', headers: { cookie } });

    expect([headers['set-cookie']].flat()).toEqual([
      expect.stringMatching(/=; Path=\/w\/; Max-Age=0; .*Secure$/),
      expect.stringMatching(/=; Path=\/; Max-Age=0; /),
    ]);
    for (const one of cookies) expect((await state(one)).statusCode).toBe(401);
  });

  it("does not end another bridge's session at the same host, whose port a cookie does not know", async () => {
    const store = { settings: { instance: async () => 'other' } } as House['store'];
    const [one, other] = [await doors(), await doors({ store })];
    const cookies = [sent(await one.signIn(PASSWORD)), sent(await other.signIn(PASSWORD))];

    expect(new Set(cookies.map(({ cookie }) => cookie.split('=')[0])).size).toBe(2);
    const cookie = cookies.map((sole) => sole.cookie).join('; ');
    expect([(await one.state({ cookie })).statusCode, (await other.state({ cookie })).statusCode]).toEqual([200, 200]);
  });

  it('that is given again ends the session before', async () => {
    const { signIn, state } = await doors();
    const before = sent(await signIn(PASSWORD));

    await signIn('wrong', '10.0.0.7', before);
    expect((await state(before)).statusCode).toBe(200);
    const after = sent(await signIn(PASSWORD, '127.0.0.1', before));

    expect([(await state(before)).statusCode, (await state(after)).statusCode]).toEqual([401, 200]);
  });

  it('holds for 30 days since it was last used, and the browser is told so', async () => {
    const { signIn, state, time } = await doors();
    const cookie = sent(await signIn(PASSWORD));
    const day = 86_400_000;

    time.jump(29 * day);
    const answer = await state(cookie);
    time.jump(29 * day);
    expect((await state(cookie)).statusCode).toBe(200);
    time.jump(30 * day);

    expect(cookieOf(answer)).toContain(cookie.cookie);
    expect((await state(cookie)).statusCode).toBe(401);
  });

  it('lets scripts in that send it with each request', async () => {
    const { state } = await doors();

    expect((await state({ authorization: `Bearer ${PASSWORD}` })).statusCode).toBe(200);
    expect(told(await state({ authorization: 'Bearer wrong' }))).toEqual([401, 'wrong_password']);
  });

  it('may have any letters', async () => {
    const page = '{ password: "Größe 💪" }';
    const { signIn, state } = await doors({ page });

    const bytes = Buffer.from('Größe 💪').toString('latin1');

    expect((await signIn('Größe 💪')).statusCode).toBe(200);
    expect((await state({ authorization: `Bearer ${bytes}` })).statusCode).toBe(200);
  });

  it('that is wrong ten times makes only whoever sent it wait, twice as long each time, up to a minute', async () => {
    const { signIn, time } = await doors({ page: EVERYWHERE });
    const waits: number[] = [];
    for (let times = 0; times < 10; times++) {
      expect(told(await signIn('wrong', '10.0.0.5'))).toEqual([401, 'wrong_password']);
      const early = await signIn(PASSWORD, '10.0.0.5');
      expect(told(early)).toEqual([429, 'slow_down']);
      waits.push(Number(early.headers['retry-after']));
      expect(early.json().fields).toEqual({ seconds: String(waits.at(-1)) });
      expect((await signIn(PASSWORD, '10.0.0.6')).statusCode).toBe(200);
      time.jump(waits.at(-1)! * 1000);
    }

    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    expect((await signIn(PASSWORD, '10.0.0.5')).statusCode).toBe(200);
    expect(told(await signIn('wrong', '10.0.0.5'))).toEqual([401, 'wrong_password']);
    expect((await signIn('wrong', '10.0.0.5')).headers['retry-after']).toBe('1');
  });

  it('is counted by the address that a proxy on this machine has seen, not by what its sender says', async () => {
    const { signIn } = await doors({ page: EVERYWHERE });
    const behind = (address: string) => ({ 'x-forwarded-for': `1.2.3.4, ${address}` });

    await signIn('wrong', '127.0.0.1', behind('10.0.0.5'));
    expect((await signIn(PASSWORD, '127.0.0.1', behind('10.0.0.5'))).statusCode).toBe(429);
    expect((await signIn(PASSWORD, '127.0.0.1', behind('10.0.0.6'))).statusCode).toBe(200);

    await signIn('wrong', '127.0.0.1', behind('10.0.0.9, ::1'));
    expect((await signIn(PASSWORD, '127.0.0.1', behind('10.0.0.9:1001, 127.0.0.1'))).statusCode).toBe(429);
    expect((await signIn(PASSWORD, '127.0.0.1', behind('10.0.0.10, 127.0.0.1'))).statusCode).toBe(200);

    await signIn('wrong', '10.0.0.7', behind('10.0.0.8'));
    expect((await signIn(PASSWORD, '10.0.0.7', behind('10.0.0.9'))).statusCode).toBe(429);
    expect((await signIn(PASSWORD, '10.0.0.8')).statusCode).toBe(200);
  });

  it.each([
    ['https://home.example', 'Path=/w/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure'],
    ['http://127.0.0.1:8098', 'Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax'],
  ])('makes a cookie for where the browser is: %s', async (origin, attributes) => {
    const { signIn } = await doors({ page: EVERYWHERE });

    const answer = await signIn(PASSWORD, '127.0.0.1', { origin, host: '127.0.0.1:8098' });

    expect(cookieOf(answer).split('; ').slice(1).join('; ')).toBe(attributes);
  });
});

describe('without a password', () => {
  it('only this machine is let in, whatever the configuration has become', async () => {
    const { app } = await servePage();
    const ask = (remoteAddress: string, headers = {}) =>
      app.inject({ url: '/api/state', remoteAddress, headers: { host: '127.0.0.1:8098', ...headers } });

    expect((await ask('127.0.0.1')).statusCode).toBe(200);
    expect((await ask('::1')).statusCode).toBe(200);
    expect((await ask('::ffff:127.0.0.1')).statusCode).toBe(200);
    expect(told(await ask('192.168.1.5'))).toEqual([403, 'sign_in']);
    expect(told(await ask(INGRESS))).toEqual([403, 'sign_in']);
    expect(told(await ask('127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }))).toEqual([403, 'sign_in']);
    expect(told(await ask('127.0.0.1', { 'x-forwarded-for': '203.0.113.9, 127.0.0.1' }))).toEqual([403, 'sign_in']);
    expect((await app.inject({ url: '/', remoteAddress: '192.168.1.5' })).body).toContain('set page.password');
  });
});

describe("Home Assistant's ingress", () => {
  const BY_INGRESS = {
    host: 'a0d7b954-withings2mqtt:8098',
    origin: 'https://ha.example',
    'x-forwarded-host': 'ha.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '203.0.113.9',
    'x-ingress-path': '/api/hassio_ingress/abc',
  };

  it('is let in without a password of ours, from its own address only, and only where there is a Supervisor', async () => {
    const within = await doors({ page: EVERYWHERE, options: { ingress: true } });
    const without = await doors({ page: EVERYWHERE });

    const answer = await within.state(BY_INGRESS, INGRESS);

    expect([answer.statusCode, answer.json().signed_in]).toEqual([200, false]);
    expect((await within.state(BY_INGRESS, '172.30.32.3')).statusCode).not.toBe(200);
    expect((await without.state(BY_INGRESS, INGRESS)).statusCode).not.toBe(200);
  });

  it('can write, from the address that the browser shows', async () => {
    const { app } = await doors({ page: EVERYWHERE, options: { ingress: true } });
    const write = (origin: string) =>
      app.inject({
        ...{ url: '/api/people/anna/refresh', method: 'POST', payload: {}, remoteAddress: INGRESS },
        headers: { ...BY_INGRESS, origin },
      });

    expect((await write('https://ha.example')).statusCode).toBe(200);
    expect(told(await write('https://evil.example'))).toEqual([403, 'foreign_origin']);
  });
});

describe('another site', () => {
  const post = { url: '/api/people/anna/refresh', method: 'POST', payload: {} } as const;

  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['no origin at all', { origin: 'null' }],
    ['the same machine, another port', { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:8098' }],
    ['what the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { 'sec-fetch-site': 'same-site' }],
  ])('can neither read nor write: %s', async (_, headers) => {
    const { app, house } = await servePage();

    expect(told(await app.inject({ ...post, headers }))).toEqual([403, 'foreign_origin']);
    expect(told(await app.inject({ url: '/api/state', headers }))).toEqual([403, 'foreign_origin']);
    expect(told(await app.inject({ url: '/api/events', headers }))).toEqual([403, 'foreign_origin']);
    expect(told(await app.inject({ url: '/api/session', method: 'DELETE', headers }))).toEqual([403, 'foreign_origin']);
    expect(house.refreshed).toEqual([]);
  });

  it.each([
    ['the page itself', { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:8098' }],
    ['an older browser', { origin: 'http://127.0.0.1:8098', host: '127.0.0.1:8098' }],
    ['a script', {}],
  ])('is not %s', async (_, headers) => {
    const { app } = await servePage();

    expect((await app.inject({ ...post, headers })).statusCode).toBe(200);
    expect((await app.inject({ url: '/api/state', headers })).statusCode).toBe(200);
  });

  it('may not write by an address that somebody has typed, which may read', async () => {
    const { app } = await servePage();
    const headers = { 'sec-fetch-site': 'none' };

    expect((await app.inject({ url: '/api/state', headers })).statusCode).toBe(200);
    expect((await app.inject({ ...post, headers })).statusCode).toBe(403);
  });

  it.each([
    ['the address of page.url', { origin: 'https://home.example' }, '10.0.0.9'],
    [
      'what a proxy on this machine says',
      { origin: 'https://other.example', 'x-forwarded-host': 'other.example' },
      '127.0.0.1',
    ],
  ])('is not %s', async (_, headers, remoteAddress) => {
    const { app } = await doors({ page: EVERYWHERE });

    const answer = await app.inject({
      ...{ ...post, remoteAddress },
      headers: { host: '127.0.0.1:8098', authorization: `Bearer ${PASSWORD}`, ...headers },
    });

    expect(answer.statusCode, answer.body).toBe(200);
  });

  it('cannot say that it is behind a proxy', async () => {
    const { app } = await doors({ page: EVERYWHERE });

    const answer = await app.inject({
      ...{ ...post, remoteAddress: '10.0.0.9' },
      headers: { host: 'home.example', origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    });

    expect(told(answer)).toEqual([403, 'foreign_origin']);
  });
});

describe('a name that somebody has let point here', () => {
  it.each(['evil.example', 'evil.example:8098', 'localhost.evil.example', '127.0.0.1.evil.example', 'a b', 'x@y'])(
    'is refused: %s',
    async (host) => {
      const { app } = await servePage();

      expect(told(await app.inject({ url: '/api/state', headers: { host } }))).toEqual([421, 'unknown_host']);
    },
  );

  it.each([
    'localhost',
    'LOCALHOST:8098',
    '127.0.0.1:1',
    '[::1]:8098',
    '192.168.1.5',
    'health.lan',
    'home.example:444',
  ])('is none of ours: %s', async (host) => {
    const { app } = await servePage({ page: '{ host: health.lan, password: abcd, url: "https://home.example" }' });

    expect((await app.inject({ url: '/', headers: { host } })).statusCode).toBe(200);
  });
});

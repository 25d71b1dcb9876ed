import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, it } from 'vitest';
import { askPage } from '../../../src/cli/ask-page.js';
import { openOperatorPage } from '../../../src/cluster/operator/open-operator-page.js';
import type { OperatorOptions } from '../../../src/cluster/operator/operator-options.js';
import { StoreError } from '../../../src/store/errors.js';
import { logLines } from '../../log-lines.js';
import { pageConfig } from '../../page/invented-house.js';
import { fakeCluster, newRow } from './fake-cluster.js';
import { OWN, serveOperator } from './serve-operator.js';

const PASSWORD = 'correct horse';
const LOCKED = { page: `{ password: "${PASSWORD}" }`, people: [newRow({ name: 'anna' })] };
const cookieOf = (answer: LightMyRequestResponse) => String(answer.headers['set-cookie'] ?? '').split(';')[0]!;
const placeOf = ({ statusCode, headers }: LightMyRequestResponse) => [statusCode, headers.location];

describe('a page with a password', () => {
  it('leads whoever is not signed in to where they sign in, and then to where they wanted to go', async () => {
    const { get, post } = await serveOperator(LOCKED);

    const asked = await get('/people/anna?told=added');
    const form = await get(`/${asked.headers.location!.replace('../', '')}`);
    const to = form.body.match(/name="to" value="([^"]*)"/)?.[1] ?? '';
    const answer = await post('/sign-in', { password: PASSWORD, to });

    expect(placeOf(asked)).toEqual([303, '../sign-in?to=people%2Fanna%3Ftold%3Dadded']);
    expect(form.body).not.toContain('Sign out');
    expect(placeOf(answer)).toEqual([303, './people/anna?told=added']);
    expect(answer.headers['set-cookie']).toMatch(/^withings2mqtt-clinic-8098=[\w-]{43}; .*HttpOnly; SameSite=Lax$/);
    const { statusCode, body } = await get('/people/anna', { cookie: cookieOf(answer) });
    expect([statusCode, body.includes('Sign out')]).toEqual([200, true]);
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '../../other',
    'sign-in',
  ])('leads nobody to %s', async (to) => {
    const { get, post } = await serveOperator(LOCKED);

    expect(placeOf(await post('/sign-in', { password: PASSWORD, to }))).toEqual([303, './']);
    expect((await get(`/sign-in?${new URLSearchParams({ to })}`)).body).toContain('name="to" value=""');
  });

  it('says so where the password is wrong, and makes whoever guesses wait', async () => {
    const { post } = await serveOperator(LOCKED);

    const wrong = await post('/sign-in', { password: 'a guess', to: 'people/anna' });
    const again = await post('/sign-in', { password: PASSWORD });

    expect([wrong.statusCode, again.statusCode, again.headers['retry-after']]).toEqual([401, 429, '1']);
    expect(wrong.body).toContain('That is not the password of this page.');
    expect(wrong.body).toContain('name="to" value="people/anna"');
    expect(wrong.body).not.toContain('a guess');
    expect(again.body).toContain('Wait 1 s and try again.');
  });

  it('gives nothing away to guesses that come by another way', async () => {
    const { get } = await serveOperator(LOCKED);
    const withBearer = (url: string) => get(url, { authorization: `Bearer ${PASSWORD}` });

    expect((await withBearer('/sign-in')).statusCode).toBe(200);
    expect((await withBearer('/nothing')).body).not.toContain('Sign out');
    expect((await get('/', { authorization: 'Bearer wrong' })).statusCode).toBe(401);
    expect((await withBearer('/')).statusCode).toBe(429);
  });

  it('does nothing for whoever is not signed in', async () => {
    const { post, cluster, removed } = await serveOperator(LOCKED);

    for (const url of [
      '/people',
      '/people/anna/invite',
      '/people/anna/disable',
      '/people/anna/rename',
      '/people/anna/remove',
    ]) {
      expect(placeOf(await post(url, { name: 'ben', confirm: 'anna' }))[0]).toBe(303);
    }
    expect([cluster.invited, removed, [...cluster.rows.keys()], cluster.rows.get('anna')?.enabled]).toEqual([
      [],
      [],
      ['anna'],
      true,
    ]);
  });

  it('forgets who signs out', async () => {
    const { get, post } = await serveOperator(LOCKED);
    const cookie = cookieOf(await post('/sign-in', { password: PASSWORD }));

    const answer = await post('/sign-out', {}, { ...OWN, cookie });

    expect(placeOf(answer)).toEqual([303, './sign-in']);
    expect(String(answer.headers['set-cookie'])).toMatch(/=; Path=\/; Max-Age=0/);
    expect((await get('/', { cookie })).statusCode).toBe(303);
  });
});

describe('a form', () => {
  const people = [newRow({ name: 'anna' })];

  it.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['of another site, as newer browsers say it', { ...OWN, 'sec-fetch-site': 'cross-site' }],
    ['of another port of this host', { ...OWN, 'sec-fetch-site': 'same-site' }],
    ['of nowhere', { origin: 'null' }],
    ['of which nobody says where it comes from', {}],
  ])('%s does nothing', async (_, headers) => {
    const { post, cluster } = await serveOperator({ people });

    const answer = await post('/people/anna/disable', {}, headers);

    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('Another site cannot send this.');
    expect(cluster.rows.get('anna')?.enabled).toBe(true);
  });

  it('of another site cannot sign anybody in or out', async () => {
    const { post } = await serveOperator(LOCKED);
    const elsewhere = { origin: 'https://evil.example' };

    expect((await post('/sign-in', { password: PASSWORD }, elsewhere)).statusCode).toBe(403);
    expect((await post('/sign-out', {}, elsewhere)).statusCode).toBe(403);
  });

  it('of this page is taken, also where only the newer header says so', async () => {
    const { post, cluster } = await serveOperator({ people });

    expect((await post('/people/anna/disable', {}, { 'sec-fetch-site': 'same-origin' })).statusCode).toBe(303);
    expect(cluster.rows.get('anna')?.enabled).toBe(false);
  });

  it('is the only thing that is taken, and not for ever', async () => {
    const { post } = await serveOperator({ people });

    expect((await post('/people', {}, { ...OWN, 'content-type': 'application/json' })).statusCode).toBe(415);
    expect((await post('/people', { name: 'x'.repeat(70_000) })).statusCode).toBe(413);
  });
});

describe('a page without a password', () => {
  it('is for its own machine', async () => {
    const { get } = await serveOperator();

    const answer = await get('/', {}, '192.168.1.7');

    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('for its own machine only');
  });

  it('answers to no other name', async () => {
    const { get } = await serveOperator();

    const { statusCode, body } = await get('/', { host: '<evil>.example' });

    expect(statusCode).toBe(421);
    expect(body).toContain('by the name &#34;&#60;evil&#62;.example&#34;');
  });

  it('needs nobody to sign in', async () => {
    const { get } = await serveOperator();

    expect(placeOf(await get('/sign-in'))).toEqual([303, './']);
  });
});

describe('every answer', () => {
  it('allows no script, no frame and nothing from elsewhere, and is not kept', async () => {
    const { get } = await serveOperator();

    for (const url of ['/', '/nothing']) {
      const { headers, body } = await get(url);

      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        'referrer-policy': 'same-origin',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      expect(body).not.toMatch(/<script|\sstyle=|\son\w+=/);
    }
  });

  it('has a style that browsers may keep, as its name says what is in it', async () => {
    const { get } = await serveOperator();
    const href = (await get('/people/nobody')).body.match(/rel="stylesheet" href="([^"]+)"/)?.[1] ?? '';

    const { statusCode, headers } = await get(new URL(href, 'http://localhost/people/nobody').pathname);

    expect([statusCode, headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
    expect(headers['cache-control']).toContain('immutable');
  });

  it('says of a store that does not answer no more than that', async () => {
    const error = new StoreError('postgres://db.internal/withings is away');
    const cluster = fakeCluster([]);
    const accounts = { ...cluster.accounts, count: () => Promise.reject(error) };
    const { get, unexpected } = await serveOperator({ options: { cluster: { ...cluster, accounts } } });

    const { statusCode, body } = await get('/');

    expect(statusCode).toBe(503);
    expect(body).toContain('The database does not answer as it should.');
    expect(body).not.toContain('db.internal');
    expect(unexpected).toEqual([error]);
  });

  it('also comes below the path of page.url, and leads nowhere above it', async () => {
    const page = `{ password: "${PASSWORD}", url: "https://clinic.example/people-page" }`;
    const { get } = await serveOperator({ ...LOCKED, page });

    expect(placeOf(await get('/people-page'))).toEqual([308, 'people-page/']);
    expect(placeOf(await get('/people-page/'))).toEqual([303, './sign-in']);
    expect(placeOf(await get('/people-page/people/anna'))).toEqual([303, '../sign-in?to=people%2Fanna']);
  });
});

describe('opening the page', () => {
  const options = (page: string) => {
    const { log, lines } = logLines();
    const store = { settings: { instance: async () => 'clinic' } } as unknown as OperatorOptions['store'];
    const given: OperatorOptions = {
      ...{ config: pageConfig(page), cluster: fakeCluster([]), store, log, clock: Date.now },
      ...{ inviteUrl: (secret) => secret, refresh: async () => {} },
      ...{ rename: async () => undefined, remove: async () => 'none' },
    };
    return { lines, given };
  };

  it('listens where the configuration says, and tells so', async () => {
    const { given, lines } = options('{}');
    const page = { ...given.config.page, port: 0 };

    const server = await openOperatorPage({ ...given, config: { page } });
    const answer = await fetch(`http://127.0.0.1:${server?.port}/`);
    const known = await askPage(`http://127.0.0.1:${server?.port}/`, new AbortController().signal);
    await server?.close();

    expect([answer.status, known]).toEqual([200, 'page']);
    expect(lines).toEqual([`info the page is at http://127.0.0.1:${server?.port}`]);
  });

  it('says what to do where it cannot, and is not there where it is not wanted', async () => {
    const [taken, off] = [options('{}'), options('{ enabled: false }')];
    const first = await openOperatorPage({ ...taken.given, config: { page: { ...taken.given.config.page, port: 0 } } });
    const page = { ...taken.given.config.page, port: first!.port };

    const second = await openOperatorPage({ ...taken.given, config: { page } });
    await first?.close();

    expect([second, await openOperatorPage(off.given)]).toEqual([undefined, undefined]);
    expect(taken.lines.at(-1)).toMatch(/^error no page on 127\.0\.0\.1:\d+ \(EADDRINUSE\); change page\.port/);
    expect(off.lines).toEqual([]);
  });
});

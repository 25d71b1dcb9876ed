import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { loginOf, withStore } from '../stored.js';
import { freePort } from './port.js';
import { withings2mqtt, world } from './world.js';

async function startAuth() {
  const port = await freePort();
  const w = await world({ redirectPort: port });
  const program = withings2mqtt(['auth', 'anna', '-c', w.config]);
  const [url] = await program.prints(/http:\/\/\S+authorize2\S+/);
  await program.prints(/Waiting for the browser/);
  return { ...w, port, program, url: url! };
}

/** What the browser is sent to after Allow. */
async function allow(url: string): Promise<string> {
  const answer = await fetch(`${url}&mode=demo`, { redirect: 'manual' });
  return answer.headers.get('location')!;
}

describe('auth', () => {
  it('takes the browser from the authorise page to stored tokens', async () => {
    const { program, url, data } = await startAuth();

    const page = await fetch(`${url}&mode=demo`);

    expect(await page.text()).toContain('anna is authorised');
    expect(await program.exit, program.output()).toBe(0);
    const login = await loginOf(data('.'), 'anna');
    expect(login?.userId).toBe(String(ANNA));
    expect((await stat(data('withings2mqtt.db'))).mode & 0o777).toBe(0o600);
    expect(program.output()).not.toContain(login?.refreshToken);
  });

  it('asks for the scopes that the bridge needs, comma-separated', async () => {
    const { url } = await startAuth();

    expect(new URL(url).searchParams.get('scope')).toBe('user.info,user.metrics,user.activity');
  });

  it.each([
    ['as it is', (address: string) => address],
    ['with the path that a proxy made of it', (address: string) => address.replace('/oauth/callback', '/withings/cb')],
    ['of another host', (address: string) => address.replace(/^http:\/\/[^/]+/, 'https://bounce.example')],
    [
      'behind a bounce service',
      (address: string) => address.replace(/^[^?]+/, 'https://bounce.example/http://localhost:8787/callback'),
    ],
    ['without its beginning', (address: string) => address.replace(/^[^?]+\?/, '')],
    ['in angle brackets', (address: string) => `  <${address}>`],
  ])('takes the address that the browser ended on, pasted %s', async (_, change) => {
    const { program, url } = await startAuth();

    program.process.stdin?.write(`${change(await allow(url))}\n`);

    expect(await program.exit, program.output()).toBe(0);
  });

  it('answers whatever else is pasted, and goes on waiting', async () => {
    const { program, url } = await startAuth();
    const address = await allow(url);
    const other = address.replace(/state=[^&]+/, 'state=other');

    program.process.stdin?.write(`nonsense\n\n${other}\n${url}\n`);
    await program.prints(/not the address of the page[\s\S]*another login[\s\S]*no code/);
    program.process.stdin?.write(`${address}\n`);

    expect(await program.exit, program.output()).toBe(0);
  });

  it('goes on without a terminal, and says that nothing can be pasted', async () => {
    const { program, url } = await startAuth();

    program.process.stdin?.end();
    await program.prints(/Nothing can be pasted here \(.*docker run --interactive/);
    await fetch(`${url}&mode=demo`);

    expect(await program.exit, program.output()).toBe(0);
  });

  it('takes an address from a standard input that ends right behind it', async () => {
    const { program, url } = await startAuth();

    program.process.stdin?.end(`${await allow(url)}\n`);

    expect(await program.exit, program.output()).toBe(0);
    expect(program.output()).not.toContain('Nothing can be pasted');
  });

  it.each([
    ['a cancelled login', 'error=access_denied', /access was not allowed.*start again/],
    ['a code that is wrong', 'code=wrong', /a code works once and lives 30 seconds: run this again/],
    ['another error', 'error=server_error', /error server_error; start again/],
  ])('says what to do after %s', async (_, query, sentence) => {
    const { program, url, port } = await startAuth();
    const state = new URL(url).searchParams.get('state');

    const page = await fetch(`http://127.0.0.1:${port}/oauth/callback?${query}&state=${state}`);

    expect(page.status).toBe(400);
    expect(await program.exit).toBe(1);
    expect(program.stderr().trim()).toMatch(sentence);
    expect(program.stderr().trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['another state', 'code=1&state=other'],
    ['no state', 'code=1'],
    ['a denial of another login', 'error=access_denied&state=other'],
    ['nothing', ''],
  ])('is not ended by a stray request: %s', async (_, query) => {
    const { program, url, port } = await startAuth();

    const stray = await fetch(`http://127.0.0.1:${port}/oauth/callback?${query}`);
    const page = await fetch(`${url}&mode=demo`);

    expect([stray.status, page.status]).toEqual([400, 200]);
    expect(await stray.text()).toContain('another login');
    expect(await program.exit, program.output()).toBe(0);
  });

  it('says the same to a page that is loaded twice, after the first and beside it', async () => {
    const { program, url, cloud } = await startAuth();
    const exchanges = () => cloud.requests.filter(({ path }) => path === '/v2/oauth2').length;
    const release = cloud.fault({ path: '/v2/oauth2', kind: 'slow', bytes: 64, pauseMs: 100, times: 1 });
    const address = await allow(url);
    const first = fetch(address);
    await expect.poll(exchanges).toBe(1);

    const beside = await fetch(address);
    const after = await fetch(address);
    release();

    const pages = await Promise.all(
      [await first, beside, after].map(async (page) => `${page.status} ${await page.text()}`),
    );
    expect(pages[0]).toMatch(/^200 .*anna is authorised/);
    expect(new Set(pages).size).toBe(1);
    expect(await program.exit, program.output()).toBe(0);
    expect(exchanges()).toBe(1);
  });

  it('is not used up by a browser that loads the page ahead', async () => {
    const { program, url } = await startAuth();
    const address = await allow(url);

    const ahead = await fetch(address, { headers: { 'sec-purpose': 'prefetch' } });
    const opened = await fetch(address);

    expect([ahead.status, opened.status]).toEqual([503, 200]);
    expect(await program.exit, program.output()).toBe(0);
  });

  it.each([
    [
      'a proxy that takes the first part of the path away',
      'https://home.example/withings/oauth/callback',
      '/oauth/callback',
    ],
    ['a proxy that keeps it', 'https://home.example/withings/oauth/callback', '/withings/oauth/callback'],
    ['a bounce service', 'https://bounce.example/http://127.0.0.1:PORT/callback', '/callback'],
  ])('is finished by way of %s', async (_, redirect, path) => {
    const port = await freePort();
    const redirectUri = redirect.replace('PORT', String(port));
    const w = await world({ redirectUri, cloud: { redirectUris: [redirectUri] }, yaml: `server:\n  port: ${port}\n` });
    const program = withings2mqtt(['auth', 'anna', '-c', w.config]);
    const [url] = await program.prints(/http:\/\/\S+authorize2\S+/);
    await program.prints(/Waiting for the browser/);
    const back = new URL(await allow(url!));

    const page = await fetch(`http://127.0.0.1:${port}${path}${back.search}`);

    expect(await page.text()).toContain('anna is authorised');
    expect(await program.exit, program.output()).toBe(0);
  });

  it('does not wait when nobody can finish it', async () => {
    const redirectUri = `https://localhost:${await freePort()}/callback`;
    const w = await world({ redirectUri, cloud: { redirectUris: [redirectUri] } });
    const program = withings2mqtt(['auth', 'anna', '-c', w.config]);

    program.process.stdin?.end();

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(/nothing can be pasted here, and no browser reaches this machine/);
  });

  it('leaves nothing when it is stopped', async () => {
    const { program, data } = await startAuth();

    program.process.kill('SIGINT');

    expect(await program.exit).toBe(1);
    expect(await withStore(data('.'), ({ people }) => people.list())).toEqual([]);
  });

  it('says what to enter at Withings when it does not know the callback URL', async () => {
    const { config } = await world({ cloud: { redirectUris: ['https://elsewhere.example.org/callback'] } });

    const program = withings2mqtt(['auth', 'anna', '-c', config]);

    expect(await program.exit).toBe(1);
    expect(program.stderr().trim()).toBe(
      'Withings does not accept withings.redirect_uri; enter exactly http://127.0.0.1:8099/oauth/callback ' +
        'as a callback URL at developer.withings.com/dashboard',
    );
  });

  it('says which port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const { config } = await world({ redirectPort: port });

    const program = withings2mqtt(['auth', 'anna', '-c', config]);

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(new RegExp(`port ${port} .*is taken.*withings.redirect_uri`));
  });

  it('names the accounts there are', async () => {
    const { config } = await world();

    const program = withings2mqtt(['auth', 'carl', '-c', config]);

    expect(await program.exit).toBe(2);
    expect(program.stderr().trim()).toBe('there is no account carl in the configuration; known: anna, ben');
  });
});

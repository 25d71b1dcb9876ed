import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ANNA } from '../demo/helpers.js';
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
    const { accounts } = JSON.parse(await readFile(data('tokens.json'), 'utf8'));
    expect(accounts.anna).toMatchObject({ userid: String(ANNA) });
    expect((await stat(data('tokens.json'))).mode & 0o777).toBe(0o600);
    expect(program.output()).not.toContain(accounts.anna.refresh_token);
  });

  it('asks for the scopes that the bridge needs, comma-separated', async () => {
    const { url } = await startAuth();

    expect(new URL(url).searchParams.get('scope')).toBe('user.info,user.metrics,user.activity');
  });

  it('accepts the redirected address pasted on standard input', async () => {
    const { program, url } = await startAuth();

    program.process.stdin?.write(`nonsense\n${await allow(url)}\n`);

    expect(await program.exit, program.output()).toBe(0);
    expect(program.stdout()).toMatch(/That is not the address/);
  });

  it.each([
    ['a cancelled login', 'error=access_denied', /access was not allowed.*start again/],
    ['a code that is wrong', 'code=wrong', /a code works once and lives 30 seconds: run this again/],
    ['an answer without a code', 'x=1', /carries no code; start again/],
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

  it('refuses an answer with another state', async () => {
    const { program, port } = await startAuth();

    await fetch(`http://127.0.0.1:${port}/oauth/callback?code=1&state=other`);

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(/its state does not match.*start again/);
  });

  it('works once: whoever comes again meanwhile is refused', async () => {
    const { program, url, port, cloud } = await startAuth();
    const release = cloud.fault({ path: '/v2/oauth2', kind: 'hang', times: 1 });
    const state = new URL(url).searchParams.get('state');
    const callback = `http://127.0.0.1:${port}/oauth/callback?code=1&state=${state}`;
    const first = fetch(callback).catch(() => undefined);
    await expect.poll(() => cloud.requests.filter(({ path }) => path === '/v2/oauth2').length).toBe(1);

    const second = await fetch(callback);

    expect(second.status).toBe(400);
    expect(await second.text()).toContain('used already');
    expect(cloud.requests.filter(({ path }) => path === '/v2/oauth2')).toHaveLength(1);
    release();
    program.process.kill('SIGINT');
    await first;
  });

  it('is alone with the tokens while it waits, and leaves nothing when it is stopped', async () => {
    const { program, importLogin, data } = await startAuth();

    await expect(importLogin('ben', ANNA)).rejects.toThrow(/another withings2mqtt/);
    program.process.kill('SIGINT');

    expect(await program.exit).toBe(1);
    expect(existsSync(data('tokens.json'))).toBe(false);
    expect(existsSync(data('lock'))).toBe(false);
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

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCertificate } from '../mqtt/certificate.js';
import { loginsOf } from '../stored.js';
import { testServer } from '../withings/support.js';
import { asSynced, historyWith, setUp } from './history-command.js';
import { QUICK_WAITS } from './hostile.js';
import { freePort } from './port.js';
import { startProxy, type TunnelProxy } from './proxy.js';
import { type Rewriter, startRewriter } from './rewriting.js';
import { SECRET, subscriber, type World, withings2mqtt, world } from './world.js';

type Environment = Record<string, string>;

/** Withings over TLS, with a certificate that the program trusts; everything else is as it was. */
async function secureCloud({ cloud, dir }: World): Promise<{ api: Rewriter; env: Environment }> {
  const certificate = createCertificate();
  const api = await startRewriter(cloud.url, certificate);
  const file = join(dir, 'ca.pem');
  await writeFile(file, certificate.cert);
  return { api, env: { ...QUICK_WAITS, NODE_EXTRA_CA_CERTS: file, WITHINGS2MQTT_WITHINGS_API_URL: api.url } };
}

const all = (address: string): Environment => ({ HTTPS_PROXY: address, HTTP_PROXY: address, ALL_PROXY: address });

async function household(refusal?: Parameters<typeof startProxy>[0]) {
  const here = await world();
  await here.authorize();
  const proxy = await startProxy(refusal);
  return { here, proxy, ...(await secureCloud(here)) };
}

const once = ({ config }: World, env: Environment) => withings2mqtt(['run', '--once', '-c', config], env);

function targets({ heads }: TunnelProxy): Set<string> {
  return new Set(heads.map((head) => head.split(' HTTP/')[0]!));
}

describe('a proxy', () => {
  it('gets one CONNECT for each connection to Withings, sees nothing else, and is asked for nothing else', async () => {
    const { here, proxy, api, env } = await household();
    const logins = await loginsOf(here.data('.'));

    const program = once(here, { ...env, ...all(`http://${proxy.address}`) });

    expect(await program.exit, program.output()).toBe(0);
    expect(targets(proxy)).toEqual(new Set([`CONNECT ${new URL(api.url).host}`]));
    expect(proxy.heads).toHaveLength(api.requests());
    expect(proxy.heads.filter((head) => /authorization/i.test(head))).toEqual([]);
    const tokens = [...logins, ...(await loginsOf(here.data('.')))];
    const secrets = tokens.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
    expect(new Set(secrets).size).toBe(8);
    for (const secret of [SECRET, ...secrets]) expect(proxy.sent()).not.toContain(secret);
    const seen = await subscriber(here.brokerUrl, 'withings/#');
    expect(await seen.sees('withings/anna/weight', () => true)).toBe('70.25');
  });

  it('gets its own user and password, as they were meant, also where its address has no scheme', async () => {
    const { here, proxy, env } = await household();

    const program = once(here, { ...env, https_proxy: `anna:p%40ss%2F@${proxy.address}` });

    expect(await program.exit, program.output()).toBe(0);
    const login = Buffer.from('anna:p@ss/').toString('base64');
    for (const head of proxy.heads) expect(head).toContain(`Proxy-Authorization: Basic ${login}\r\n`);
  });

  it('is left out for the hosts of NO_PROXY, and for what is not encrypted', async () => {
    const { here, proxy, env } = await household();

    const excepted = once(here, { ...env, ...all(`http://${proxy.address}`), NO_PROXY: 'localhost,127.0.0.1' });
    expect(await excepted.exit, excepted.output()).toBe(0);
    const plain = withings2mqtt(['check', '-c', here.config], all(`http://${proxy.address}`));
    expect(await plain.exit, plain.output()).toBe(0);

    expect(proxy.heads).toEqual([]);
  });

  it('is not asked for Home Assistant', async () => {
    const { here } = await setUp();
    await asSynced(here);
    const proxy = await startProxy();
    const { env } = await secureCloud(here);

    const outcome = await historyWith({ ...env, ...all(`http://${proxy.address}`) }, here);

    expect(outcome.code, outcome.stderr).toBe(0);
    expect(proxy.heads).toEqual([]);
  });

  it('that wants a login says so, with what to do, and gets nothing to see', async () => {
    const { here, proxy, api, env } = await household(() => 'HTTP/1.1 407 Proxy Authentication Required');

    const program = withings2mqtt(['check', '-c', here.config], { ...env, HTTPS_PROXY: `http://${proxy.address}` });

    expect(await program.exit).toBe(1);
    const sentence = `the proxy ${proxy.address} lets nothing through to Withings for /v2/signature getnonce (HTTP 407); it wants a user and password: set HTTPS_PROXY like http://user:password@proxy.example:3128`;
    expect(program.stdout()).toContain(`FAIL  credentials: ${sentence}\n`);
    expect(program.stdout()).toMatch(/ok {4}broker/);
    expect(api.requests()).toBe(0);
    expect(proxy.sent()).not.toContain(SECRET);
  });

  it.each([
    ['HTTP/1.1 401 Unauthorized', 'HTTP 401'],
    ['HTTP/1.1 403 Forbidden', 'HTTP 403'],
    ['HTTP/1.1 429 Too Many Requests', 'HTTP 429'],
    ['HTTP/1.1 503 Service Unavailable', 'HTTP 503'],
  ])('that answers %s in place of Withings says nothing about the login there', async (line, words) => {
    const { here, proxy, env } = await household(() => line);
    const logins = await loginsOf(here.data('.'));
    expect(logins).toHaveLength(2);

    const program = once(here, { ...env, HTTPS_PROXY: `http://${proxy.address}` });

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(
      new RegExp(`anna: no measures this time: the proxy ${proxy.address} lets nothing through .*${words}.*NO_PROXY`),
    );
    expect(program.stderr()).not.toMatch(/ error |withings2mqtt auth/);
    expect(await loginsOf(here.data('.'))).toEqual(logins);
  });

  it.each([
    [
      'is not there',
      async () => `http://anna:pass@127.0.0.1:${await freePort()}`,
      /through the proxy 127\.0\.0\.1:\d+ /,
    ],
    [
      'hangs up',
      async () => `http://anna:pass@${new URL(await testServer((r) => r.socket.destroy())).host}`,
      /the proxy/,
    ],
    ['is none', async () => 'socks5://anna:pass@127.0.0.1:1080', /HTTPS_PROXY .* names no proxy; .*http:\/\/proxy/],
    ['is no address', async () => 'http://anna:pass@:::', /HTTPS_PROXY .* names no proxy/],
  ])('that %s is named, without its password', async (_, address, words) => {
    const here = await world();
    const { env } = await secureCloud(here);

    const program = withings2mqtt(['check', '-c', here.config], { ...env, HTTPS_PROXY: await address() });

    expect(await program.exit).toBe(1);
    expect(program.stdout()).toMatch(words);
    expect(program.output()).not.toContain('pass@');
  });
});

describe('the page of a filter in place of the authorise page', () => {
  it.each([
    ['HTTP 403 that repeats the address', 403, (url: string) => `<p>Blocked: ${url}</p>`],
    ['HTTP 400 that repeats the address', 400, (url: string) => `<p>Bad request: ${url}</p>`],
    [
      'HTTP 400 that repeats it in HTML',
      400,
      (url: string) => `<p>Invalid request ${url.replaceAll('&', '&amp;')}</p>`,
    ],
    ['HTTP 403 with words of its own', 403, () => 'the redirect_uri is not allowed here'],
    ['HTTP 407', 407, () => 'invalid client_id'],
  ])('does not keep a person from the browser: %s', async (_, status, page) => {
    const { config } = await world({ redirectPort: await freePort() });
    const accountUrl = await testServer((request, response) => {
      response.writeHead(status).end(page(`${accountUrl}${request.url}`));
    });

    const program = withings2mqtt(['auth', 'anna', '-c', config], { WITHINGS2MQTT_WITHINGS_ACCOUNT_URL: accountUrl });

    await program.prints(/Open this address in a browser/);
  });
});

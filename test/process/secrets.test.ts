import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { askRefresh, stop } from './home.js';
import { knock, request } from './knock.js';
import { findLeaks } from './leaks.js';
import { type Secretive, secretive } from './secretive.js';
import type { Program } from './world.js';

const FORM = 'Content-Type: application/x-www-form-urlencoded\r\n';
const JUNK = ['{', 'null', '[1]', '{"account":"carl"}', '{"transaction":{}}', `{"x":"${'x'.repeat(5000)}"}`];

/** Everything that the bridge's server answers, to friend and foe. */
async function answers({ address, secrets }: Secretive): Promise<string> {
  const { 'webhook path': secret } = await secrets();
  const hook = `/webhook/${secret}`;
  const said: string[] = [];
  for (const words of [
    ...['/health', '/ready', '/metrics', '/', '/webhook', '/webhook/x', hook, `${hook}/`, `/${secret}`, '/nowhere'].map(
      (path) => request('GET', path),
    ),
    ...['HEAD', 'PUT', 'DELETE', 'OPTIONS'].map((method) => request(method, hook)),
    request('POST', hook, { headers: FORM, body: `userid=${ANNA}&appli=1` }),
    request('POST', hook, { headers: FORM, body: 'userid=9&appli=1' }),
    request('POST', hook, { headers: FORM, body: 'x'.repeat(100_000) }),
    request('POST', hook, { body: '{' }),
    request('GET', hook, { headers: `X: ${'x'.repeat(50_000)}\r\n` }),
    `GET ${hook} HTTP/9\r\n\r\n`,
    `${hook}\r\n\r\n`,
  ]) {
    said.push(await knock(address, words));
  }
  return said.join('\n');
}

async function sendJunk({ seen }: Secretive): Promise<void> {
  for (const command of ['refresh', 'health_check', 'rediscover', 'reboot', '__proto__']) {
    for (const junk of JUNK) await seen.client.publishAsync(`withings/bridge/request/${command}`, junk);
  }
}

/** The cloud repeats everything that it should not, in every way in which it may answer. */
async function badDay(home: Secretive): Promise<void> {
  const { cloud, seen, gossip, secrets } = home;
  const { 'webhook path': path = '' } = await secrets();
  const error = await gossip(path);
  const short = encodeURIComponent(error).slice(0, 4000);
  const faults = [
    { path: '/measure', kind: 'status', status: 277, error },
    { path: '/v2/measure', kind: 'status', status: 503, error },
    { path: '/v2/sleep', kind: 'html', body: `<html>${error}</html>` },
    { path: '/v2/heart', kind: 'http', code: 400, body: error, headers: { 'x-echo': short } },
    { path: '/v2/user', kind: 'redirect', to: `http://127.0.0.1:1/?${short}` },
    { path: '/notify', kind: 'status', status: 293, error },
  ] as const;
  const mends = faults.map((fault) => cloud.fault(fault));
  await askRefresh(seen);
  cloud.expireAccessTokens();
  mends.push(cloud.fault({ path: '/v2/oauth2', kind: 'status', status: 503, error }));
  for (const mend of mends.slice(0, -1)) mend();
  await askRefresh(seen);
  mends.at(-1)?.();
}

async function inside(program: Program): Promise<string> {
  const read = (name: string) => readFile(`/proc/${program.process.pid}/${name}`, 'utf8');
  return process.platform === 'linux' ? `${await read('cmdline')} ${await read('comm')}` : '';
}

describe('no secret gets out of a bridge that runs', () => {
  it.each(['text', 'json'] as const)('at debug, in %s, on good days and on bad ones', async (format) => {
    const home = await secretive(format);
    const { cloud, seen, config } = home;
    const imports = await home.authorize();
    const program = home.run(['run', '-c', config]);
    await seen.sees('withings/bridge/info', (payload) => JSON.parse(payload).next_sync !== null);
    await expect.poll(() => cloud.subscriptions(BEN).length, { timeout: 15_000 }).toBe(8);
    const http = [await answers(home)];
    const title = await inside(program);
    await sendJunk(home);

    await badDay(home);
    http.push(await answers(home));
    cloud.revoke(ANNA);
    await askRefresh(seen);
    const outputs = {
      imports: imports.map((one) => one.output()).join('\n'),
      title,
      http: http.join('\n'),
      ...(await home.files()),
    };
    await stop(program);

    const everything = {
      ...outputs,
      stdout: program.stdout(),
      stderr: program.stderr(),
      mqtt: home.messages(),
      ...(await home.files()),
    };

    expect(findLeaks(everything, await home.secrets())).toEqual([]);

    // All of this would have been found: each output is there, and holds what was to be said.
    const said = { answer: '{"alive":true}', account: '"accounts"', person: '"name":"anna"', reading: '"weight"' };
    expect(findLeaks(everything, said)).toEqual(
      expect.arrayContaining([
        ...['answer in http', 'account in mqtt', 'person in table person'],
        ...['reading in table latest', 'reading in table metric'],
      ]),
    );
    expect(title).toContain('main.js');
    expect(program.stderr()).toMatch(/asked Withings/);
    expect(home.messages()).toMatch(/api_problem\/attributes .*277.*\*\*\*/);
    expect(home.messages()).toMatch(/authorization\/attributes .*503.*\*\*\*/);
    expect(Object.keys(await home.secrets())).toEqual(expect.arrayContaining(['webhook path', 'token 11']));
  });
});

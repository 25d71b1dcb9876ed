import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Cloud } from '../../src/demo/cloud.js';
import { ANNA, BEN, post } from '../demo/helpers.js';
import { type Home, home, stop } from './home.js';

const METRICS = [1, 2, 4, 54, 55, 58, 62, 63];
const EVERYTHING = [1, 2, 4, 16, 44, 50, 51, 52, 54, 55, 58, 62, 63];
const ONLY_MEASURES = { anna: 'user.info,user.metrics', ben: 'user.info,user.metrics' };

const applis = (cloud: Cloud, userid: number) =>
  cloud
    .subscriptions(userid)
    .map(({ appli }) => appli)
    .sort((a, b) => a - b);
const addresses = (cloud: Cloud) =>
  new Set([ANNA, BEN].flatMap((userid) => cloud.subscriptions(userid).map(({ callbackurl }) => callbackurl)));
const calls = (cloud: Cloud, action: string) =>
  cloud.requests.filter((request) => request.path === '/notify' && request.action === action && request.status === 0);

/** An address that answers, as that of somebody else's program. */
async function elsewhere(): Promise<string> {
  const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`;
}

async function subscribe(cloud: Cloud, userid: number, appli: number, comment: string): Promise<void> {
  const callbackurl = await elsewhere();
  const token = cloud.login(userid).access_token;
  await post(cloud, '/notify', { action: 'subscribe', appli, comment, callbackurl }, token);
}

async function subscribed({ cloud }: Home): Promise<void> {
  await expect.poll(() => applis(cloud, ANNA)).toEqual(METRICS);
  await expect.poll(() => applis(cloud, BEN)).toEqual(METRICS);
}

describe('the subscriptions', () => {
  it('are those that each login allows, at one address that nobody can guess and that stays', async () => {
    const here = await home({ scopes: { ben: 'user.metrics' } });
    const first = await here.run();

    await expect.poll(() => applis(here.cloud, ANNA)).toEqual(EVERYTHING);
    await expect.poll(() => applis(here.cloud, BEN)).toEqual(METRICS);
    await stop(first);
    const made = calls(here.cloud, 'subscribe').length;
    const second = await here.run();
    await expect.poll(() => calls(here.cloud, 'list').length).toBe(4);
    await stop(second);

    const [address, ...others] = addresses(here.cloud);
    const secret = address?.slice(`${here.address}/webhook/`.length);
    expect(others).toEqual([]);
    expect(secret).toMatch(/^[0-9a-zA-Z_-]{32,}$/);
    expect(await here.webhookSecret()).toBe(secret);
    expect(calls(here.cloud, 'subscribe').length).toBe(made);
    expect(calls(here.cloud, 'revoke')).toEqual([]);
    expect(first.output() + second.output()).not.toContain(secret);
  });

  it('lose strays of ours, and none of others', async () => {
    const here = await home({ scopes: ONLY_MEASURES });
    await subscribe(here.cloud, ANNA, 1, 'withings2mqtt');
    await subscribe(here.cloud, ANNA, 44, 'withings2mqtt');
    await subscribe(here.cloud, ANNA, 16, 'another program');
    const strays = here.cloud.subscriptions(ANNA);

    await here.run();

    await expect.poll(() => applis(here.cloud, ANNA)).toEqual([1, 2, 4, 16, 54, 55, 58, 62, 63]);
    expect(here.cloud.subscriptions(ANNA)).toContainEqual(strays[2]);
    expect(here.cloud.subscriptions(ANNA)).not.toContainEqual(strays[0]);
    expect(calls(here.cloud, 'revoke').map(({ params }) => params.appli)).toEqual(['1', '44']);
  });

  it('that Withings refuses do not keep the others out', async () => {
    const here = await home({ scopes: ONLY_MEASURES });
    here.cloud.fault({ path: '/notify', action: 'subscribe', kind: 'status', status: 2553, error: 'no', times: 1 });

    const program = await here.run();

    await expect.poll(() => calls(here.cloud, 'subscribe').length).toBe(2 * METRICS.length - 1);
    await program.prints(
      /warn .*(anna|ben): Withings does not tell of kinds 1: .*2553.*; what is new there comes with the polls/,
    );
  });

  it('end when there is no public address any more, and then nobody asks for them again', async () => {
    const here = await home({ scopes: ONLY_MEASURES });
    const first = await here.run();
    await subscribed(here);
    await stop(first);

    const second = await here.run({ server: 'private' });
    for (const name of ['anna', 'ben'])
      await second.prints(new RegExp(`${name}: notifications subscribed: 0, revoked: [1-9]`));
    await stop(second);
    expect([ANNA, BEN].map((id) => applis(here.cloud, id))).toEqual([[], []]);
    const asked = here.cloud.requests.filter(({ path }) => path === '/notify').length;
    const third = await here.run({ server: 'private' });
    await third.synced(await here.watch());
    await stop(third);

    expect(await here.webhookSecret()).toBeUndefined();
    expect(here.cloud.requests.filter(({ path }) => path === '/notify').length).toBe(asked);
  });

  it.each(['private', 'off'] as const)('are none on a server that is %s', async (server) => {
    const here = await home({ scopes: ONLY_MEASURES });

    const program = await here.run({ server });
    await program.synced(await here.watch());
    await stop(program);

    expect(here.cloud.requests.filter(({ path }) => path === '/notify')).toEqual([]);
  });

  it('stay when the port of the server is taken, and polling goes on; the same ones are there when it is free', async () => {
    const here = await home({ scopes: ONLY_MEASURES });
    const first = await here.run();
    await subscribed(here);
    await stop(first);
    const squatter = createServer().listen(Number(new URL(here.address).port), '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const asked = calls(here.cloud, 'subscribe').length;
    const secret = await here.webhookSecret();
    const before = [ANNA, BEN].map((id) => applis(here.cloud, id));

    const second = await here.run();
    await second.prints(/error no HTTP server on .*EADDRINUSE.*; Withings cannot notify, polling goes on/);
    await second.synced(await here.watch());
    await stop(second);
    await new Promise((resolve) => squatter.close(resolve));

    expect(calls(here.cloud, 'subscribe').length).toBe(asked);
    expect(second.output()).not.toMatch(/not all notifications/);
    expect([ANNA, BEN].map((id) => applis(here.cloud, id))).toEqual(before);
    expect(await here.webhookSecret()).toBe(secret);
    await here.run();
    await subscribed(here);
  });

  it('of an account that is taken out of the configuration are revoked, later if not at once', async () => {
    const here = await home({ scopes: ONLY_MEASURES });
    const first = await here.run();
    await subscribed(here);
    await stop(first);
    const onlyBen = { accounts: '  - name: ben' };

    const mend = here.cloud.fault({ path: '/notify', kind: 'http', code: 400 });
    const second = await here.run(onlyBen);
    await second.synced(await here.watch());
    await second.prints(/anna: .*notifications/);
    await stop(second);
    mend();
    await here.run(onlyBen);

    await expect.poll(() => applis(here.cloud, ANNA)).toEqual([]);
    expect(applis(here.cloud, BEN)).toEqual(METRICS);
  });
});

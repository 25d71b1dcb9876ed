import { describe, expect, it, onTestFinished } from 'vitest';
import { startCloud } from '../../src/demo/cloud.js';
import { ANNA, BEN, createClock, getMeasures, post, refresh, testCloud } from './helpers.js';

const DUPLICATE = { status: 601, body: {}, error: 'Same arguments in less than 10 seconds' };
const TOO_MANY = { status: 601, body: {}, error: 'Too Many Request' };

async function setup(options: { requestsPerMinute?: number; dedupeSeconds?: number }) {
  const clock = createClock();
  return { clock, cloud: await testCloud({ clock: clock.now, ...options }) };
}

describe('identical calls', () => {
  it('are refused for 10 seconds, counted from the accepted one', async () => {
    const { clock, cloud } = await setup({ dedupeSeconds: 10 });
    const token = cloud.login(ANNA).access_token;
    const statuses: number[] = [];

    for (const seconds of [0, 9, 1]) {
      clock.forward(seconds);
      statuses.push((await getMeasures(cloud, token)).status);
    }

    expect(statuses).toEqual([0, 601, 0]);
    expect(await getMeasures(cloud, token)).toEqual(DUPLICATE);
  });

  it('are the same in whatever order the parameters come', async () => {
    const { cloud } = await setup({ dedupeSeconds: 10 });
    const token = cloud.login(ANNA).access_token;

    await post(cloud, '/measure', { action: 'getmeas', lastupdate: 0 }, token);

    expect(await post(cloud, '/measure', { lastupdate: 0, action: 'getmeas' }, token)).toEqual(DUPLICATE);
  });

  it('differ by token, path and parameters', async () => {
    const { cloud } = await setup({ dedupeSeconds: 10 });
    const [anna, ben] = [cloud.login(ANNA).access_token, cloud.login(BEN).access_token];

    const replies = [
      await getMeasures(cloud, anna),
      await getMeasures(cloud, ben),
      await getMeasures(cloud, anna, { lastupdate: 1 }),
      await post(cloud, '/v2/user', { action: 'getdevice' }, anna),
      await post(cloud, '/v2/user', { action: 'getgoals' }, anna),
    ];

    expect(replies.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0]);
  });

  it('concern token calls too', async () => {
    const { clock, cloud } = await setup({ dedupeSeconds: 10 });
    const { refresh_token } = cloud.login(ANNA);

    const first = await refresh(cloud, refresh_token);
    const second = await refresh(cloud, refresh_token);
    clock.forward(10);
    const third = await refresh(cloud, refresh_token);

    expect([first.status, second.status, third.status]).toEqual([0, 601, 0]);
  });
});

describe('the cap', () => {
  it('counts all calls of the application in any minute', async () => {
    const { clock, cloud } = await setup({ requestsPerMinute: 3 });
    const [anna, ben] = [cloud.login(ANNA), cloud.login(BEN)];
    await getMeasures(cloud, anna.access_token);
    clock.forward(30);
    await getMeasures(cloud, ben.access_token);
    await refresh(cloud, ben.refresh_token);

    const full = await getMeasures(cloud, anna.access_token);
    const fullForTokens = await refresh(cloud, anna.refresh_token);
    clock.forward(30);
    const free = await getMeasures(cloud, anna.access_token);
    const fullAgain = await getMeasures(cloud, anna.access_token);

    expect([full, fullForTokens]).toEqual([TOO_MANY, TOO_MANY]);
    expect([free.status, fullAgain.status]).toEqual([0, 601]);
  });

  it('is 120 by default', async () => {
    const clock = createClock();
    const cloud = await startCloud({ clientId: 'c', clientSecret: 's', people: [], clock: clock.now });
    onTestFinished(() => cloud.close());
    const call = (code: number) =>
      post(cloud, '/v2/oauth2', { action: 'requesttoken', client_id: 'c', client_secret: 's', code });

    const replies = await Promise.all(Array.from({ length: 121 }, (_, index) => call(index)));

    expect(replies.filter(({ status }) => status === 601)).toEqual([TOO_MANY]);
  });
});

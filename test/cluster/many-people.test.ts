import { describe, expect, it, onTestFinished } from 'vitest';
import { postForm } from './ask.js';
import { CLUSTER_CLIENT, createManyPeople, type ManyPeopleOptions } from './many-people.js';

async function cloudOf(options: Partial<ManyPeopleOptions> = {}) {
  const cloud = createManyPeople({
    ...{ people: 3, callsPerMinute: 100, callbackUrl: 'https://withings.test/webhook/x', until: async () => {} },
    ...options,
  });
  onTestFinished(() => cloud.close());
  const [first = 0] = cloud.userids;
  const addressOf = (run: string) => cloud.listen('127.0.0.1', () => run);
  const refresh = (address: string, refreshToken: string) =>
    postForm(`${address}/v2/oauth2`, {
      ...{ action: 'requesttoken', grant_type: 'refresh_token', refresh_token: refreshToken },
      ...{ client_id: CLUSTER_CLIENT.id, client_secret: CLUSTER_CLIENT.secret },
    });
  const measures = (address: string, token: string) =>
    postForm(`${address}/measure`, { action: 'getmeas', lastupdate: 0 }, token);
  return { cloud, first, addressOf, refresh, measures };
}

describe('tokens of the cloud of many people', () => {
  it('rotate: the old refresh token lives until the new access token is used, and a use after that is counted', async () => {
    const { cloud, first, addressOf, refresh, measures } = await cloudOf();
    const address = await addressOf('a');
    const old = cloud.tokens.login(first);

    const lost = await refresh(address, old.refresh_token);
    const next = await refresh(address, old.refresh_token);
    expect([lost.status, next.status]).toEqual([0, 0]);
    expect(cloud.tokens.isAlive(old.refresh_token)).toBe(true);

    expect((await measures(address, String(next.body.access_token))).status).toBe(0);
    expect(cloud.tokens.isAlive(old.refresh_token)).toBe(false);
    expect(cloud.tokens.doubleUses()).toEqual([]);

    expect((await refresh(address, old.refresh_token)).status).toBe(503);
    expect(cloud.tokens.doubleUses()).toHaveLength(1);
    expect(cloud.tokens.refreshes()).toBe(2);
  });

  it('are its own, and a stranger is nobody', async () => {
    const { cloud, addressOf, refresh, measures } = await cloudOf();
    const address = await addressOf('a');

    expect((await refresh(address, 'refresh.1000000.1.0000000000000000')).status).toBe(503);
    expect((await measures(address, 'access.1000000.1.0000000000000000')).status).toBe(401);
    expect(cloud.tokens.doubleUses()).toEqual([]);
  });
});

describe('calls to the cloud of many people', () => {
  it('beyond the plan are refused, and not counted as calls of the minute', async () => {
    const { cloud, first, addressOf, measures } = await cloudOf({ callsPerMinute: 3 });
    const address = await addressOf('a');
    const { access_token } = cloud.tokens.login(first);

    const statuses = [];
    for (let count = 0; count < 5; count++) statuses.push((await measures(address, access_token)).status);

    expect(statuses).toEqual([0, 0, 0, 601, 601]);
    expect([cloud.calls.mostInMinute(), cloud.refused()]).toEqual([3, 2]);
  });

  it('for one person by two bridges at once are noticed', async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { cloud, first, addressOf, measures } = await cloudOf({ until: () => answered });
    const [a, b] = [await addressOf('a'), await addressOf('b')];
    const { access_token } = cloud.tokens.login(first);
    const other = cloud.tokens.login(first + 1).access_token;

    const calls = [measures(a, access_token), measures(a, access_token), measures(b, other)];
    await expect.poll(() => cloud.calls.calls).toBe(3);
    await expect.poll(() => cloud.calls.mostAtOnce()).toBe(1);

    calls.push(measures(b, access_token));
    await expect.poll(() => cloud.calls.mostAtOnce()).toBe(2);
    answer();
    await Promise.all(calls);
  });
});

it('gives each weigh-in to whoever asks what has changed', async () => {
  const { cloud, first, addressOf, measures } = await cloudOf();
  const address = await addressOf('a');
  const { grpid, grams } = cloud.weighIn(first);
  cloud.weighIn(first + 1);

  const { body } = await measures(address, cloud.tokens.login(first).access_token);

  expect(body.measuregrps).toMatchObject([{ grpid, measures: [{ value: grams, type: 1, unit: -3 }] }]);
  expect(cloud.newest(first)).toMatchObject({ grpid, grams });
});

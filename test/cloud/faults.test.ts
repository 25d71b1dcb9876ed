import { describe, expect, it } from 'vitest';
import { ANNA, BEN, faultyCloud, getMeasures, post, raw, refresh, testCloud } from '../demo/helpers.js';

describe('a fault', () => {
  it('strikes until it is removed', async () => {
    const { cloud, tokens, remove } = await faultyCloud({ kind: 'status', status: 524 });

    const during = [await getMeasures(cloud, tokens.access_token), await getMeasures(cloud, tokens.access_token)];
    remove();
    const after = await getMeasures(cloud, tokens.access_token);

    expect(during.map(({ status }) => status)).toEqual([524, 524]);
    expect(after.status).toBe(0);
  });

  it('strikes so many times, after so many requests', async () => {
    const { cloud, tokens, statuses } = await faultyCloud({ kind: 'status', status: 522, times: 2, after: 1 });

    for (let call = 0; call < 5; call += 1) await getMeasures(cloud, tokens.access_token);

    expect(statuses()).toEqual([0, 522, 522, 0, 0]);
  });

  it('strikes one path or action', async () => {
    const { cloud, tokens, statuses } = await faultyCloud({ path: '/v2/user', kind: 'status', status: 522, times: 1 });
    cloud.fault({ action: 'getgoals', kind: 'status', status: 524 });

    await getMeasures(cloud, tokens.access_token);
    for (const action of ['getdevice', 'getgoals', 'getdevice']) {
      await post(cloud, '/v2/user', { action }, tokens.access_token);
    }

    expect(statuses()).toEqual([0, 522, 524, 0]);
  });

  it('follows another in the order they were switched on', async () => {
    const { cloud, tokens, statuses } = await faultyCloud({ kind: 'status', status: 1, times: 1 });
    cloud.fault({ kind: 'status', status: 2, times: 1 });

    for (let call = 0; call < 3; call += 1) await getMeasures(cloud, tokens.access_token);

    expect(statuses()).toEqual([1, 2, 0]);
  });

  it('keeps the cloud from doing what was asked', async () => {
    const { cloud, tokens } = await faultyCloud({ kind: 'http', code: 502, times: 1 });

    await raw(cloud, '/v2/oauth2', { action: 'requesttoken' });
    const refreshed = await refresh(cloud, tokens.refresh_token);
    await getMeasures(cloud, String(refreshed.body.access_token));

    expect(cloud.isRefreshTokenAlive(tokens.refresh_token)).toBe(false);
    expect(cloud.requests.map(({ userid }) => userid)).toEqual([undefined, ANNA, ANNA]);
  });

  it('may lose the answer of what was done', async () => {
    const { cloud } = await faultyCloud({ action: 'requesttoken', kind: 'reset', handled: true, times: 1 });
    const { refresh_token } = cloud.login(ANNA);

    await expect(refresh(cloud, refresh_token)).rejects.toThrow();

    expect(cloud.requests.at(-1)).toMatchObject({ status: -1, userid: ANNA });
    expect((await refresh(cloud, refresh_token)).status).toBe(0);
  });
});

describe('an access token', () => {
  it('can be ended for one person or for all, while the refresh token goes on', async () => {
    const cloud = await testCloud();
    const [anna, ben] = [cloud.login(ANNA), cloud.login(BEN)];

    cloud.expireAccessTokens(ANNA);
    const one = [await getMeasures(cloud, anna.access_token), await getMeasures(cloud, ben.access_token)];
    cloud.expireAccessTokens();
    const all = await getMeasures(cloud, ben.access_token);

    expect(one.map(({ status }) => status)).toEqual([401, 0]);
    expect(all.status).toBe(401);
    expect((await refresh(cloud, anna.refresh_token)).status).toBe(0);
  });

  it('of a refresh can be ended, too, and a new one is not', async () => {
    const cloud = await testCloud();
    const login = await refresh(cloud, cloud.login(ANNA).refresh_token);

    cloud.expireAccessTokens();

    expect((await getMeasures(cloud, String(login.body.access_token))).status).toBe(401);
    expect((await getMeasures(cloud, cloud.login(ANNA).access_token)).status).toBe(0);
  });
});

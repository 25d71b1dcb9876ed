import { describe, expect, it } from 'vitest';
import { ANNA, BEN, createClock, getMeasures, post, refresh, requestToken, testCloud } from './helpers.js';

const HOUR = 3600;
const INVALID_TOKEN = {
  status: 401,
  body: {},
  error: 'XRequestID: Not provided invalid_token: The access token provided is invalid',
};

describe('refresh', () => {
  it('gives a new pair, with the user id as a number', async () => {
    const cloud = await testCloud();
    const old = cloud.login(ANNA);

    const { status, body } = await refresh(cloud, old.refresh_token);

    expect(status).toBe(0);
    expect(body).toMatchObject({ userid: ANNA, expires_in: 10_800, scope: old.scope, token_type: 'Bearer' });
    expect(body.access_token).not.toBe(old.access_token);
    expect(body.refresh_token).not.toBe(old.refresh_token);
  });

  it('keeps the old refresh token alive until the new access token is used', async () => {
    const cloud = await testCloud();
    const old = cloud.login(ANNA);
    const { body } = await refresh(cloud, old.refresh_token);

    const before = cloud.isRefreshTokenAlive(old.refresh_token);
    await getMeasures(cloud, String(body.access_token));
    const again = await refresh(cloud, old.refresh_token);

    expect(before).toBe(true);
    expect(again).toEqual({ status: 503, body: {}, error: 'Invalid Params: invalid refresh_token' });
    expect(cloud.isRefreshTokenAlive(String(body.refresh_token))).toBe(true);
  });

  it('gives another pair for the old refresh token when the first answer was lost', async () => {
    const cloud = await testCloud();
    const old = cloud.login(ANNA);
    await refresh(cloud, old.refresh_token);

    const second = await refresh(cloud, old.refresh_token);

    expect(second.status).toBe(0);
    expect((await getMeasures(cloud, String(second.body.access_token))).status).toBe(0);
  });

  it('lets the old refresh token die 8 hours after the first refresh', async () => {
    const clock = createClock();
    const cloud = await testCloud({ clock: clock.now });
    const old = cloud.login(ANNA);
    await refresh(cloud, old.refresh_token);

    clock.forward(8 * HOUR - 1);
    const inTime = await refresh(cloud, old.refresh_token);
    clock.forward(1);
    const tooLate = await refresh(cloud, old.refresh_token);

    expect([inTime.status, tooLate.status]).toEqual([0, 503]);
  });

  it('lets all refresh tokens before a used access token die', async () => {
    const cloud = await testCloud();
    const first = cloud.login(ANNA);
    const second = (await refresh(cloud, first.refresh_token)).body;
    const third = (await refresh(cloud, String(second.refresh_token))).body;

    await getMeasures(cloud, String(third.access_token));

    const alive = [first, second, third].map(({ refresh_token }) => cloud.isRefreshTokenAlive(String(refresh_token)));
    expect(alive).toEqual([false, false, true]);
  });

  it('ends after a year', async () => {
    const clock = createClock();
    const cloud = await testCloud({ clock: clock.now });
    const tokens = cloud.login(ANNA);

    clock.forward(365 * 24 * HOUR);

    expect((await refresh(cloud, tokens.refresh_token)).status).toBe(503);
  });

  it.each([{}, { grant_type: 'password' }])('needs one of the two grant types: %j', async (params) => {
    const cloud = await testCloud();

    expect((await requestToken(cloud, params)).error).toBe('Invalid Params: invalid grant_type');
  });

  it('needs an action', async () => {
    const cloud = await testCloud();

    expect((await post(cloud, '/v2/oauth2', { grant_type: 'refresh_token' })).status).toBe(2554);
  });
});

describe('access token', () => {
  it('lives three hours', async () => {
    const clock = createClock();
    const cloud = await testCloud({ clock: clock.now });
    const { access_token } = cloud.login(ANNA);

    clock.forward(3 * HOUR - 1);
    const inTime = await getMeasures(cloud, access_token);
    clock.forward(1);
    const tooLate = await getMeasures(cloud, access_token);

    expect(inTime.status).toBe(0);
    expect(tooLate).toEqual(INVALID_TOKEN);
  });

  it('is required', async () => {
    const cloud = await testCloud();

    expect(await post(cloud, '/measure', { action: 'getmeas' })).toEqual(INVALID_TOKEN);
    expect(await getMeasures(cloud, 'unknown')).toEqual(INVALID_TOKEN);
  });

  it('needs the scope of the endpoint', async () => {
    const cloud = await testCloud();
    const { access_token } = cloud.login(ANNA, 'user.info');

    expect((await getMeasures(cloud, access_token)).status).toBe(403);
    expect((await post(cloud, '/v2/user', { action: 'getgoals' }, access_token)).status).toBe(0);
  });
});

describe('revoke by the person', () => {
  it('kills access and refresh tokens of that person only', async () => {
    const cloud = await testCloud();
    const [anna, ben] = [cloud.login(ANNA), cloud.login(BEN)];

    cloud.revoke(ANNA);

    expect((await getMeasures(cloud, anna.access_token)).status).toBe(401);
    expect((await refresh(cloud, anna.refresh_token)).status).toBe(503);
    expect((await getMeasures(cloud, ben.access_token)).status).toBe(0);
  });
});

describe('login', () => {
  it('throws for an unknown user', async () => {
    const cloud = await testCloud();

    expect(() => cloud.login(1)).toThrow('no user 1');
  });
});

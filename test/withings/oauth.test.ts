import { describe, expect, it } from 'vitest';
import { authorizeUrl, requestNonce } from '../../src/withings/oauth.js';
import type { ApiRequest } from '../../src/withings/transport.js';
import { ANNA, authorizeUrl as cloudUrl, createClock, demoCode, hmac, REDIRECT, testCloud } from '../demo/helpers.js';
import { CREDENTIALS, callsOf, failureOf, testClient } from './support.js';

describe('authorizeUrl', () => {
  const options = { accountUrl: 'https://account.example', clientId: 'id', redirectUri: REDIRECT, state: 'a&b' };

  it('asks for a code, with the scopes in one comma-separated list', () => {
    const url = new URL(authorizeUrl(options));

    expect(url.origin + url.pathname).toBe('https://account.example/oauth2_user/authorize2');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'id',
      redirect_uri: REDIRECT,
      scope: 'user.info,user.metrics,user.activity',
      state: 'a&b',
    });
  });

  it('asks for other scopes where they are given', () => {
    const url = new URL(authorizeUrl({ ...options, scopes: ['user.info', 'user.sleepevents'] }));

    expect(url.searchParams.get('scope')).toBe('user.info,user.sleepevents');
  });

  it('is what the authorise page accepts', async () => {
    const cloud = await testCloud();
    const ours = authorizeUrl({
      accountUrl: cloud.url,
      clientId: CREDENTIALS.clientId,
      redirectUri: REDIRECT,
      state: 's',
    });

    const answers = await Promise.all(
      [ours, cloudUrl(cloud, { scope: 'user.info user.metrics' })].map((url) => fetch(url)),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
  });
});

describe('getAccessToken', () => {
  it('exchanges the code of the authorise page, stores the pair and uses it', async () => {
    const clock = createClock();
    const cloud = await testCloud({ clock: clock.now });
    const stored: unknown[] = [];
    const onTokens = async (pair: unknown) => void stored.push(pair);
    const client = testClient(cloud, { clock: clock.now, onTokens }, { access_token: 'dead', refresh_token: 'dead' });

    const tokens = await client.getAccessToken(await demoCode(cloud), REDIRECT);
    await client.getRawMeasures();

    expect(tokens).toEqual({
      userId: String(ANNA),
      accessToken: expect.stringMatching(/^[0-9a-f]{40}$/),
      refreshToken: expect.stringMatching(/^[0-9a-f]{40}$/),
      expiresAt: clock.now() + 10_800_000,
      scope: 'user.info,user.metrics',
    });
    expect(stored).toEqual([tokens]);
    expect(cloud.requests.at(-1)).toMatchObject({ action: 'getmeas', status: 0, accessToken: tokens.accessToken });
  });

  it('after 30 seconds the person must say yes again', async () => {
    const clock = createClock();
    const cloud = await testCloud({ clock: clock.now });
    const code = await demoCode(cloud);
    clock.forward(31);

    const failure = await failureOf(testClient(cloud).getAccessToken(code, REDIRECT));

    expect(failure).toMatchObject({ name: 'AuthenticationError', status: 503, needsLogin: true });
  });

  it('a code that cannot be stored changes nothing', async () => {
    const cloud = await testCloud();
    const old = cloud.login(ANNA);
    const onTokens = async () => {
      throw new Error('disk full');
    };
    const client = testClient(cloud, { onTokens }, old);

    expect((await failureOf(client.getAccessToken(await demoCode(cloud), REDIRECT))).message).toBe('disk full');
    await client.getRawMeasures();

    expect(cloud.requests.at(-1)?.accessToken).toBe(old.access_token);
  });

  it('with a wrong client secret no new login would help', async () => {
    const cloud = await testCloud();
    const client = testClient(cloud, { clientSecret: 'wrong' });

    const failures = [
      await failureOf(client.getAccessToken(await demoCode(cloud), REDIRECT)),
      await failureOf(client.refreshAccessToken()),
    ];

    for (const failure of failures) {
      expect(failure).toMatchObject({ name: 'AuthenticationError', status: 503, needsLogin: false });
    }
  });

  it('a refresh token that has been revoked needs a new login', async () => {
    const cloud = await testCloud();
    const client = testClient(cloud);
    cloud.revoke(ANNA);

    const failure = await failureOf(client.getRawMeasures());

    expect(failure).toMatchObject({ name: 'AuthenticationError', status: 503, needsLogin: true });
    expect(callsOf(cloud)).toEqual(['getmeas 401', 'requesttoken 503']);
  });
});

describe('getNonce', () => {
  it('signs action, client id and the time in seconds, and keeps the secret to itself', async () => {
    const clock = createClock();
    const cloud = await testCloud({ clock: clock.now });

    const nonce = await testClient(cloud, { clock: () => clock.now() + 999 }).getNonce();

    expect(nonce).toMatch(/^[0-9a-f]{40}$/);
    expect(cloud.requests[0]?.params).toEqual({
      action: 'getnonce',
      client_id: CREDENTIALS.clientId,
      timestamp: String(clock.seconds()),
      signature: hmac(`getnonce,${CREDENTIALS.clientId},${clock.seconds()}`),
    });
  });

  it('a wrong secret is refused', async () => {
    const cloud = await testCloud();

    const failure = await failureOf(testClient(cloud, { clientSecret: 'wrong' }).getNonce());

    expect(failure).toMatchObject({ endpoint: '/v2/signature', action: 'getnonce' });
    expect(callsOf(cloud)).toHaveLength(1);
  });

  it.each([[{}], [{ nonce: '' }], [[]], [null]])('an answer without a nonce (%j) is none', async (body) => {
    const call = async (_: ApiRequest) => body;

    expect((await failureOf(requestNonce(call, CREDENTIALS, 0))).name).toBe('TransportError');
  });
});

describe('revokeAccess', () => {
  it('ends a login, signed and without a token', async () => {
    const cloud = await testCloud();
    const { access_token, refresh_token } = cloud.login(ANNA);
    const client = testClient(cloud, {}, { access_token: 'dead', refresh_token: 'dead' });

    await client.revokeAccess(String(ANNA));

    expect(cloud.isRefreshTokenAlive(refresh_token)).toBe(false);
    expect(callsOf(cloud)).toEqual(['getnonce 0', 'revoke 0']);
    expect(cloud.requests.map(({ accessToken }) => accessToken)).not.toContain(access_token);
  });

  it('says what Withings says', async () => {
    const cloud = await testCloud();

    const failure = await failureOf(testClient(cloud).revokeAccess('1'));

    expect(failure).toMatchObject({ name: 'InvalidParametersError', status: 247 });
  });
});

import { describe, expect, it } from 'vitest';
import { subscriber } from './callback.js';
import { ANNA, cloudFor, hmac, post } from './helpers.js';

const WRONG_CALLBACK = { status: 293, body: {}, error: 'The callback URL is either absent or incorrect' };
const NONE = { status: 286, body: {}, error: 'No such subscription was found' };

describe('subscribe', () => {
  it('asks the callback with HEAD, then holds the subscription', async () => {
    const { cloud, callback, subscribe } = await subscriber();

    const reply = await subscribe(1);

    expect(reply).toEqual({ status: 0, body: {} });
    expect(callback.deliveries).toEqual([{ method: 'HEAD', path: '/hook', type: undefined, body: '' }]);
    expect(cloud.subscriptions(ANNA)).toEqual([{ appli: 1, callbackurl: callback.url }]);
  });

  it.each([204, 301, 404, 500])('refuses a callback that answers %i', async (code) => {
    const { cloud, callback, subscribe } = await subscriber();
    callback.answers(code);

    expect(await subscribe(1)).toEqual(WRONG_CALLBACK);
    expect(cloud.subscriptions(ANNA)).toEqual([]);
  });

  it('refuses a callback that does not answer, is not allowed or is missing', async () => {
    const { callback, subscribe } = await subscriber();
    await callback.close();

    expect(await subscribe(1)).toEqual(WRONG_CALLBACK);
    expect(await subscribe(1, { callbackurl: 'http://192.0.2.1/hook' })).toEqual(WRONG_CALLBACK);
    expect(await subscribe(1, { callbackurl: '' })).toEqual(WRONG_CALLBACK);
  });

  it('replaces an older one of the same kind, and keeps the others', async () => {
    const { cloud, callback, subscribe } = await subscriber();
    await subscribe(1);
    await subscribe(44);

    await subscribe(1, { callbackurl: `${callback.url}/new` });

    expect(cloud.subscriptions(ANNA)).toEqual([
      { appli: 44, callbackurl: callback.url },
      { appli: 1, callbackurl: `${callback.url}/new` },
    ]);
  });

  it.each([0, 3, 53, ''])('refuses the kind "%s"', async (appli) => {
    const { subscribe } = await subscriber();

    expect(await subscribe(1, { appli })).toMatchObject({ status: 503, error: 'Invalid Params: invalid appli' });
  });

  it('refuses a comment over 255 characters', async () => {
    const { subscribe } = await subscriber();

    expect(await subscribe(1, { comment: 'x'.repeat(256) })).toMatchObject({ status: 304 });
    expect(await subscribe(1, { comment: 'x'.repeat(255) })).toMatchObject({ status: 0 });
  });

  it.each([
    ['user.metrics', 4, 16],
    ['user.activity', 44, 1],
    ['user.info', 46, 44],
    ['user.sleepevents', 50, 46],
  ])('allows %s kind %i, not kind %i', async (scope, own, other) => {
    const { subscribe } = await subscriber(scope);

    expect((await subscribe(own)).status).toBe(0);
    expect(await subscribe(other)).toMatchObject({ status: 403 });
  });
});

describe('list and get', () => {
  it('list all, or one kind, that never expire', async () => {
    const { callback, notify, subscribe } = await subscriber();
    await subscribe(1);
    await subscribe(44);
    const profile = { callbackurl: callback.url, comment: 'bridge', expires: 2_147_483_647 };

    expect((await notify('list')).body).toEqual({
      profiles: [
        { appli: 1, ...profile },
        { appli: 44, ...profile },
      ],
    });
    expect((await notify('list', { appli: 44 })).body).toEqual({ profiles: [{ appli: 44, ...profile }] });
    expect((await notify('list', { appli: 16 })).body).toEqual({ profiles: [] });
  });

  it('get one, of kind 1 unless asked', async () => {
    const { callback, notify, subscribe } = await subscriber();
    await subscribe(1);
    const { url: callbackurl } = callback;

    expect((await notify('get', { callbackurl })).body).toEqual({ appli: 1, callbackurl, comment: 'bridge' });
    expect(await notify('get', { callbackurl, appli: 44 })).toEqual(NONE);
    expect(await notify('get', { callbackurl: `${callbackurl}x` })).toEqual(NONE);
  });
});

describe('revoke', () => {
  it('ends one, or all of an address', async () => {
    const { cloud, callback, notify, subscribe } = await subscriber();
    for (const appli of [1, 4, 44]) await subscribe(appli);
    const { url: callbackurl } = callback;

    expect(await notify('revoke', { callbackurl, appli: 4 })).toEqual({ status: 0, body: {} });
    expect(cloud.subscriptions(ANNA).map(({ appli }) => appli)).toEqual([1, 44]);
    expect(await notify('revoke', { callbackurl, appli: 4 })).toMatchObject({ status: 294 });
    expect(await notify('revoke', { callbackurl: `${callbackurl}x` })).toMatchObject({ status: 294 });
    expect(await notify('revoke', { callbackurl })).toMatchObject({ status: 0 });
    expect(cloud.subscriptions(ANNA)).toEqual([]);
  });

  it('of the application drops them too', async () => {
    const { cloud, clock, subscribe } = await subscriber();
    await subscribe(1);
    const client = { client_id: 'test-client' };
    const stamp = { action: 'getnonce', ...client, timestamp: clock.seconds() };
    const signed = await post(cloud, '/v2/signature', { ...stamp, signature: hmac(Object.values(stamp).join(',')) });
    const revoke = { action: 'revoke', ...client, nonce: String(signed.body.nonce) };
    const signature = hmac(Object.values(revoke).join(','));

    const reply = await post(cloud, '/v2/oauth2', { ...revoke, signature, userid: ANNA });

    expect(reply.status).toBe(0);
    expect(cloud.subscriptions(ANNA)).toEqual([]);
  });
});

it('notify answers to /notify only, to its own actions, with a token', async () => {
  const { cloud, call } = await cloudFor({}, {}, 'user.info');

  expect(await call('/v2/notify', 'list')).toMatchObject({ status: 2554 });
  expect(await call('/notify', 'delete')).toMatchObject({ status: 2554 });
  expect(await call('/notify', 'list')).toMatchObject({ status: 0, body: { profiles: [] } });
  expect(await call('/notify', 'revoke')).toMatchObject({ status: 403 });
  expect(await post(cloud, '/notify', { action: 'list' })).toMatchObject({ status: 401 });
});

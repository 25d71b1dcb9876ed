import { describe, expect, it } from 'vitest';
import { subscriber } from './callback.js';
import { ANNA } from './helpers.js';

describe('update', () => {
  it.each([
    [{ new_appli: 44 }, { appli: 44 }],
    [{ comment: 'other' }, { comment: 'other' }],
  ])('changes one thing: %j', async (change, expected) => {
    const { callback, notify, subscribe } = await subscriber();
    await subscribe(1);

    const reply = await notify('update', { callbackurl: callback.url, appli: 1, ...change });

    expect(reply).toEqual({ status: 0, body: {} });
    const before = { appli: 1, callbackurl: callback.url, comment: 'bridge', expires: 2_147_483_647 };
    expect((await notify('list')).body.profiles).toEqual([{ ...before, ...expected }]);
  });

  it('asks a new callback with HEAD', async () => {
    const { cloud, callback, notify, subscribe } = await subscriber();
    await subscribe(1);
    const update = (path: string) =>
      notify('update', { callbackurl: callback.url, appli: 1, new_callbackurl: callback.url + path });

    callback.answers(500);
    const refused = await update('/bad');
    callback.answers(200);
    const accepted = await update('/good');

    expect([refused.status, accepted.status]).toEqual([293, 0]);
    expect(callback.deliveries.map(({ path }) => path)).toEqual(['/hook', '/hook/bad', '/hook/good']);
    expect(cloud.subscriptions(ANNA)).toEqual([{ appli: 1, callbackurl: `${callback.url}/good` }]);
  });

  it('takes the place of one that has the new kind', async () => {
    const { cloud, callback, notify, subscribe } = await subscriber();
    await subscribe(1);
    await subscribe(44);

    await notify('update', { callbackurl: callback.url, appli: 1, new_appli: 44 });

    expect(cloud.subscriptions(ANNA)).toEqual([{ appli: 44, callbackurl: callback.url }]);
  });

  it.each([
    [503, {}],
    [503, { comment: 'a', new_appli: 44 }],
    [503, { new_appli: 3 }],
    [304, { comment: 'x'.repeat(256) }],
    [286, { appli: 16, comment: 'a' }],
  ])('answers %i to %j', async (status, params) => {
    const { callback, notify, subscribe } = await subscriber();
    await subscribe(1);

    expect(await notify('update', { callbackurl: callback.url, appli: 1, ...params })).toMatchObject({ status });
  });
});

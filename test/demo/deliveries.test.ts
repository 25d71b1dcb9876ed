import { describe, expect, it } from 'vitest';
import { type Answering, startCallback } from './callback.js';
import { ANNA, BEN, cloudFor } from './helpers.js';

/** A cloud that is subscribed to weight (1) and sleep (44) of Anna. */
async function setup(callbackTimeout = 5000) {
  const callback = await startCallback();
  const { cloud, call } = await cloudFor({}, { callbackTimeout });
  for (const appli of [1, 44]) await call('/notify', 'subscribe', { callbackurl: `${callback.url}/${appli}`, appli });
  callback.deliveries.length = 0;
  return { cloud, callback };
}

describe('notify', () => {
  it('posts a form to the callback of the person and the kind', async () => {
    const { cloud, callback } = await setup();

    const codes = await cloud.notify(ANNA, 44, { startdate: 100, enddate: 200, comment: 'a b&c' });

    expect(codes).toEqual([200]);
    expect(callback.deliveries).toEqual([
      {
        method: 'POST',
        path: '/hook/44',
        type: 'application/x-www-form-urlencoded',
        body: `userid=${ANNA}&appli=44&startdate=100&enddate=200&comment=a+b%26c`,
      },
    ]);
  });

  it('posts nothing where nothing is subscribed', async () => {
    const { cloud, callback } = await setup();

    expect([await cloud.notify(ANNA, 16), await cloud.notify(BEN, 1)]).toEqual([[], []]);
    expect(callback.deliveries).toEqual([]);
    expect(cloud.subscriptions(BEN)).toEqual([]);
  });

  it.each([204, 302, 404, 503])('resolves with %i, and posts once', async (code) => {
    const { cloud, callback } = await setup();
    callback.answers(code);

    expect(await cloud.notify(ANNA, 1)).toEqual([code]);
    expect(callback.deliveries).toHaveLength(1);
  });

  it.each<[string, Answering]>([
    ['cuts the connection', (request) => request.socket.destroy()],
    ['says nothing', () => {}],
  ])('resolves with 0 where the callback %s', async (_, answering) => {
    const { cloud, callback } = await setup(200);
    callback.answers(answering);

    expect(await cloud.notify(ANNA, 1)).toEqual([0]);
  });

  it('gives up when the cloud closes', async () => {
    const { cloud, callback } = await setup(60_000);
    const arrived = new Promise<void>((resolve) => callback.answers(() => resolve()));
    const codes = cloud.notify(ANNA, 1);
    await arrived;

    await cloud.close();

    expect(await codes).toEqual([0]);
  });

  it('ends when the person takes the permission away', async () => {
    const { cloud } = await setup();

    cloud.revoke(ANNA);

    expect(await cloud.notify(ANNA, 1)).toEqual([]);
    expect(cloud.subscriptions(ANNA)).toEqual([]);
  });
});

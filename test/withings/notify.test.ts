import { describe, expect, it } from 'vitest';
import { listSubscriptions, subscribe, unsubscribe } from '../../src/withings/notify.js';
import { createCloud } from '../feeds/cloud.js';

const URL = 'https://example.org/webhook/secret';

describe('notify', () => {
  it.each([
    [{ profiles: [{ appli: 1, callbackurl: URL, comment: 'c', expires: 2_147_483_647 }] }, ['c']],
    [
      {
        profiles: [
          { appli: '44', callbackurl: URL, comment: null },
          { appli: 1, callbackurl: URL },
        ],
      },
      [undefined, undefined],
    ],
    [{ profiles: [{ appli: 1 }, { callbackurl: URL }, null, 'x', [], { appli: 'x', callbackurl: URL }] }, []],
    [{ profiles: {} }, []],
    [{ profiles: null }, []],
    [[], []],
    [null, []],
    [undefined, []],
  ])('lists %j', async (body, comments) => {
    const { call, requests } = createCloud({ '/notify list': body });

    const subscriptions = await listSubscriptions(call);

    expect(subscriptions.map(({ comment }) => comment)).toEqual(comments);
    expect(subscriptions.every(({ callbackUrl }) => callbackUrl === URL)).toBe(true);
    expect(requests).toEqual([{ site: '/notify list', params: {} }]);
  });

  it('subscribes and revokes by address and kind', async () => {
    const { call, requests } = createCloud();

    await subscribe(call, { appli: 44, callbackUrl: URL, comment: 'mine' });
    await unsubscribe(call, { appli: 44, callbackUrl: URL });

    expect(requests).toEqual([
      { site: '/notify subscribe', params: { appli: 44, callbackurl: URL, comment: 'mine' } },
      { site: '/notify revoke', params: { appli: 44, callbackurl: URL } },
    ]);
  });
});

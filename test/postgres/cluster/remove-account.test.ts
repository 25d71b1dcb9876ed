import { describe, expect, it } from 'vitest';
import { createClientBase } from '../../../src/bridge/client-base.js';
import { removeAccount } from '../../../src/cluster/remove-account.js';
import type { TurnParts } from '../../../src/cluster/turn-parts.js';
import type { Config } from '../../../src/config/index.js';
import { COMMENT } from '../../../src/feeds/subscriptions.js';
import { createTelemetry } from '../../../src/telemetry.js';
import { systemTools } from '../../../src/tools.js';
import { WithingsError } from '../../../src/withings/errors.js';
import { startCallback } from '../../demo/callback.js';
import { ANNA, CLIENT, testCloud } from '../../demo/helpers.js';
import { logLines } from '../../log-lines.js';
import { annaOf } from '../../process/world.js';
import { tokensOf } from '../../stored.js';
import { testClient } from '../../withings/support.js';
import { openOneBridge } from './one-bridge.js';
import { account } from './world.js';

const USER = String(ANNA);

/** Anna, connected, with something of hers on the broker, at a bridge. */
async function clinic() {
  const { store, cluster } = await openOneBridge();
  const cloud = await testCloud({ people: [annaOf()] });
  await cluster.accounts.add(account('anna'));
  await store.people.put(USER, 'anna');
  await store.logins.save(USER, tokensOf(ANNA, cloud.login(ANNA), Date.now() + 3_600_000));
  await cluster.claims.take(USER, 'one');
  await store.announced.note([{ topic: 'withings/anna/weight', kind: 'value', userId: USER, device: undefined }]);

  const { log } = logLines();
  const stop = new AbortController();
  const withings = { clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret, apiUrl: cloud.url };
  const config = { withings } as unknown as Config;
  const base = { config, log, tools: systemTools, signal: stop.signal, identicalCallSeconds: 0 };
  const parts = {
    ...{ store, cluster, log, tools: systemTools, signal: stop.signal },
    ...createClientBase(base, createTelemetry(), { limiter: () => async () => {} }),
    aroundRefresh: <T>(refresh: () => Promise<T>) => refresh(),
  } satisfies Partial<TurnParts>;
  return {
    ...{ cloud, store, cluster },
    async removeAnna(force = false, patience?: number) {
      const row = await cluster.accounts.find('anna');
      return removeAccount(row!, force, parts, patience);
    },
    kept: async () => [await store.people.list(), await cluster.accounts.list()],
  };
}

describe('removing an account at a bridge', () => {
  it('ends login and notifications at Withings, forgets all, and wants the topics away', async () => {
    const { cloud, cluster, removeAnna, kept } = await clinic();
    const { url } = await startCallback();
    await testClient(cloud).subscribe({ appli: 1, callbackUrl: url, comment: COMMENT });

    expect(await removeAnna()).toBe('ended');

    expect(await kept()).toEqual([[], []]);
    expect(cloud.subscriptions(ANNA)).toEqual([]);
    expect(cloud.requests.some(({ params }) => params.action === 'revoke')).toBe(true);
    expect(await cluster.queue.size()).toMatchObject({ waiting: 1, due: 1 });
  });

  it('removes nothing while Withings cannot be asked, unless it is forced', async () => {
    const { cloud, removeAnna, kept } = await clinic();
    cloud.fault({ path: '/v2/oauth2', kind: 'reset' });
    const before = await kept();

    await expect(removeAnna()).rejects.toThrow(WithingsError);
    expect(await kept()).toEqual(before);

    expect(await removeAnna(true)).toBeInstanceOf(WithingsError);
    expect(await kept()).toEqual([[], []]);
  });

  it('waits for Withings no longer than a person does', async () => {
    const { cloud, removeAnna, kept } = await clinic();
    cloud.fault({ path: '/notify', kind: 'hang' });

    await expect(removeAnna(false, 300)).rejects.toThrow('Withings has not answered all of it within 0 s');
    expect((await kept())[0]).toHaveLength(1);
  });

  it('is no call where nobody has connected it, or there is no login', async () => {
    const { cloud, store, cluster, removeAnna, kept } = await clinic();
    await cluster.accounts.add(account('ben'));
    const before = cloud.requests.length;
    await store.people.remove(USER);

    expect(await removeAnna()).toBe('none');
    await store.people.put('7', 'ben');
    const ben = await cluster.accounts.find('ben');
    expect(ben).toMatchObject({ userId: '7', hasLogin: false });
    expect(cloud.requests.length).toBe(before);
    expect((await kept())[1]).toMatchObject([{ name: 'ben' }]);
  });
});

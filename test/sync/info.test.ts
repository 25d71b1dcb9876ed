import { describe, expect, it } from 'vitest';
import { bridgeInfo } from '../../src/sync/info.js';
import { WithingsError } from '../../src/withings/errors.js';
import { mark, NOW, sampleFeed } from '../feeds/samples.js';
import { setUp } from './account-setup.js';

const infoOf = (...accounts: ReturnType<typeof setUp>[]) =>
  JSON.parse(
    bridgeInfo({
      ...{ version: '1', instance: 'abcd1234', started: 0, next: undefined },
      accounts: accounts.map(({ sync }) => sync),
      userIdOf: () => undefined,
    }),
  );

describe('bridgeInfo', () => {
  it('has as last sync what everything is at least as new as, of each account and of all', async () => {
    const anna = setUp([sampleFeed('measures', async () => mark('x')), sampleFeed('goals', async () => mark('x'))]);
    const ben = setUp([sampleFeed('measures', async () => mark('x'))]);
    ben.time.now -= 60_000;
    await Promise.all([anna.sync.round(true), ben.sync.round(true)]);
    anna.time.now += 60_000;
    await anna.sync.fetch(['measures']);

    const info = infoOf(anna, ben);

    const at = (seconds: number) => new Date(seconds * 1000).toISOString();
    expect(info.accounts.map(({ last_sync }: { last_sync: string }) => last_sync)).toEqual([at(NOW), at(NOW - 60)]);
    expect(info.last_sync).toBe(at(NOW - 60));
    expect(info.accounts[0].feeds.measures).toEqual({ last_success: at(NOW + 60), last_error: null });
  });

  it('has none before all of it has come, and says why', async () => {
    const anna = setUp([sampleFeed('measures', async () => mark('x'))]);
    const ben = setUp([
      sampleFeed('measures', async () => mark('x')),
      sampleFeed('sleep', () => Promise.reject(new WithingsError('HTTP 502'))),
    ]);
    await Promise.all([anna.sync.round(true), ben.sync.round(true)]);

    const info = infoOf(anna, ben);

    expect([info.last_sync, info.accounts[1].last_sync]).toEqual([null, null]);
    expect(info.accounts[1].feeds.sleep).toEqual({ last_success: null, last_error: 'HTTP 502' });
  });
});

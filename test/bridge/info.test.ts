import { describe, expect, it } from 'vitest';
import { bridgeInfo } from '../../src/bridge/info.js';
import { feedsFor } from '../../src/feeds/index.js';
import type { UnwellSink } from '../../src/sinks/unwell.js';
import { WithingsError } from '../../src/withings/errors.js';
import { EMPTY, mark, NOW, sampleFeed } from '../feeds/samples.js';
import { setUp } from './person-sync-setup.js';

const FEEDS = feedsFor({ intraday: false });
const ABOUT = { version: '1', instance: 'abcd1234', started: 0, next: undefined, unwell: [] };
const infoOf = (...accounts: ReturnType<typeof setUp>[]) =>
  JSON.parse(
    bridgeInfo({
      ...ABOUT,
      people: accounts.map(({ sync }) => ({ sync, feeds: FEEDS, userId: () => undefined })),
    }),
  );

it('has the Withings user of an account, and none that was made of its name', () => {
  const { sync } = setUp([sampleFeed('measures', async () => mark('x'))]);
  const ids = ['7001', 'unknown:anna', undefined];
  const people = ids.map((userId) => ({ sync, feeds: FEEDS, userId: () => userId }));

  const info = JSON.parse(bridgeInfo({ ...ABOUT, people }));

  expect(info.accounts.map(({ user_id }: { user_id: unknown }) => user_id)).toEqual(['7001', null, null]);
});

it('has the destinations that take nothing, with the reason and since when', () => {
  const { sync } = setUp([sampleFeed('measures', async () => mark('x'))]);
  const people = [{ sync, feeds: FEEDS, userId: () => '7001' }];
  const told = (unwell: UnwellSink[]) => JSON.parse(bridgeInfo({ ...ABOUT, people, unwell })).unwell_sinks;

  expect(told([])).toEqual([]);
  expect(told([{ name: 'influx', reason: 'HTTP 503', since: NOW * 1000 }])).toEqual([
    { name: 'influx', reason: 'HTTP 503', since: new Date(NOW * 1000).toISOString() },
  ]);
});

const GONE = { moods: { lastError: 'HTTP 502' }, intraday: { lastError: 'HTTP 502', next: NOW - 5 } };
const NOTHING_YET = { since: null, complete: false };

describe('bridgeInfo', () => {
  it('has as last sync what everything is at least as new as, of each account and of all', async () => {
    const anna = setUp([sampleFeed('measures', async () => mark('x')), sampleFeed('goals', async () => mark('x'))]);
    const ben = setUp([sampleFeed('measures', async () => mark('x'))]);
    ben.time.now -= 60_000;
    await Promise.all([anna.round(), ben.round()]);
    anna.time.now += 60_000;
    await anna.sync.fetch('measures', true);

    const info = infoOf(anna, ben);

    const at = (seconds: number) => new Date(seconds * 1000).toISOString();
    expect(info.accounts.map(({ last_sync }: { last_sync: string }) => last_sync)).toEqual([at(NOW), at(NOW - 60)]);
    expect(info.last_sync).toBe(at(NOW - 60));
    expect(info.accounts[0].feeds.measures).toEqual({
      last_success: at(NOW + 60),
      last_error: null,
      next_sync: null,
      archive: NOTHING_YET,
    });
  });

  it('says how far the archive of a feed has come, of those that have a past', () => {
    const past = { from: '2019-01-01', complete: false, begun: NOW, recent: NOW, empty: 0 };
    const feeds = { sleep: { past }, measures: { past: { ...past, complete: true } }, activity: {}, goals: {} };
    const anna = setUp([sampleFeed('measures', async () => mark('x'))], { start: { ...EMPTY, feeds } });

    const told = infoOf(anna).accounts[0].feeds;

    const archives = Object.keys(feeds).map((name) => told[name].archive);
    expect(archives).toEqual([
      { since: '2019-01-01', complete: false },
      { since: null, complete: true },
      NOTHING_YET,
      undefined,
    ]);
  });

  it('says nothing of a feed that is gone, or switched off, and was kept', async () => {
    const start = { ...EMPTY, feeds: { ...GONE, goals: { lastSuccess: NOW } } };
    const anna = setUp([sampleFeed('measures', async () => mark('x'))], { start });
    await anna.round();

    expect(Object.keys(infoOf(anna).accounts[0].feeds)).toEqual(['measures', 'goals']);
  });

  it('has none before all of it has come, and says why', async () => {
    const anna = setUp([sampleFeed('measures', async () => mark('x'))]);
    const ben = setUp([
      sampleFeed('measures', async () => mark('x')),
      sampleFeed('sleep', () => Promise.reject(new WithingsError('HTTP 502'))),
    ]);
    await Promise.all([anna.round(), ben.round()]);

    const info = infoOf(anna, ben);

    expect([info.last_sync, info.accounts[1].last_sync]).toEqual([null, null]);
    expect(info.accounts[1].feeds.sleep).toEqual({
      last_success: null,
      last_error: 'HTTP 502',
      next_sync: null,
      archive: NOTHING_YET,
    });
  });
});

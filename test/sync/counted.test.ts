import { expect, it } from 'vitest';
import { type AccountEvents, createAccountSync } from '../../src/sync/account.js';
import { countedEvents } from '../../src/sync/counted.js';
import { createTelemetry } from '../../src/telemetry.js';
import { RateLimitError } from '../../src/withings/errors.js';
import { NOW, sampleFeed } from '../feeds/samples.js';
import { CLIENT } from './account-setup.js';

const quiet: AccountEvents = {
  onState: () => {},
  onAuthorization: () => {},
  onFeedFailed: () => {},
  onFeedRecovered: () => {},
  onFeedWaits: () => {},
};

it('counts for each account by itself', async () => {
  const telemetry = createTelemetry();
  for (const name of ['anna', 'ben']) {
    const sync = createAccountSync({
      ...{ name, client: CLIENT, start: undefined, random: () => 0 },
      feeds: [
        sampleFeed('measures', async () => (state) => ({ ...state, readings: {} })),
        sampleFeed('ecgs', () => Promise.reject(new RateLimitError('too many', { retryAfter: 1 }))),
      ],
      clock: () => NOW * 1000,
      sleep: async () => {},
      signal: new AbortController().signal,
      events: countedEvents(quiet, name, telemetry),
    });
    await sync.round(true);
  }

  expect(telemetry.samples('syncs')).toEqual(
    ['anna', 'ben'].flatMap((account) => [
      { labels: { account, feed: 'measures', outcome: 'ok' }, value: 1 },
      { labels: { account, feed: 'ecgs', outcome: 'failed' }, value: 1 },
    ]),
  );
  expect(telemetry.samples('rateLimitWaits')).toEqual(
    ['anna', 'ben'].map((account) => ({ labels: { account, feed: 'ecgs' }, value: 2 })),
  );
});

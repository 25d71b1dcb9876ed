import { describe, expect, it } from 'vitest';
import { setGauges } from '../../src/bridge/gauges.js';
import type { Parts } from '../../src/bridge/parts.js';
import type { People } from '../../src/bridge/people.js';
import { feedsFor } from '../../src/feeds/index.js';
import type { FeedState } from '../../src/store/person-state.js';
import { createTelemetry, type InstrumentKey } from '../../src/telemetry.js';

function setUp() {
  const telemetry = createTelemetry();
  const feeds: Record<string, FeedState> = {};
  const sync = { name: 'anna', authorization: () => 'ok', lastSync: () => undefined, state: () => ({ feeds }) };
  let people: readonly object[] = [{ sync, feeds: feedsFor({ intraday: false }), client: undefined }];
  const parts: object = { telemetry, session: { connected: () => true }, tools: { clock: () => 0 } };
  return {
    feeds,
    leave() {
      people = [];
    },
    samples(gauge: InstrumentKey) {
      setGauges(parts as Parts, { all: () => people } as People);
      return telemetry.samples(gauge);
    },
  };
}

describe('the last success of each feed', () => {
  it('is told of what has come in, not of what the login may not read, nor of what is gone or switched off', () => {
    const { feeds, samples } = setUp();
    feeds.measures = { lastSuccess: 100, lastError: 'away' };
    feeds.ecgs = { lastSuccess: 90, refused: true };
    feeds.sleep = { lastError: 'away' };
    feeds.gone = { lastSuccess: 80 };
    feeds.intraday = { lastSuccess: 70 };

    expect(samples('feedSuccess')).toEqual([{ labels: { account: 'anna', feed: 'measures' }, value: 100 }]);
  });

  it('is nobody any more when the account is gone', () => {
    const { feeds, samples, leave } = setUp();
    feeds.measures = { lastSuccess: 100 };
    expect(samples('feedSuccess')).toHaveLength(1);

    leave();

    expect(samples('feedSuccess')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { type BridgeAccountOptions, openBridgeAccount } from '../../src/bridge/account.js';
import type { ReadingEvent } from '../../src/metrics/event.js';
import { createPublisher } from '../../src/mqtt/publisher.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { createAnnouncer } from '../../src/sinks/homeassistant/announcer.js';
import { createDeviceView } from '../../src/sinks/homeassistant/device-view.js';
import { createTelemetry } from '../../src/telemetry.js';
import { NOW } from '../feeds/samples.js';

const EVENT: ReadingEvent = {
  ...{ id: 'measure/1', type: 'measure', takenAt: NOW, attribution: 0, deviceModel: null, groupId: '1' },
  values: { weight: 70 },
};

/** Anna's account without a login, on a broker that takes everything at once. */
async function open() {
  const sent: string[] = [];
  const publisher = createPublisher({ onRefused: () => {} });
  publisher.up(
    {
      window: 10,
      publish(topic, _payload, _retain, done) {
        sent.push(topic);
        done();
      },
    },
    new Map(),
  );
  const context = { topics: createTopics('withings'), prefix: 'homeassistant', instance: 'x', version: '1' };
  const announcer = createAnnouncer({ publisher, context, enabled: false, sleep: async () => {} });
  const options: Partial<BridgeAccountOptions> = {
    account: { name: 'anna', displayName: 'Anna', units: 'metric', ignoreAttributions: [] },
    tools: { clock: () => NOW * 1000, sleep: async () => {}, random: () => 0 },
    signal: new AbortController().signal,
    config: { withings: {} } as BridgeAccountOptions['config'],
    log: { hide: () => {}, debug: () => {} } as unknown as BridgeAccountOptions['log'],
    tokens: { load: async () => undefined } as unknown as BridgeAccountOptions['tokens'],
    start: undefined,
    telemetry: createTelemetry(),
    ...{ publisher, announcer, context, devices: createDeviceView({ publisher, announcer, context }) },
  };
  return { account: await openBridgeAccount(options as BridgeAccountOptions), sent };
}

describe('news of an account', () => {
  it('is handed over as soon as it is there, also while something older is being told', async () => {
    const { account, sent } = await open();
    const heard: [string, number][] = [];
    account.onNews((news) => {
      for (const { id } of news) heard.push([id, sent.filter((topic) => topic.endsWith('/reading')).length]);
    });
    const comes = (event: ReadingEvent) =>
      account.sync.change((state) => ({ ...state, outbox: [...(state.outbox ?? []), event] }));

    comes(EVENT);
    const telling = account.tellNews();
    comes({ ...EVENT, id: 'measure/2' });

    expect(await telling).toBe(2);
    expect(heard).toEqual([
      ['measure/1', 0],
      ['measure/2', 1],
    ]);
    expect(account.sync.state().outbox).toEqual([]);
  });
});

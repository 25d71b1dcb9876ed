import { describe, expect, it } from 'vitest';
import { createTidy } from '../../src/bridge/tidy.js';
import { createTopics } from '../../src/mqtt/topics.js';
import { setUp as setUpBroker } from '../mqtt/fake-broker.js';

const DEVICE = 'homeassistant/device/withings_1/config';
const OTHER = 'homeassistant/device/withings_2/config';
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A device message that names these metrics of anna. */
function message(...keys: string[]): string {
  const component = (key: string) => ({ platform: 'sensor', state_topic: `withings/anna/${key}/attributes` });
  const components = Object.fromEntries(keys.map((key) => [key, component(key)]));
  return JSON.stringify({ device: {}, origin: {}, components });
}

const stub = (...keys: string[]) =>
  JSON.stringify({
    device: {},
    origin: {},
    components: Object.fromEntries(keys.map((key) => [key, { platform: 'sensor' }])),
  });

/** A broker that holds what an earlier run left, and a run that wants these. */
function setUp(held: Record<string, string>, wanted: Record<string, string>) {
  const { broker, publisher, up } = setUpBroker(held);
  let snapshot = new Map(Object.entries(held));
  const waits: (() => void)[] = [];
  const tidy = createTidy({
    session: { held: () => snapshot, publisher },
    topics: createTopics('withings'),
    sleep: () => new Promise((wake) => waits.push(wake)),
  });
  for (const [topic, payload] of Object.entries(wanted)) publisher.set(topic, payload);
  up(100);
  broker.acknowledge();
  broker.sent.length = 0;
  return {
    tidy,
    publisher,
    /** What has been published since the last time, after as many pauses as are under way. */
    async goesOn(): Promise<string[]> {
      await turn();
      waits.shift()?.();
      await turn();
      broker.acknowledge();
      return broker.sent.splice(0);
    },
    reconnect() {
      snapshot = new Map(broker.retained);
    },
  };
}

describe('a metric that is not wanted any more', () => {
  const HELD = {
    [DEVICE]: message('weight', 'gone'),
    'withings/anna/gone': '1',
    'withings/anna/gone/attributes': '{}',
  };
  const WANTED = { [DEVICE]: message('weight') };

  it('leaves Home Assistant first, and then the broker', async () => {
    const { tidy, goesOn } = setUp(HELD, WANTED);

    tidy.run([]);

    expect(await goesOn()).toEqual([`${DEVICE}=${stub('gone')}`]);
    expect(await goesOn()).toEqual(['withings/anna/gone=', 'withings/anna/gone/attributes=']);
    tidy.run([]);
    expect(await goesOn()).toEqual([]);
  });

  it('waits for every account: its entity would complain', async () => {
    const { tidy, goesOn } = setUp({ ...HELD, 'withings/anna/unread': '1' }, WANTED);

    tidy.run(['ben']);
    expect(await goesOn()).toEqual(['withings/anna/unread=']);
    expect(await goesOn()).toEqual([]);
    tidy.run([]);

    expect(await goesOn()).toEqual([`${DEVICE}=${stub('gone')}`]);
  });

  it('stays when it is wanted after all', async () => {
    const { tidy, goesOn, publisher } = setUp(HELD, WANTED);
    tidy.run([]);
    await turn();

    publisher.set('withings/anna/gone/attributes', '{}');
    publisher.set('withings/anna/gone', '2');
    publisher.set(DEVICE, message('weight', 'gone'));

    expect(await goesOn()).toEqual(['withings/anna/gone=2', `${DEVICE}=${message('weight', 'gone')}`]);
    expect(await goesOn()).toEqual([]);
  });

  it('leaves a Home Assistant that was away, too, once', async () => {
    const { tidy, goesOn } = setUp(HELD, WANTED);
    tidy.run([]);
    await goesOn();
    await goesOn();

    tidy.onBirth();

    expect(await goesOn()).toEqual([`${DEVICE}=${message('gone')}`]);
    expect(await goesOn()).toEqual([`${DEVICE}=${stub('gone')}`]);
    tidy.onBirth();
    expect(await goesOn()).toEqual([]);
  });

  it('is found again after a lost connection', async () => {
    const { tidy, goesOn, reconnect } = setUp(HELD, WANTED);
    tidy.run([]);
    await goesOn();
    await goesOn();

    reconnect();
    tidy.run([]);

    expect(await goesOn()).toEqual([]);
  });
});

describe('a device that is not wanted any more', () => {
  it('leaves Home Assistant first, and then its topics the broker', async () => {
    const held = { [DEVICE]: message('weight'), [OTHER]: message('weight'), 'withings/anna/weight': '1' };
    const { tidy, goesOn } = setUp(held, { [DEVICE]: message() });

    tidy.run([]);

    expect(await goesOn()).toEqual([`${OTHER}=`, `${DEVICE}=${stub('weight')}`]);
    expect(await goesOn()).toEqual(['withings/anna/weight=']);
    tidy.onBirth();
    expect(await goesOn()).toEqual([`${DEVICE}=${message('weight')}`, `${OTHER}=${message('weight')}`]);
    expect(await goesOn()).toEqual([`${DEVICE}=${stub('weight')}`, `${OTHER}=`]);
  });

  it('does not come back by what another run is told', async () => {
    const { tidy, goesOn } = setUp({ [OTHER]: message('weight') }, {});
    tidy.run([]);
    expect(await goesOn()).toEqual([`${OTHER}=`]);

    tidy.run([]);

    await tidy.settled();
    expect(await goesOn()).toEqual([]);
  });
});

describe('tidying that is cut short', () => {
  it('is no error', async () => {
    const { publisher } = setUpBroker();
    const tidy = createTidy({
      session: { held: () => new Map([['withings/old/weight', '1']]), publisher },
      topics: createTopics('withings'),
      sleep: () => Promise.reject(new Error('stopped')),
    });

    tidy.run([]);

    await expect(tidy.settled()).resolves.toBeUndefined();
  });
});

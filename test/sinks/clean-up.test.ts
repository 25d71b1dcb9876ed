import { describe, expect, it } from 'vitest';
import { createCleanUp } from '../../src/sinks/clean-up.js';
import { DISCOVERY_MESSAGES } from '../../src/sinks/homeassistant/messages.js';
import type { AnnouncedTopic } from '../../src/store/store.js';
import { announcedWorld } from './announced-world.js';

const DEVICE = 'homeassistant/device/withings_1/config';
const OTHER = 'homeassistant/device/withings_2/config';
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const ORIGIN = { name: 'withings2mqtt' };
const AVAILABILITY = [{ topic: 'withings/bridge/state' }];

/** A device message that names these metrics of anna. */
function message(...keys: string[]): string {
  const component = (key: string) => ({ platform: 'sensor', state_topic: `withings/anna/${key}/attributes` });
  const components = Object.fromEntries(keys.map((key) => [key, component(key)]));
  return JSON.stringify({ device: {}, origin: ORIGIN, components, availability: AVAILABILITY });
}

const stub = (...keys: string[]) =>
  JSON.stringify({
    device: {},
    origin: ORIGIN,
    components: Object.fromEntries(keys.map((key) => [key, { platform: 'sensor' }])),
  });

const noted = (topic: string): AnnouncedTopic => ({
  topic,
  ...{ kind: topic.includes('/config') ? 'discovery' : 'value', userId: undefined, device: undefined },
});

/** A broker that holds what an earlier run left and noted, and a run that wants these. */
function setUp(held: Record<string, string>, wanted: Record<string, string>, notes = Object.keys(held)) {
  const known = ['withings/bridge/state', ...notes].map(noted);
  const world = announcedWorld({ retained: Object.entries(held), known });
  const { announced, publisher, broker } = world;
  let snapshot = new Map(Object.entries(held));
  let connected = true;
  const waits: (() => void)[] = [];
  const cleanUp = createCleanUp({
    announced,
    messages: DISCOVERY_MESSAGES,
    publisher,
    ...{ snapshot: () => snapshot, connected: () => connected, base: 'withings', instance: 'a1' },
    sleep: () => new Promise((wake) => waits.push(wake)),
  });
  publisher.set('withings/bridge/state', 'online');
  for (const [topic, payload] of Object.entries(wanted)) announced.set(topic, payload, noted(topic));
  broker.acknowledge();
  broker.sent.length = 0;
  return {
    ...world,
    cleanUp,
    /** What has been published since the last time, after as many pauses as are under way. */
    async goesOn(): Promise<string[]> {
      await turn();
      waits.shift()?.();
      await turn();
      broker.acknowledge();
      await turn();
      return broker.sent.splice(0);
    },
    reconnect() {
      snapshot = new Map(broker.retained);
    },
    lose() {
      connected = false;
    },
    kept: () => [...world.notes.keys()].filter((topic) => topic !== 'withings/bridge/state'),
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
    const { cleanUp, goesOn } = setUp(HELD, WANTED);

    cleanUp.run([]);

    expect(await goesOn()).toEqual([`${DEVICE}=${stub('gone')}`]);
    expect(await goesOn()).toEqual(['withings/anna/gone=', 'withings/anna/gone/attributes=']);
    cleanUp.run([]);
    expect(await goesOn()).toEqual([]);
  });

  it('waits for every account: its entity would complain', async () => {
    const { cleanUp, goesOn } = setUp({ ...HELD, 'withings/anna/unread': '1' }, WANTED);

    cleanUp.run(['ben']);
    expect(await goesOn()).toEqual(['withings/anna/unread=']);
    expect(await goesOn()).toEqual([]);
    cleanUp.run([]);

    expect(await goesOn()).toEqual([`${DEVICE}=${stub('gone')}`]);
  });

  it('stays when it is wanted after all', async () => {
    const { cleanUp, goesOn, publisher } = setUp(HELD, WANTED);
    cleanUp.run([]);
    await turn();

    publisher.set('withings/anna/gone/attributes', '{}');
    publisher.set('withings/anna/gone', '2');
    publisher.set(DEVICE, message('weight', 'gone'));

    expect(await goesOn()).toEqual(['withings/anna/gone=2', `${DEVICE}=${message('weight', 'gone')}`]);
    expect(await goesOn()).toEqual([]);
  });

  it('leaves a Home Assistant that was away, too, once', async () => {
    const { cleanUp, goesOn } = setUp(HELD, WANTED);
    cleanUp.run([]);
    await goesOn();
    await goesOn();

    cleanUp.onBirth();

    expect(await goesOn()).toEqual([`${DEVICE}=${message('gone')}`]);
    expect(await goesOn()).toEqual([`${DEVICE}=${stub('gone')}`]);
    cleanUp.onBirth();
    expect(await goesOn()).toEqual([]);
  });

  it('is found again after a lost connection', async () => {
    const { cleanUp, goesOn, reconnect } = setUp(HELD, WANTED);
    cleanUp.run([]);
    await goesOn();
    await goesOn();

    reconnect();
    cleanUp.run([]);

    expect(await goesOn()).toEqual([]);
  });
});

describe('a device that is not wanted any more', () => {
  it('leaves Home Assistant first, and then its topics the broker', async () => {
    const held = { [DEVICE]: message('weight'), [OTHER]: message('weight'), 'withings/anna/weight': '1' };
    const { cleanUp, goesOn } = setUp(held, { [DEVICE]: message() });

    cleanUp.run([]);

    expect(await goesOn()).toEqual([`${OTHER}=`, `${DEVICE}=${stub('weight')}`]);
    expect(await goesOn()).toEqual(['withings/anna/weight=']);
    cleanUp.onBirth();
    expect(await goesOn()).toEqual([`${DEVICE}=${message('weight')}`, `${OTHER}=${message('weight')}`]);
    expect(await goesOn()).toEqual([`${DEVICE}=${stub('weight')}`, `${OTHER}=`]);
  });

  it('does not come back by what another run is told', async () => {
    const { cleanUp, goesOn } = setUp({ [OTHER]: message('weight') }, {});
    cleanUp.run([]);
    expect(await goesOn()).toEqual([`${OTHER}=`]);

    cleanUp.run([]);

    await cleanUp.settled();
    expect(await goesOn()).toEqual([]);
  });
});

describe('a former place', () => {
  const FORMER = 'homeassistant/device/withings_9/config';
  const atBase = (base: string, ...keys: string[]) => message(...keys).replaceAll('withings/', `${base}/`);

  it('as a base topic is left, the bridge’s own topics last, since messages are known by them', async () => {
    const held = {
      'old/bridge/state': 'offline',
      'old/bridge/info': '{"instance":"a1"}',
      'old/anna/weight': '1',
      [FORMER]: atBase('old', 'weight'),
    };
    const { cleanUp, goesOn, kept } = setUp(held, {});

    cleanUp.run(['anna']);
    expect(await goesOn()).toEqual([]);
    cleanUp.run([]);
    expect(await goesOn()).toEqual([`${FORMER}=`]);
    expect(await goesOn()).toEqual(['old/anna/weight=', 'old/bridge/state=', 'old/bridge/info=']);
    expect(kept()).toEqual([]);
  });

  it('that is another bridge’s now stays as it is, and is forgotten', async () => {
    const held = {
      'old/bridge/state': 'online',
      'old/bridge/info': '{"instance":"b2"}',
      'old/anna/weight': '1',
      'old/device/f00d/battery': 'high',
    };
    const { cleanUp, goesOn, kept } = setUp(held, {});

    cleanUp.run([]);

    expect(await goesOn()).toEqual([]);
    expect(kept()).toEqual([]);
  });

  it('is cleared by the notes alone where the broker shows nothing of it', async () => {
    const { cleanUp, goesOn, kept } = setUp({}, {}, ['ha/device/withings_1/config', 'withings/anna/weight']);

    cleanUp.run([]);

    expect(await goesOn()).toEqual(['ha/device/withings_1/config=', 'withings/anna/weight=']);
    expect(kept()).toEqual([]);
  });
});

describe('what is not ours', () => {
  it('stays, below our base topic, too', async () => {
    const { cleanUp, goesOn, broker } = setUp({ 'withings/kitchen/temperature': '20' }, {}, []);

    cleanUp.run([]);

    expect(await goesOn()).toEqual([]);
    expect(broker.retained.get('withings/kitchen/temperature')).toBe('20');
  });

  it('stays when it was: a person of whom another bridge tells now', async () => {
    const theirs = message('weight').replaceAll('withings/', 'second/');
    const { cleanUp, goesOn, kept } = setUp({ [OTHER]: theirs }, {});

    cleanUp.run([]);

    expect(await goesOn()).toEqual([]);
    expect(kept()).toEqual([]);
  });
});

describe('cleaning up', () => {
  it('waits for a connection, since without one nobody knows whose the topics are', async () => {
    const { cleanUp, goesOn, lose, kept } = setUp({ 'withings/old/weight': '1' }, {});
    lose();

    cleanUp.run([]);

    expect(await goesOn()).toEqual([]);
    expect(kept()).toEqual(['withings/old/weight']);
  });

  it('that is cut short is no error', async () => {
    const { announced, publisher } = announcedWorld({ known: [noted('withings/old/weight')] });
    const cleanUp = createCleanUp({
      ...{ announced, publisher, snapshot: () => new Map(), connected: () => true, base: 'withings', instance: 'a1' },
      messages: DISCOVERY_MESSAGES,
      sleep: () => Promise.reject(new Error('stopped')),
    });

    cleanUp.run([]);

    await expect(cleanUp.settled()).resolves.toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { createAnnouncer } from '../../../src/sinks/homeassistant/announcer.js';
import { setUp as setUpBroker } from '../../mqtt/fake-broker.js';
import { CONTEXT } from './samples.js';

const BRIDGE = 'homeassistant/device/withings2mqtt_a1b2c3/config';
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp(enabled = true) {
  const { broker, publisher, up } = setUpBroker();
  up(100);
  const waits: { milliseconds: number; wake: () => void; stop: () => void }[] = [];
  const announcer = createAnnouncer({
    publisher,
    context: CONTEXT,
    enabled,
    sleep: (milliseconds) =>
      new Promise((wake, reject) => waits.push({ milliseconds, wake, stop: () => reject(new Error('stopped')) })),
  });
  const sent = () => {
    broker.acknowledge();
    return broker.sent;
  };
  return { announcer, waits, sent };
}

const message = (topic: string, payload = '1') => ({ topic, payload });

describe('createAnnouncer', () => {
  it('gathers for two seconds, and makes each message once, of what is known then', async () => {
    const { announcer, waits, sent } = setUp();
    let version = 1;
    for (const device of ['a', 'b', 'a']) announcer.announce(device, () => message(device, String(version)));
    version = 2;
    expect(sent()).toEqual([]);
    expect(waits.map(({ milliseconds }) => milliseconds)).toEqual([2000]);

    waits[0]?.wake();
    await turn();

    expect(sent().slice(1)).toEqual(['a=2', 'b=2']);
    announcer.announce('a', () => message('a', '3'));
    expect(waits).toHaveLength(2);
  });

  it('lets the bridge come first, since the others hang on it', () => {
    const { announcer, sent } = setUp();
    announcer.announce('a', () => message('a'));

    announcer.flush();

    expect(sent().map((line) => line.split('=')[0])).toEqual([BRIDGE, 'a']);
    announcer.flush();
    expect(sent()).toHaveLength(2);
  });

  it('leaves out what cannot be made yet', () => {
    const { announcer, sent } = setUp();
    announcer.announce('a', () => undefined);

    announcer.flush();

    expect(sent()).toHaveLength(1);
  });

  it('takes a device away, and says two seconds later that nobody reads its topics', async () => {
    const { announcer, waits, sent } = setUp();
    let told = 0;
    announcer.announce('a', () => message('a'));
    announcer.flush();
    announcer.announce('a', () => message('a', '2'));

    announcer.forget('a', 'a', () => {
      told += 1;
    });
    for (const { wake } of waits.slice(0, -1)) wake();
    await turn();
    expect(sent().slice(1)).toEqual(['a=1', 'a=']);
    expect(told).toBe(0);
    waits.at(-1)?.wake();
    await turn();

    expect(told).toBe(1);
    expect(waits.at(-1)?.milliseconds).toBe(2000);
  });

  it('says nothing when Home Assistant is off', () => {
    const { announcer, waits, sent } = setUp(false);
    announcer.announce('a', () => message('a'));

    announcer.flush();

    expect(sent()).toEqual([]);
    expect(waits).toEqual([]);
  });

  it('publishes nothing more when everything stops', async () => {
    const { announcer, waits, sent } = setUp();
    announcer.announce('a', () => message('a'));

    waits[0]?.stop();
    await turn();

    expect(sent()).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { AnnouncedTopic } from '../../../src/store/store.js';
import { announcedWorld } from '../announced-world.js';

const TOPIC = 'homeassistant/device/withings_f00d/config';
const ABOUT = { kind: 'discovery', userId: '8', device: 'f00d' } as const;
const NOTE: AnnouncedTopic = { topic: TOPIC, ...ABOUT };

/** The scale as the bridge at a base topic announces it. */
function scale(base: string): string {
  const battery = { platform: 'sensor', state_topic: `${base}/device/f00d/battery/attributes` };
  const availability = [{ topic: `${base}/bridge/state` }];
  return JSON.stringify({ device: {}, origin: { name: 'withings2mqtt' }, availability, components: { battery } });
}

/** The bridge at `ours`, beside another one at `theirs` that announces the same scale. */
function setUp(options: Parameters<typeof announcedWorld>[0] = {}) {
  const world = announcedWorld({ bases: ['ours'], ...options });
  const { shared, broker } = world;
  const says = (payload: string, retained = false) => {
    if (payload === '') broker.retained.delete(TOPIC);
    else broker.retained.set(TOPIC, payload);
    return shared.take({ topic: TOPIC, payload, retained });
  };
  return { ...world, says };
}

describe('a scale that two bridges announce', () => {
  it('is not taken away by the one when the other has said it last, and its note is forgotten', async () => {
    const { announced, publisher, broker, notes, says, settle, up } = setUp();
    announced.set(TOPIC, scale('ours'), ABOUT);
    await settle();
    says(scale('theirs'));

    announced.clear([TOPIC]);
    await settle();

    expect(broker.retained.get(TOPIC)).toBe(scale('theirs'));
    expect([notes.has(TOPIC), publisher.wanted.has(TOPIC)]).toEqual([false, false]);
    up();
    await settle();
    expect(broker.retained.get(TOPIC)).toBe(scale('theirs'));
  });

  it('is said again by the other one when the one that said it last takes it away', async () => {
    const { announced, broker, says, settle, wake } = setUp();
    announced.set(TOPIC, scale('ours'), ABOUT);
    await settle();
    says(scale('theirs'));
    says('');

    await settle();
    expect(broker.retained.has(TOPIC)).toBe(false);
    wake();
    await settle();

    expect(broker.retained.get(TOPIC)).toBe(scale('ours'));
  });

  it('is taken away where it is ours, or a word of nobody, and comes back only if somebody wants it', async () => {
    const { announced, broker, notes, says, settle, wake } = setUp({
      known: [NOTE],
      retained: [[TOPIC, scale('ours')]],
    });
    says(scale('ours'), true);

    announced.clear([TOPIC]);
    await settle();
    says('');
    wake();
    await settle();

    expect([broker.retained.has(TOPIC), notes.has(TOPIC)]).toEqual([false, false]);
  });

  it('is not said again when it has been said meanwhile', async () => {
    const { announced, broker, says, settle, wake } = setUp();
    announced.set(TOPIC, scale('ours'), ABOUT);
    await settle();
    broker.sent.length = 0;

    says('');
    says(scale('theirs'));
    wake();
    await settle();

    expect(broker.sent).toEqual([]);
  });

  it('is said anew after it was left to the other one', async () => {
    const { announced, broker, says, settle } = setUp();
    announced.set(TOPIC, scale('ours'), ABOUT);
    await settle();
    says(scale('theirs'));
    announced.clear([TOPIC]);

    announced.set(TOPIC, scale('ours'), ABOUT);
    await settle();

    expect(broker.retained.get(TOPIC)).toBe(scale('ours'));
  });
});

it('listens where a scale is or was announced, and nowhere else, at each connection anew', async () => {
  const { announced, shared, listened } = setUp({ known: [NOTE] });
  announced.set(TOPIC, scale('ours'), ABOUT);
  announced.set('homeassistant/device/withings_8/config', '{}', { ...ABOUT, device: undefined });
  announced.set('withings/device/f00d/battery', 'low', { ...ABOUT, kind: 'value' });
  expect(listened).toEqual([]);

  shared.onReady(new Map([[TOPIC, scale('theirs')]]));

  expect(listened).toEqual([TOPIC]);
  expect(shared.isAnothers(TOPIC)).toBe(true);
  expect(shared.take({ topic: 'homeassistant/status', payload: 'online', retained: false })).toBe(false);
});

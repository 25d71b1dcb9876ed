import { describe, expect, it } from 'vitest';
import { decodeDevice } from '../../../src/metrics/decode/user.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import { createValueSink } from '../../../src/sinks/mqtt/value-sink.js';
import type { DeviceState, PersonState } from '../../../src/store/person-state.js';
import type { Device } from '../../../src/withings/user.js';
import { announcedWorld } from '../announced-world.js';
import { SCALE } from '../homeassistant/samples.js';
import { personOn, stateOf } from '../person-shown.js';

const NOW = 1_772_400_000;
const OWN = 'withings/device/f00d';

function deviceState(device: Device, more: Partial<DeviceState> = {}): DeviceState {
  const known = decodeDevice(device, NOW).filter(({ value }) => value !== null);
  return { device, readings: Object.fromEntries(known.map((reading) => [reading.metric, reading])), ...more };
}

const having = (...devices: readonly DeviceState[]): PersonState =>
  stateOf([], { devices: Object.fromEntries(devices.map((state) => [state.device.id, state])) });
const HERE = having(deviceState(SCALE));
const MISSING = having(deviceState(SCALE, { missingSince: NOW }));
const GONE = having();

/** Anna and Ben on one sink; what lies on the topics of the device. */
function setUp() {
  const { announced, publisher, broker, settle, notes } = announcedWorld();
  const pauses: (() => void)[] = [];
  const sink = createValueSink({
    ...{ announced, publisher, topics: createTopics('withings'), connected: () => true },
    sleep: () => new Promise((wake) => pauses.push(wake)),
  });
  return {
    ...{ broker, settle, notes, sink },
    anna: personOn(sink, { userId: '7' }),
    ben: personOn(sink, { name: 'ben', userId: '8' }),
    async on(topic: string) {
      await settle();
      return broker.retained.get(topic);
    },
    async topics() {
      await settle();
      return [...broker.retained.keys()].filter((topic) => topic.includes('f00d')).toSorted();
    },
    async pass() {
      for (const go of pauses.splice(0)) go();
      await settle();
    },
  };
}

describe('a device', () => {
  it('shows battery and last session, each with its attributes', async () => {
    const { anna, on, topics } = setUp();

    await anna.show(HERE);

    expect(await topics()).toEqual([
      `${OWN}/availability`,
      `${OWN}/battery`,
      `${OWN}/battery/attributes`,
      `${OWN}/last_session`,
      `${OWN}/last_session/attributes`,
    ]);
    expect(await on(`${OWN}/battery`)).toBe('high');
    expect(await on(`${OWN}/last_session`)).toBe('2026-03-01T07:12:05+01:00');
    expect(await on(`${OWN}/availability`)).toBe('online');
  });

  it('has published what has changed alone', async () => {
    const { anna, broker, settle } = setUp();
    await anna.show(HERE);
    await settle();
    broker.sent.length = 0;
    const { readings } = deviceState(SCALE);
    const low = decodeDevice({ ...SCALE, battery: 'low' }, NOW)[0]!;
    const before = having({ device: SCALE, readings });

    await anna.show(having({ device: SCALE, readings: { ...readings, battery: low } }), before);
    await settle();

    expect(broker.sent.map((line) => line.split('=')[0])).toEqual([`${OWN}/battery/attributes`, `${OWN}/battery`]);
  });

  it('is not available when Withings does not list it, and is again when it does', async () => {
    const { anna, on } = setUp();
    await anna.show(HERE);

    await anna.show(MISSING, HERE);
    expect(await on(`${OWN}/availability`)).toBe('offline');
    expect(await on(`${OWN}/battery`)).toBe('high');
    await anna.show(HERE, MISSING);

    expect(await on(`${OWN}/availability`)).toBe('online');
  });

  it('is cleared to the last topic two seconds after it is gone, and nothing else is', async () => {
    const { anna, topics, pass } = setUp();
    const other = deviceState({ ...SCALE, id: 'f00dbeef' });
    await anna.show(having(deviceState(SCALE), other));
    expect(await topics()).toHaveLength(10);

    await anna.show(having(other), HERE);
    expect(await topics()).toHaveLength(10);
    await pass();

    expect((await topics()).filter((topic) => !topic.includes('f00dbeef'))).toEqual([]);
    expect(await topics()).toHaveLength(5);
  });

  it('that comes back meanwhile stays', async () => {
    const { anna, topics, pass } = setUp();
    await anna.show(HERE);

    await anna.show(GONE, HERE);
    await anna.show(HERE, GONE);
    await pass();

    expect(await topics()).toHaveLength(5);
  });

  it.each(['Europe/Berlin', 'Asia/Kolkata'])('is cleared also on the way to %s', async (zone) => {
    const { anna, topics, pass } = setUp();
    await anna.show(HERE);

    await anna.show({ ...GONE, zone }, HERE);
    await pass();

    expect(await topics()).toEqual([]);
  });

  it('takes nobody by surprise whose id every object has as a key', async () => {
    const { anna, on, pass, broker } = setUp();
    const odd = having(deviceState({ ...SCALE, id: 'constructor' }));
    await anna.show(GONE);

    await anna.show(odd, GONE);
    expect(await on('withings/device/constructor/battery')).toBe('high');
    await anna.show(GONE, odd);
    await pass();

    expect([...broker.retained.keys()]).toEqual(['withings/anna/availability']);
  });
});

describe('a device of two people', () => {
  it('stays as long as one of them has it', async () => {
    const { anna, ben, on, topics, pass } = setUp();
    await anna.show(HERE);
    await ben.show(HERE);
    await anna.show(MISSING, HERE);
    expect(await on(`${OWN}/availability`)).toBe('online');
    await anna.show(GONE, MISSING);
    await pass();
    expect(await topics()).toHaveLength(5);
    await ben.show(MISSING, HERE);
    expect(await on(`${OWN}/availability`)).toBe('offline');

    await ben.show(GONE, MISSING);
    await pass();

    expect(await topics()).toEqual([]);
  });

  it.each([
    ['anna', 'ben'],
    ['ben', 'anna'],
  ] as const)('shows what it says to the one that has it, whoever comes first: %s, %s', async (...order) => {
    const { on, ...people } = setUp();
    const states = { anna: MISSING, ben: having(deviceState({ ...SCALE, battery: 'low' })) };

    for (const name of order) await people[name].show(states[name]);

    expect(await on(`${OWN}/battery`)).toBe('low');
    expect(await on(`${OWN}/availability`)).toBe('online');
  });

  it('is not available when the last one for whom Withings lists it has it no more', async () => {
    const { anna, ben, on } = setUp();
    await anna.show(HERE);
    await ben.show(MISSING);
    expect(await on(`${OWN}/availability`)).toBe('online');

    await anna.show(GONE, HERE);

    expect(await on(`${OWN}/availability`)).toBe('offline');
  });

  it('is noted for nobody, and for the one who is left', async () => {
    const { anna, ben, settle, notes } = setUp();
    const note = async () => {
      await settle();
      return notes.get(`${OWN}/battery`);
    };
    await anna.show(HERE);
    expect(await note()).toMatchObject({ userId: '7', device: 'f00d' });
    await ben.show(HERE);
    expect(await note()).toMatchObject({ userId: undefined, device: 'f00d' });

    await anna.show(GONE, HERE);

    expect(await note()).toMatchObject({ userId: '8' });
  });

  it('stays when one of them is forgotten, and goes with the other', async () => {
    const { anna, ben, sink, topics, pass, settle } = setUp();
    await anna.show(HERE);
    await ben.show(HERE);

    const forget = async (userId: string) => {
      const done = sink.forget(userId);
      await settle();
      await pass();
      await done;
      return topics();
    };

    expect(await forget('7')).toHaveLength(5);
    expect(await forget('8')).toEqual([]);
  });
});

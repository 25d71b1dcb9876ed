import { describe, expect, it } from 'vitest';
import { decodeDevice } from '../../../src/metrics/decode/user.js';
import type { Reading } from '../../../src/metrics/reading.js';
import { createDiscoverySink } from '../../../src/sinks/homeassistant/discovery-sink.js';
import type { DeviceState, PersonState } from '../../../src/store/person-state.js';
import type { AnnouncedTopic } from '../../../src/store/store.js';
import type { Device } from '../../../src/withings/user.js';
import { sampleReading } from '../../mqtt/samples.js';
import { announcedWorld } from '../announced-world.js';
import { personOn, type ShownOptions, stateOf } from '../person-shown.js';
import { CONTEXT, SCALE } from './samples.js';

const NOW = 1_772_400_000;
const BRIDGE = 'homeassistant/device/withings2mqtt_a1b2c3/config';
const ACCOUNT = 'homeassistant/device/withings_1234567/config';
const DEVICE = 'homeassistant/device/withings_f00d/config';
const WEIGHT = sampleReading();
const PULSE = sampleReading({ metric: 'heart_pulse', value: 61, unit: 'bpm' });
const STATUS: readonly Reading[] = [
  sampleReading({ metric: 'authorization', value: 'required', unit: null, takenAt: 0, source: 'bridge' }),
];

function deviceState(device: Device, more: Partial<DeviceState> = {}): DeviceState {
  const known = decodeDevice(device, NOW).filter(({ value }) => value !== null);
  return { device, readings: Object.fromEntries(known.map((reading) => [reading.metric, reading])), ...more };
}

const having = (...devices: readonly DeviceState[]): PersonState =>
  stateOf([WEIGHT], { devices: Object.fromEntries(devices.map((state) => [state.device.id, state])) });

/** The sink alone, without values, on a broker. */
function setUp(options: ShownOptions = {}, known: AnnouncedTopic[] = []) {
  const world = announcedWorld({ known });
  const { broker, announced, settle } = world;
  const waits: (() => void)[] = [];
  const sink = createDiscoverySink({
    ...{ announced, context: CONTEXT, connected: () => true },
    sleep: () => new Promise((wake) => waits.push(wake)),
  });
  /** Two seconds, and the topics that were written since the last time. */
  async function written(): Promise<(string | undefined)[]> {
    for (const wake of waits.splice(0)) wake();
    await settle();
    return broker.sent.splice(0).map((line) => line.split('=')[0]);
  }
  return {
    ...world,
    ...{ sink, written, waits, anna: personOn(sink, options), ben: personOn(sink, { name: 'ben', userId: '8' }) },
    async components(topic = ACCOUNT): Promise<string[]> {
      await written();
      const config = JSON.parse(broker.retained.get(topic) ?? '{}') as { components?: object };
      return Object.keys(config.components ?? {});
    },
  };
}

describe('a person in Home Assistant', () => {
  it('comes after the bridge, at once at the start, with the event and the button', async () => {
    const { anna, broker, settle, components, notes } = setUp();

    await anna.show(stateOf([WEIGHT]));
    await settle();

    expect(broker.sent.map((line) => line.split('=')[0])).toEqual([BRIDGE, ACCOUNT]);
    expect(await components()).toEqual(['weight', 'reading', 'refresh']);
    expect(notes.get(ACCOUNT)).toMatchObject({ kind: 'discovery', userId: '1234567' });
    expect(notes.get(BRIDGE)).toMatchObject({ kind: 'discovery', userId: undefined });
  });

  it('has a metric that is new two seconds later, and none twice', async () => {
    const { anna, broker, settle, written, components } = setUp();
    const before = stateOf([WEIGHT]);
    await anna.show(before);
    await written();

    await anna.show(stateOf([WEIGHT, PULSE]), before);
    await settle();
    expect(broker.sent).toEqual([]);

    expect(await written()).toEqual([ACCOUNT]);
    expect(await components()).toEqual(['weight', 'heart_pulse', 'reading', 'refresh']);
    await anna.show(stateOf([WEIGHT, { ...PULSE, value: 62 }]), stateOf([WEIGHT, PULSE]));
    expect(await written()).toEqual([]);
  });

  it('reads the same whatever came first', async () => {
    const [one, other] = [setUp(), setUp()];
    const payloadOf = async ({ anna, written, broker }: typeof one, ...readings: readonly Reading[]) => {
      await anna.show(stateOf(readings));
      await written();
      return broker.retained.get(ACCOUNT);
    };

    expect(await payloadOf(one, WEIGHT, PULSE)).toBe(await payloadOf(other, PULSE, WEIGHT));
  });

  it('is announced when there is a user id, not before', async () => {
    const { sink, anna, written } = setUp({ userId: undefined });
    const state = stateOf([WEIGHT]);
    await anna.show(state);
    expect(await written()).toEqual([BRIDGE]);

    await sink.readings({ ...anna.person(state), userId: '1234567' }, []);

    expect(await written()).toEqual([ACCOUNT]);
  });

  it('is not announced under an id that was made of its name', async () => {
    const { sink, anna, broker, settle, written } = setUp({ userId: 'unknown:anna' });
    const state = stateOf([WEIGHT]);
    await anna.show(state);
    await anna.status(state, { readings: STATUS });
    await settle();
    expect(await written()).toEqual([BRIDGE]);

    await sink.readings({ ...anna.person(state), userId: '1234567' }, []);

    expect(await written()).toEqual([ACCOUNT]);
    expect(broker.retained.get(ACCOUNT)).toContain('withings_1234567_weight');
  });

  it('has the status, which is announced once, and at once when all is in', async () => {
    const { anna, broker, settle, written, components } = setUp();
    const state = stateOf([WEIGHT]);
    await anna.show(state);
    await written();

    await anna.status(state, { phase: 'fetch', readings: STATUS });
    expect(await written()).toEqual([]);
    await anna.status(state, { readings: STATUS });
    await settle();

    expect(broker.sent.map((line) => line.split('=')[0])).toEqual([ACCOUNT]);
    expect(await components()).toContain('authorization');
    await anna.status(state, { readings: STATUS });
    expect(await written()).toEqual([]);
  });

  it('is told of no change of zone', async () => {
    const { anna, written } = setUp();
    const before = having(deviceState(SCALE));
    await anna.show(before);
    await written();

    await anna.show({ ...before, zone: 'Asia/Kolkata' }, before);

    expect(await written()).toEqual([]);
  });
});

describe('a device in Home Assistant', () => {
  it('has a metric when that has its first value', async () => {
    const { anna, broker, written, components } = setUp();
    const bare = having(deviceState({ ...SCALE, battery: 'unknown', lastSession: undefined }));
    await anna.show(bare);
    await written();
    expect(broker.retained.has(DEVICE)).toBe(false);

    await anna.show(having(deviceState(SCALE)), bare);

    expect(await components(DEVICE)).toEqual(['battery', 'last_session']);
  });

  it('is announced again when it looks different, not when it says something else', async () => {
    const { anna, broker, written } = setUp();
    const before = having(deviceState(SCALE));
    await anna.show(before);
    await written();
    const low = having(deviceState({ ...SCALE, battery: 'low' }));

    await anna.show(low, before);
    expect(await written()).toEqual([]);
    await anna.show(having(deviceState({ ...SCALE, battery: 'low', firmware: '2000' })), low);

    expect(await written()).toEqual([DEVICE]);
    expect(broker.retained.get(DEVICE)).toContain('"sw_version":"2000"');
  });

  it('goes with the last person who has it', async () => {
    const { anna, ben, broker, written, notes } = setUp();
    const [here, gone] = [having(deviceState(SCALE)), having()];
    await anna.show(here);
    await ben.show(here);
    await written();
    expect(notes.get(DEVICE)).toMatchObject({ userId: undefined, device: 'f00d' });

    await anna.show(gone, here);
    expect(await written()).toEqual([]);
    expect(notes.get(DEVICE)).toMatchObject({ userId: '8' });
    await ben.show(gone, here);

    expect(await written()).toEqual([DEVICE]);
    expect(broker.retained.has(DEVICE)).toBe(false);
  });

  it('looks as the person says who has it, not as one remembers it', async () => {
    const { anna, ben, broker, written } = setUp();
    await ben.show(having(deviceState({ ...SCALE, firmware: '2000' })));
    await anna.show(having(deviceState(SCALE, { missingSince: NOW })));

    await written();

    expect(broker.retained.get(DEVICE)).toContain('"sw_version":"2000"');
  });
});

describe('a person who is forgotten', () => {
  const former: AnnouncedTopic = {
    topic: 'ha/device/withings_1234567/config',
    ...{ kind: 'discovery', userId: '1234567', device: undefined },
  };

  it('leaves Home Assistant, under a former prefix, too, with the devices that nobody else has', async () => {
    const { sink, anna, ben, broker, written, settle, notes } = setUp({}, [former]);
    const shared = deviceState({ ...SCALE, id: 'beef' });
    await anna.show(having(deviceState(SCALE), shared));
    await ben.show(having(shared));
    await written();

    await sink.forget('1234567');
    await settle();

    expect(broker.sent).toEqual(expect.arrayContaining([`${ACCOUNT}=`, `${DEVICE}=`, `${former.topic}=`]));
    const left = [BRIDGE, 'homeassistant/device/withings_8/config', 'homeassistant/device/withings_beef/config'];
    expect([...broker.retained.keys()].sort()).toEqual(left.toSorted());
    expect([...notes.keys()].sort()).toEqual(left.toSorted());
  });

  it('is not announced by what was to come', async () => {
    const { sink, anna, written } = setUp();
    await sink.readings(anna.person(stateOf([])), []);

    await sink.forget('1234567');

    expect(await written()).toEqual([BRIDGE]);
  });
});

describe('a person who gets another name', () => {
  it('has the same device with the topics of that name, which is never taken away, and the same scale', async () => {
    const { sink, anna, broker, written, settle } = setUp();
    await anna.show(having(deviceState(SCALE)));
    await written();

    await personOn(sink, { name: 'ben' }).show(having(deviceState(SCALE)));
    await settle();

    expect(broker.sent.filter((line) => line.endsWith('='))).toEqual([]);
    expect(broker.retained.get(ACCOUNT)).toContain('withings/ben/weight');
    expect(broker.retained.get(ACCOUNT)).not.toContain('withings/anna/');
    expect(broker.retained.has(DEVICE)).toBe(true);
  });

  it('may swap it with another one', async () => {
    const { sink, anna, ben, broker, written } = setUp();
    await anna.show(having(deviceState(SCALE)));
    await ben.show(stateOf([PULSE]));
    await written();

    await personOn(sink, { name: 'anna', userId: '8' }).show(stateOf([PULSE]));
    await personOn(sink, { name: 'ben' }).show(having(deviceState(SCALE)));
    const topics = await written();

    expect(new Set(topics)).toEqual(new Set([ACCOUNT, 'homeassistant/device/withings_8/config']));
    expect(broker.retained.get(ACCOUNT)).toContain('withings/ben/weight');
    expect(broker.retained.get('homeassistant/device/withings_8/config')).toContain('withings/anna/heart_pulse');
    expect([...broker.retained.values()]).not.toContain('');
  });
});

import { describe, expect, it } from 'vitest';
import type { ReadingEvent } from '../../../src/metrics/event.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import { changesOf, everythingAgain } from '../../../src/sinks/changes.js';
import { createValueSink } from '../../../src/sinks/mqtt/value-sink.js';
import { TAKEN as OK } from '../../../src/sinks/sink.js';
import type { AnnouncedTopic } from '../../../src/store/store.js';
import { sampleReading, TAKEN } from '../../mqtt/samples.js';
import { announcedWorld } from '../announced-world.js';
import { SCALE } from '../homeassistant/samples.js';
import { personOn, type ShownOptions, stateOf } from '../person-shown.js';

const WEIGHT = sampleReading();
const PULSE = sampleReading({ metric: 'heart_pulse', value: 61, unit: 'bpm' });
const START = sampleReading({ metric: 'sleep_start', value: TAKEN - 3600, unit: null, source: 'getsummary/startdate' });

/** The sink alone, without discovery, on a broker. */
function setUp(
  options: ShownOptions = {},
  retained: Iterable<readonly [string, string]> = [],
  known: AnnouncedTopic[] = [],
) {
  const world = announcedWorld({ retained, known });
  const { broker, publisher, announced, settle } = world;
  const here = { connected: true };
  const pauses: (() => void)[] = [];
  const sink = createValueSink({
    ...{ announced, publisher, topics: createTopics('withings'), connected: () => here.connected },
    sleep: () => new Promise((wake) => pauses.push(wake)),
  });
  return {
    ...world,
    ...{ sink, here, pauses, anna: personOn(sink, options) },
    /** The topics that were written since the last time, without attributes. */
    async written(): Promise<(string | undefined)[]> {
      await settle();
      const topics = broker.sent.splice(0).map((line) => line.split('=')[0]);
      return topics.filter((topic) => !topic?.endsWith('/attributes'));
    },
  };
}

const AVAILABILITY = 'withings/anna/availability';

describe('the values of a person', () => {
  it('are all there at first, and then what differs', async () => {
    const { anna, written } = setUp();
    const before = stateOf([WEIGHT, PULSE]);
    await anna.show(before);
    expect(await written()).toEqual(['withings/anna/weight', 'withings/anna/heart_pulse', AVAILABILITY]);

    await anna.show(stateOf([WEIGHT, { ...PULSE, value: 62 }]), before);

    expect(await written()).toEqual(['withings/anna/heart_pulse']);
  });

  it('are there for somebody without a login, too', async () => {
    const { anna, written, broker } = setUp({ userId: undefined });

    await anna.status(stateOf([]), { authorized: false });

    expect(await written()).toEqual([AVAILABILITY]);
    expect(broker.retained.get(AVAILABILITY)).toBe('offline');
  });

  it('are noted for the person, and new ones before they are sent', async () => {
    const { anna, notes, log, settle } = setUp();

    await anna.show(stateOf([WEIGHT]));
    await settle();

    expect(notes.get('withings/anna/weight')).toMatchObject({ kind: 'value', userId: '1234567', device: undefined });
    expect(log[0]).toBe('note withings/anna/weight/attributes withings/anna/weight');
  });

  it('give way to newer ones that the broker holds until they are everythingAgain', async () => {
    const first = setUp();
    await first.anna.show(stateOf([{ ...WEIGHT, value: 80, takenAt: TAKEN + 60 }]));
    await first.written();
    const { sink, anna, broker, publisher, up, written } = setUp({}, first.broker.retained);
    publisher.down();
    await anna.show(stateOf([WEIGHT]));
    up();
    await written();
    expect(broker.retained.get('withings/anna/weight')).toBe('80');

    await sink.readings(anna.person(stateOf([])), everythingAgain(stateOf([WEIGHT])));
    await written();

    expect(broker.retained.get('withings/anna/weight')).toBe('72.35');
  });

  it('have the status beside them, when all is in', async () => {
    const { anna, written } = setUp();
    const status = [sampleReading({ metric: 'authorization', value: 'required', unit: null, source: 'bridge' })];

    for (const phase of ['start', 'fetch'] as const) await anna.status(stateOf([]), { phase, readings: status });
    expect(await written()).toEqual([AVAILABILITY]);
    await anna.status(stateOf([]), { phase: 'rest', readings: status });

    expect(await written()).toEqual(['withings/anna/authorization']);
  });
});

describe('a person who is in another zone', () => {
  const battery = sampleReading({ metric: 'battery', value: 'high', unit: null, source: 'getdevice/battery' });
  const devices = { f00d: { device: SCALE, readings: { battery } } };

  it('has all times told anew, and no value said again, no instant', async () => {
    const { anna, written, broker } = setUp();
    const before = stateOf([WEIGHT, PULSE, START], { devices });
    await anna.show(before);
    await written();

    await anna.show({ ...before, zone: 'Asia/Kolkata' }, before);

    expect(await written()).toEqual([]);
    expect(broker.retained.get('withings/anna/weight/attributes')).toContain('"taken":"2026-03-01T11:42:05+05:30"');
    expect(broker.retained.get('withings/anna/heart_pulse/attributes')).toContain('+05:30');
    expect(broker.retained.get('withings/anna/sleep_start/attributes')).toContain(
      '"value":"2026-03-01T10:42:05+05:30"',
    );
    expect(broker.retained.get('withings/device/f00d/battery/attributes')).toContain('+05:30');
    expect(broker.retained.get('withings/anna/sleep_start')).toBe('2026-03-01T06:12:05+01:00');
  });

  it('has said what changes with it', async () => {
    const { anna, written } = setUp();
    const before = stateOf([WEIGHT, START]);
    await anna.show(before);
    await written();
    const later = { ...START, value: TAKEN - 1800 };

    await anna.show({ ...stateOf([{ ...WEIGHT, takenAt: TAKEN + 60 }, later, PULSE]), zone: 'Asia/Kolkata' }, before);

    expect((await written()).sort()).toEqual(
      ['withings/anna/weight', 'withings/anna/sleep_start', 'withings/anna/heart_pulse'].sort(),
    );
  });

  it('has the start of a night said again when the night is longer, in the new time', async () => {
    const { anna, written, broker } = setUp();
    const before = stateOf([START]);
    await anna.show(before);
    await written();

    await anna.show({ ...stateOf([{ ...START, takenAt: TAKEN + 60 }]), zone: 'Asia/Kolkata' }, before);

    expect(await written()).toEqual(['withings/anna/sleep_start']);
    expect(broker.retained.get('withings/anna/sleep_start')).toBe('2026-03-01T10:42:05+05:30');
  });

  it('has nothing said again after a restart either', async () => {
    const before = stateOf([WEIGHT, START]);
    const first = setUp();
    await first.anna.show(before);
    await first.written();
    const second = setUp({}, first.broker.retained);

    await second.anna.show({ ...before, zone: 'Asia/Kolkata' });

    expect(await second.written()).toEqual([]);
    expect(second.broker.retained.get('withings/anna/weight/attributes')).toContain('+05:30');
  });
});

describe('an event', () => {
  const EVENT: ReadingEvent = {
    ...{ id: 'workout/9', type: 'workout', takenAt: TAKEN, attribution: 0, deviceModel: 'ScanWatch', groupId: '9' },
    values: { workout_type: 'run', workout_distance: 1609.344, workout_start: TAKEN },
  };

  it('is told in the person’s units and time, not retained, and has arrived when the broker has it', async () => {
    const { sink, anna, broker } = setUp({ units: 'us' });

    const told = sink.event(anna.person(stateOf([], { zone: 'America/New_York' })), EVENT);
    broker.acknowledge();

    expect(await told).toEqual(OK);
    const [topic, payload] = broker.sent.find((line) => line.startsWith('withings/anna/reading='))!.split('=');
    expect(broker.retained.has(topic!)).toBe(false);
    expect(JSON.parse(payload!)).toEqual({
      event_type: 'workout',
      taken: '2026-03-01T01:12:05-05:00',
      device_model: 'ScanWatch',
      attribution: 'measured by a device, known to be this user',
      group_id: '9',
      metrics: {
        workout_type: { value: 'run', unit: null },
        workout_distance: { value: 1, unit: 'mi' },
        workout_start: { value: '2026-03-01T01:12:05-05:00', unit: null },
      },
    });
  });

  it('of a night is told on a topic of its own, with its curves', async () => {
    const { sink, anna, broker } = setUp();
    const night: ReadingEvent = {
      ...{ id: 'night/9', type: 'night', takenAt: TAKEN, attribution: null, deviceModel: 'Sleep', groupId: '9' },
      values: { sleep_hrv_rmssd_average: 41.5 },
      night: {
        ...{ start: TAKEN - 3600, end: TAKEN, deviceId: 'mat', minutes: 1 },
        stages: [
          [0, 600, 1],
          [600, 3600, 15],
        ],
        curves: { heart_rate: [[0, 60]] },
      },
    };

    const told = sink.event(anna.person(stateOf([])), night);
    broker.acknowledge();

    expect(await told).toEqual(OK);
    const sent = broker.sent.filter((line) => line.startsWith('withings/anna/'));
    const [topic, payload] = sent[0]!.split('=');
    expect([topic, sent.length, broker.retained.has('withings/anna/night')]).toEqual(['withings/anna/night', 1, false]);
    expect(JSON.parse(payload!)).toEqual({
      ...{ start: '2026-03-01T06:12:05+01:00', end: '2026-03-01T07:12:05+01:00' },
      ...{ device_id: 'mat', device_model: 'Sleep', group_id: '9', minutes: 1 },
      metrics: { sleep_hrv_rmssd_average: { value: 41.5, unit: 'ms' } },
      stages: [
        [0, 600, 'light'],
        [600, 3600, 'out_of_bed'],
      ],
      heart_rate: [[0, 60]],
    });
  });

  it('is wanted later when the broker is away, or goes away first', async () => {
    const { sink, anna, publisher } = setUp();
    const person = anna.person(stateOf([]));

    const told = sink.event(person, EVENT);
    publisher.down();

    expect(await told).toMatchObject({ kind: 'later' });
    expect(await sink.event(person, EVENT)).toMatchObject({ kind: 'later' });
  });
});

it('says when the broker is away', () => {
  const { sink, here } = setUp();
  expect(sink.health()).toEqual({ kind: 'well' });
  here.connected = false;
  expect(sink.health()).toEqual({ kind: 'no_broker' });
});

describe('a person who is forgotten', () => {
  const note = (topic: string, userId: string): AnnouncedTopic => ({ topic, kind: 'value', userId, device: undefined });

  it('leaves nothing, of an earlier run and another base topic either, two seconds later', async () => {
    const { sink, anna, broker, pauses, settle, notes } = setUp(
      {},
      [['old/anna/weight', '70']],
      [note('old/anna/weight', '1234567'), note('withings/ben/weight', '8')],
    );
    await anna.show(stateOf([WEIGHT, PULSE]));
    await settle();
    broker.sent.length = 0;

    const done = sink.forget('1234567');
    await settle();
    expect(broker.sent).toEqual([]);
    for (const go of pauses) go();
    await done;
    await settle();

    expect([...broker.retained.keys()]).toEqual([]);
    expect([...notes.keys()]).toEqual(['withings/ben/weight']);
  });

  it('leaves alone what is shown of another one under the same name by then', async () => {
    const { sink, anna, broker, pauses, settle } = setUp();
    await anna.show(stateOf([WEIGHT, PULSE]));
    await settle();

    const done = sink.forget('1234567');
    const other = { ...anna.person(stateOf([])), userId: '8' };
    await sink.readings(other, changesOf(stateOf([{ ...WEIGHT, value: 50 }])));
    for (const go of pauses) go();
    await done;
    await settle();

    expect([...broker.retained]).toEqual([
      ['withings/anna/weight/attributes', expect.stringContaining('"value":50')],
      ['withings/anna/weight', '50'],
    ]);
  });
});

describe('a person who gets another name', () => {
  /** Two seconds later. */
  async function wait({ pauses, settle }: ReturnType<typeof setUp>): Promise<void> {
    for (const go of pauses.splice(0)) go();
    await settle();
  }
  const valuesOn = ({ broker }: ReturnType<typeof setUp>) =>
    [...broker.retained].filter(([topic]) => topic.endsWith('/weight') || topic.endsWith('/heart_pulse'));

  it('has everything under that one, and nothing under the former one two seconds later', async () => {
    const world = setUp();
    await world.anna.show(stateOf([WEIGHT, PULSE]));
    await world.settle();

    await personOn(world.sink, { name: 'ben' }).show(stateOf([WEIGHT, PULSE]));
    await world.settle();
    expect(valuesOn(world)).toHaveLength(4);
    await wait(world);

    expect([...world.broker.retained.keys()].filter((topic) => topic.includes('/anna/'))).toEqual([]);
    expect(valuesOn(world)).toEqual([
      ['withings/ben/weight', '72.35'],
      ['withings/ben/heart_pulse', '61'],
    ]);
  });

  it('may swap it with another one: each has all of theirs, and nothing of the other one', async () => {
    const world = setUp();
    const ben = stateOf([{ ...WEIGHT, value: 50 }]);
    await world.anna.show(stateOf([WEIGHT, PULSE]));
    await personOn(world.sink, { name: 'ben', userId: '8' }).show(ben);
    await world.settle();

    await personOn(world.sink, { name: 'anna', userId: '8' }).show(ben);
    await personOn(world.sink, { name: 'ben' }).show(stateOf([WEIGHT, PULSE]));
    await wait(world);

    expect(new Map(valuesOn(world))).toEqual(
      new Map([
        ['withings/anna/weight', '50'],
        ['withings/ben/weight', '72.35'],
        ['withings/ben/heart_pulse', '61'],
      ]),
    );
  });

  it('leaves to whoever is under the former one without a login what is said of them', async () => {
    const world = setUp();
    await world.anna.show(stateOf([WEIGHT]));

    await personOn(world.sink, { userId: undefined }).status(stateOf([]), { authorized: false });
    await personOn(world.sink, { name: 'ben' }).show(stateOf([WEIGHT]));
    await wait(world);

    expect(world.broker.retained.get(AVAILABILITY)).toBe('offline');
    expect(valuesOn(world)).toEqual([['withings/ben/weight', '72.35']]);
  });
});

it('keeps what is shown of somebody who was forgotten and is there again a moment later', async () => {
  const { sink, anna, broker, pauses, settle } = setUp();
  await anna.show(stateOf([WEIGHT, PULSE]));

  const done = sink.forget('1234567');
  await anna.show(stateOf([WEIGHT]));
  for (const go of pauses) go();
  await done;
  await settle();

  expect([...broker.retained.keys()].sort()).toEqual([
    AVAILABILITY,
    'withings/anna/weight',
    'withings/anna/weight/attributes',
  ]);
});

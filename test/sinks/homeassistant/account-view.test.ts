import { describe, expect, it } from 'vitest';
import type { ReadingEvent } from '../../../src/metrics/event.js';
import type { Reading } from '../../../src/metrics/reading.js';
import type { UnitSystem } from '../../../src/metrics/units.js';
import { createAccountView } from '../../../src/sinks/homeassistant/account-view.js';
import { createAnnouncer } from '../../../src/sinks/homeassistant/announcer.js';
import { createDeviceView } from '../../../src/sinks/homeassistant/device-view.js';
import { EMPTY_PERSON, type PersonState } from '../../../src/store/person-state.js';
import { setUp as setUpBroker } from '../../mqtt/fake-broker.js';
import { sampleReading, TAKEN } from '../../mqtt/samples.js';
import { CONTEXT, SCALE } from './samples.js';

const ACCOUNT = 'homeassistant/device/withings_1234567/config';
const battery = sampleReading({ metric: 'battery', value: 'high', unit: null, source: 'getdevice/battery' });

function stateOf(readings: readonly Reading[], more: Partial<PersonState> = {}): PersonState {
  const byKey = Object.fromEntries(readings.map((reading) => [reading.metric, reading]));
  return { ...EMPTY_PERSON, zone: 'Europe/Berlin', readings: byKey, ...more };
}

function setUp(
  units: UnitSystem = 'metric',
  userId: string | undefined = '1234567',
  retained = new Map<string, string>(),
) {
  const { broker, publisher, up } = setUpBroker(Object.fromEntries(retained));
  up(100);
  const announcer = createAnnouncer({ publisher, context: CONTEXT, enabled: true, sleep: async () => {} });
  const devices = createDeviceView({ publisher, announcer, context: CONTEXT });
  const account = { name: 'anna', displayName: 'Anna', units };
  const status: Reading[] = [];
  const view = createAccountView({
    ...{ account, publisher, announcer, devices, context: CONTEXT },
    userId: () => userId,
    status: () => status,
  });
  return {
    view,
    status,
    broker,
    publisher,
    /** The topics that were written since the last time, without attributes. */
    written() {
      announcer.flush();
      broker.acknowledge();
      const topics = broker.sent.splice(0).map((line) => line.split('=')[0]!);
      return topics.filter((topic) => !topic.endsWith('/attributes') && !topic.includes('withings2mqtt_'));
    },
    components() {
      announcer.flush();
      broker.acknowledge();
      const config = JSON.parse(broker.retained.get(ACCOUNT) ?? '{}') as { components?: object };
      return Object.keys(config.components ?? {});
    },
  };
}

const WEIGHT = sampleReading();
const PULSE = sampleReading({ metric: 'heart_pulse', value: 61, unit: 'bpm' });

describe('an account', () => {
  it('shows all of it at first, and then what differs', () => {
    const { view, written } = setUp();
    const before = stateOf([WEIGHT, PULSE]);
    view.show(before);
    expect(written()).toEqual(['withings/anna/weight', 'withings/anna/heart_pulse', ACCOUNT]);

    view.show(stateOf([WEIGHT, { ...PULSE, value: 62 }]), before);

    expect(written()).toEqual(['withings/anna/heart_pulse']);
  });

  it('announces a new metric, with the event and the button, and none twice', () => {
    const { view, written, components } = setUp();
    const before = stateOf([WEIGHT]);
    view.show(before);
    expect(components()).toEqual(['weight', 'reading', 'refresh']);
    written();

    view.show(stateOf([WEIGHT, PULSE]), before);

    expect(written()).toContain(ACCOUNT);
    expect(components()).toEqual(['weight', 'heart_pulse', 'reading', 'refresh']);
  });

  it('is announced when it has a user id, not before', () => {
    const { view, written } = setUp('metric', '');

    view.show(stateOf([WEIGHT]));

    expect(written()).toEqual(['withings/anna/weight']);
  });

  describe('that is in another zone', () => {
    const START = sampleReading({
      metric: 'sleep_start',
      value: TAKEN - 3600,
      unit: null,
      source: 'getsummary/startdate',
    });
    const devices = { f00d: { device: SCALE, readings: { battery } } };

    it('tells all times anew, and says no value again, no instant, and nothing to Home Assistant', () => {
      const { view, written, broker } = setUp();
      const before = stateOf([WEIGHT, PULSE, START], { devices });
      view.show(before);
      written();

      view.show({ ...before, zone: 'Asia/Kolkata' }, before);

      expect(written()).toEqual([]);
      expect(broker.retained.get('withings/anna/weight/attributes')).toContain('"taken":"2026-03-01T11:42:05+05:30"');
      expect(broker.retained.get('withings/anna/heart_pulse/attributes')).toContain('+05:30');
      expect(broker.retained.get('withings/anna/sleep_start/attributes')).toContain(
        '"value":"2026-03-01T10:42:05+05:30"',
      );
      expect(broker.retained.get('withings/device/f00d/battery/attributes')).toContain('+05:30');
      expect(broker.retained.get('withings/anna/sleep_start')).toBe('2026-03-01T06:12:05+01:00');
    });

    it('says what changes with it, and announces what is new', () => {
      const { view, written } = setUp();
      const before = stateOf([WEIGHT, START]);
      view.show(before);
      written();
      const later = { ...START, value: TAKEN - 1800 };

      view.show({ ...stateOf([{ ...WEIGHT, takenAt: TAKEN + 60 }, later, PULSE]), zone: 'Asia/Kolkata' }, before);

      expect(written().sort()).toEqual(
        ['withings/anna/weight', 'withings/anna/sleep_start', 'withings/anna/heart_pulse', ACCOUNT].sort(),
      );
    });

    it('says the start of a night again when the night is longer, in the new time', () => {
      const { view, written, broker } = setUp();
      const before = stateOf([START]);
      view.show(before);
      written();

      view.show({ ...stateOf([{ ...START, takenAt: TAKEN + 60 }]), zone: 'Asia/Kolkata' }, before);

      expect(written()).toEqual(['withings/anna/sleep_start']);
      expect(broker.retained.get('withings/anna/sleep_start')).toBe('2026-03-01T10:42:05+05:30');
    });

    it('says nothing again after a restart either', () => {
      const before = stateOf([WEIGHT, START]);
      const first = setUp();
      first.view.show(before);
      first.written();
      const second = setUp('metric', '1234567', first.broker.retained);

      second.view.show({ ...before, zone: 'Asia/Kolkata' });

      expect(second.written()).toEqual([]);
      expect(second.broker.retained.get('withings/anna/weight/attributes')).toContain('+05:30');
    });
  });

  it.each(['Europe/Berlin', 'Asia/Kolkata'])('clears a device that has gone, also on the way to %s', async (zone) => {
    const { view, written, broker } = setUp();
    const before = stateOf([WEIGHT], { devices: { f00d: { device: SCALE, readings: { battery } } } });
    view.show(before);
    expect(written()).toContain('withings/device/f00d/battery');

    view.show({ ...before, zone, devices: {} }, before);
    await new Promise((resolve) => setImmediate(resolve));

    written();
    expect([...broker.retained.keys()].filter((topic) => topic.includes('f00d'))).toEqual([]);
  });

  it('shows a device that changes, and leaves the others alone', () => {
    const { view, written } = setUp();
    const devices = {
      f00d: { device: SCALE, readings: { battery } },
      beef: { device: { ...SCALE, id: 'beef' }, readings: {} },
    };
    const before = stateOf([], { devices });
    view.show(before);
    written();

    view.show({ ...before, devices: { ...devices, beef: { ...devices.beef, missingSince: 5 } } }, before);

    expect(written()).toEqual(['withings/device/beef/availability']);
  });

  it('shows and forgets a device whose id every object has as a key', () => {
    const { view, publisher } = setUp();
    const devices = { constructor: { device: { ...SCALE, id: 'constructor' }, readings: { battery } } };
    const before = stateOf([WEIGHT]);
    view.show(before);

    view.show({ ...before, devices }, before);
    expect(publisher.wanted.get('withings/device/constructor/battery')).toBe('high');
    view.show(before, { ...before, devices });

    expect([...publisher.wanted.keys()].filter((topic) => topic.includes('constructor/config'))).toEqual([]);
  });

  it('has its availability, and its status, which is announced once', () => {
    const { view, status, written, components } = setUp();
    view.show(stateOf([WEIGHT]));
    view.availability(false);
    status.push(
      sampleReading({ metric: 'authorization', value: 'required', unit: null, takenAt: 0, source: 'bridge' }),
    );
    view.status();
    expect(written()).toEqual([
      'withings/anna/weight',
      'withings/anna/availability',
      'withings/anna/authorization',
      ACCOUNT,
    ]);

    view.status();

    expect(written()).toEqual([]);
    expect(components()).toContain('authorization');
  });
});

describe('tell', () => {
  const EVENT: ReadingEvent = {
    ...{ id: 'workout/9', type: 'workout', takenAt: TAKEN, attribution: 0, deviceModel: 'ScanWatch', groupId: '9' },
    values: { workout_type: 'run', workout_distance: 1609.344, workout_start: TAKEN },
  };

  it('says it to whoever listens, in the account’s units and time, and says when the broker has it', async () => {
    const { view, broker } = setUp('us');
    view.show(stateOf([], { zone: 'America/New_York' }));

    const told = view.tell(EVENT);
    broker.acknowledge();

    expect(await told).toBe(true);
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

  it('says so when the broker is away, or goes away first', async () => {
    const { view, publisher } = setUp();

    const told = view.tell(EVENT);
    publisher.down();

    expect(await told).toBe(false);
    expect(await view.tell(EVENT)).toBe(false);
  });
});

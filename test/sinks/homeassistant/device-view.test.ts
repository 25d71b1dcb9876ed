import { describe, expect, it } from 'vitest';
import { decodeDevice } from '../../../src/metrics/decode/user.js';
import { createAnnouncer } from '../../../src/sinks/homeassistant/announcer.js';
import { createDeviceView } from '../../../src/sinks/homeassistant/device-view.js';
import type { DeviceState } from '../../../src/store/person-state.js';
import type { Device } from '../../../src/withings/user.js';
import { setUp as setUpBroker } from '../../mqtt/fake-broker.js';
import { CONTEXT, SCALE } from './samples.js';

const NOW = 1_772_400_000;
const ZONE = 'Europe/Berlin';
const DISCOVERY = 'homeassistant/device/withings_f00d/config';
const OWN = 'withings/device/f00d';

function stateOf(device: Device, more: Partial<DeviceState> = {}): DeviceState {
  const known = decodeDevice(device, 'anna', NOW).filter(({ value }) => value !== null);
  return { device, readings: Object.fromEntries(known.map((reading) => [reading.metric, reading])), ...more };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const MISSING = stateOf(SCALE, { missingSince: NOW });

/** A view on a broker; what lies on its topics. */
function setUp() {
  const { broker, publisher, up } = setUpBroker();
  up(100);
  const announcer = createAnnouncer({ publisher, context: CONTEXT, enabled: true, sleep: async () => {} });
  const view = createDeviceView({ publisher, announcer, context: CONTEXT });
  const settle = () => {
    announcer.flush();
    broker.acknowledge();
  };
  return {
    view,
    broker,
    settle,
    on(topic: string) {
      settle();
      return broker.retained.get(topic);
    },
    topics() {
      settle();
      return [...broker.retained.keys()].filter((topic) => topic.includes('f00d')).toSorted();
    },
  };
}

describe('a device', () => {
  it('shows battery, last session and itself, each with its attributes', () => {
    const { view, on, topics } = setUp();

    view.show('anna', stateOf(SCALE), undefined, ZONE);

    expect(topics()).toEqual([
      DISCOVERY,
      `${OWN}/availability`,
      `${OWN}/battery`,
      `${OWN}/battery/attributes`,
      `${OWN}/last_session`,
      `${OWN}/last_session/attributes`,
    ]);
    expect(on(`${OWN}/battery`)).toBe('high');
    expect(on(`${OWN}/last_session`)).toBe('2026-03-01T07:12:05+01:00');
    expect(on(`${OWN}/availability`)).toBe('online');
  });

  it('publishes what has changed alone, and announces itself again when it looks different', () => {
    const { view, broker, settle } = setUp();
    const before = stateOf(SCALE);
    view.show('anna', before, undefined, ZONE);
    settle();
    broker.sent.length = 0;
    const low = decodeDevice({ ...SCALE, battery: 'low' }, 'anna', NOW)[0]!;
    const after = { ...before, device: { ...SCALE, battery: 'low' }, readings: { ...before.readings, battery: low } };

    view.show('anna', after, before, ZONE);
    settle();
    expect(broker.sent.map((line) => line.split('=')[0])).toEqual([`${OWN}/battery/attributes`, `${OWN}/battery`]);
    broker.sent.length = 0;
    view.show('anna', { ...after, device: { ...after.device, firmware: '2000' } }, after, ZONE);
    settle();

    expect(broker.sent.map((line) => line.split('=')[0])).toEqual([DISCOVERY]);
    expect(broker.retained.get(DISCOVERY)).toContain('"sw_version":"2000"');
  });

  it('announces a metric when it has its first value', () => {
    const { view, on } = setUp();
    const bare = stateOf({ ...SCALE, battery: 'unknown', lastSession: undefined });
    view.show('anna', bare, undefined, ZONE);
    expect(on(DISCOVERY)).toBeUndefined();

    view.show('anna', stateOf(SCALE), bare, ZONE);

    expect(Object.keys((JSON.parse(on(DISCOVERY)!) as { components: object }).components)).toEqual([
      'battery',
      'last_session',
    ]);
  });

  it('is not available when Withings does not list it, and is again when it does', () => {
    const { view, on } = setUp();
    view.show('anna', stateOf(SCALE), undefined, ZONE);

    view.show('anna', MISSING, stateOf(SCALE), ZONE);
    expect(on(`${OWN}/availability`)).toBe('offline');
    expect(on(`${OWN}/battery`)).toBe('high');
    view.show('anna', stateOf(SCALE), MISSING, ZONE);

    expect(on(`${OWN}/availability`)).toBe('online');
  });

  it('is cleared to the last topic when it is forgotten, and nothing else is', async () => {
    const { view, broker, settle, topics } = setUp();
    view.show('anna', stateOf(SCALE), undefined, ZONE);
    view.show('anna', stateOf({ ...SCALE, id: 'f00dbeef' }), undefined, ZONE);
    settle();

    view.forget('anna', 'f00d');
    settle();
    expect(broker.sent.at(-1)).toBe(`${DISCOVERY}=`);
    await turn();

    expect(topics().filter((topic) => !topic.includes('f00dbeef'))).toEqual([]);
    expect(topics()).toHaveLength(6);
  });

  it('takes nobody by surprise who forgets what he never showed', () => {
    const { view, broker, settle } = setUp();

    view.forget('anna', 'f00d');
    settle();

    expect(broker.retained.size).toBe(1);
  });
});

describe('a device of two accounts', () => {
  it('stays as long as one of them has it', async () => {
    const { view, on, topics } = setUp();
    view.show('anna', stateOf(SCALE), undefined, ZONE);
    view.show('ben', stateOf(SCALE), undefined, ZONE);
    view.show('anna', MISSING, stateOf(SCALE), ZONE);
    expect(on(`${OWN}/availability`)).toBe('online');
    view.forget('anna', 'f00d');
    expect(topics()).toHaveLength(6);
    view.show('ben', MISSING, stateOf(SCALE), ZONE);
    expect(on(`${OWN}/availability`)).toBe('offline');

    view.forget('ben', 'f00d');
    await turn();

    expect(topics()).toEqual([]);
  });

  it.each([
    ['anna', 'ben'],
    ['ben', 'anna'],
  ])('shows what it says to the one that has it, whoever comes first: %s, %s', (...order) => {
    const { view, on } = setUp();
    const states: Record<string, DeviceState> = { anna: MISSING, ben: stateOf({ ...SCALE, battery: 'low' }) };

    for (const account of order) view.show(account, states[account]!, undefined, ZONE);

    expect(on(`${OWN}/battery`)).toBe('low');
    expect(on(`${OWN}/availability`)).toBe('online');
  });
});

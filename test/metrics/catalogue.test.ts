import { describe, expect, it } from 'vitest';
import { accountMetric, allMetrics, deviceMetric } from '../../src/metrics/catalogue/index.js';
import { measureMetric } from '../../src/metrics/catalogue/measures.js';
import type { Metric } from '../../src/metrics/metric.js';
import { MEASURES } from './measure-keys.js';

/** Home Assistant's rules for the device classes in use: allowed units, allowed state classes. */
const RULES: Readonly<Record<string, { readonly units: readonly string[]; readonly states: readonly string[] }>> = {
  weight: { units: ['kg', 'g', 'mg', 'µg', 'oz', 'lb', 'st'], states: ['measurement', 'total', 'total_increasing'] },
  temperature: { units: ['°C', '°F', 'K'], states: ['measurement'] },
  duration: { units: ['d', 'h', 'min', 's', 'ms', 'µs'], states: ['measurement', 'total', 'total_increasing'] },
  distance: {
    units: ['km', 'm', 'cm', 'mm', 'mi', 'nmi', 'yd', 'in', 'ft'],
    states: ['measurement', 'total', 'total_increasing'],
  },
};
const WITHOUT_UNIT = ['timestamp', 'enum'];
/** Units that are the very thing: no name without them. */
const COUNTED = ['steps', 'laps', 'strokes', 'episodes'];
const STATES = ['measurement', 'total', undefined];

const rows: readonly (readonly [string, Metric])[] = [
  ...allMetrics(),
  measureMetric(999),
  measureMetric(999, 3),
  measureMetric(1, 99),
  measureMetric(168, 6),
  measureMetric(130, 2),
].map((metric) => [metric.key, metric]);

describe('every row', () => {
  it('has a key of its own', () => {
    const keys = rows.map(([key]) => key);

    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it.each(rows)('%s: a key for topics and components, a source and a name', (key, metric) => {
    expect(key).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(metric.source).toMatch(/^([a-z]+\/.+|[a-z]+)$/);
    expect(metric.name).toMatch(/^[A-Z]\S*( \S+)*$/);
    const words = metric.name.split(/[\s()]+/);
    expect(words.filter((word) => word === metric.unit && !COUNTED.includes(word))).toEqual([]);
    if (metric.icon !== undefined) expect(metric.icon).toMatch(/^mdi:[a-z0-9-]+$/);
  });

  it.each(rows)('%s: unit and state class fit the device class', (_, { platform, deviceClass, unit, stateClass }) => {
    if (platform === 'binary_sensor') {
      expect(['problem', 'occupancy']).toContain(deviceClass);
      expect([unit, stateClass]).toEqual([null, undefined]);
    } else if (deviceClass === undefined) {
      expect(STATES).toContain(stateClass);
    } else if (WITHOUT_UNIT.includes(deviceClass)) {
      expect([unit, stateClass]).toEqual([null, undefined]);
    } else {
      expect(RULES[deviceClass]?.units).toContain(unit);
      expect(RULES[deviceClass]?.states).toContain(stateClass);
    }
  });

  it.each(rows)('%s: options, states and precision only where they belong', (_, metric) => {
    const { deviceClass, platform, options, states, precision } = metric;
    expect(options !== undefined).toBe(deviceClass === 'enum');
    expect(options?.length).not.toBe(0);
    expect(new Set(options).size).toBe(options?.length ?? 0);
    expect(states !== undefined).toBe(platform === 'binary_sensor');
    expect(states === undefined || states.on !== states.off).toBe(true);
    if (precision !== undefined) {
      expect(metric.stateClass).toBeDefined();
      expect([0, 1, 2]).toContain(precision);
    }
  });

  it.each(rows)('%s: an entity category is diagnostic or none', (_, metric) => {
    expect([true, undefined]).toContain(metric.diagnostic);
    expect(Object.keys(metric)).not.toContain('entityCategory');
  });
});

describe('the rows as a whole', () => {
  it('a measure is a measurement, unless it is a word', () => {
    for (const [code] of MEASURES) {
      expect(measureMetric(code).stateClass).toBe([130, 139].includes(code) ? undefined : 'measurement');
    }
  });

  it('measures without a device class are what Home Assistant would convert or has none for', () => {
    for (const key of ['systolic_blood_pressure', 'diastolic_blood_pressure', 'pulse_wave_velocity', 'heart_pulse']) {
      expect(accountMetric(key)).not.toHaveProperty('deviceClass');
    }
  });

  it.each([
    ['weight', { unit: 'kg', deviceClass: 'weight', stateClass: 'measurement', precision: 2 }],
    ['hydration', { unit: 'kg', deviceClass: 'weight' }],
    ['body_temperature', { unit: '°C', deviceClass: 'temperature', precision: 1 }],
    ['height', { unit: 'm', deviceClass: 'distance', precision: 2 }],
    ['ecg_qt_interval', { unit: 'ms', deviceClass: 'duration', precision: 0 }],
    ['visceral_fat', { unit: null, stateClass: 'measurement' }],
    ['bmi', { unit: 'kg/m²', stateClass: 'measurement', source: 'computed' }],
    ['goal_sleep', { unit: 'h', deviceClass: 'duration' }],
    ['last_sync', { deviceClass: 'timestamp', diagnostic: true, alwaysAvailable: true }],
    ['authorization', { platform: 'binary_sensor', states: { on: 'required', off: 'ok' }, alwaysAvailable: true }],
  ])('%s', (key, expected) => expect(accountMetric(key)).toMatchObject({ key, owner: 'account', ...expected }));

  it('an ECG result is one of a fixed list, unknown included', () => {
    const metric = accountMetric('afib_ecg');

    expect(metric).toMatchObject({ deviceClass: 'enum', unit: null });
    expect(metric?.options).toHaveLength(15);
    expect(metric?.options).toEqual(expect.arrayContaining(['negative', 'positive', 'inconclusive', 'unknown']));
  });

  it('a device has a battery and a last session, and its rows are not those of an account', () => {
    expect(deviceMetric('battery')).toMatchObject({ owner: 'device', options: ['low', 'medium', 'high'] });
    expect(deviceMetric('last_session')).toMatchObject({ owner: 'device', deviceClass: 'timestamp' });
    expect([accountMetric('battery'), deviceMetric('weight'), deviceMetric('measure_999')]).toEqual(
      Array(3).fill(undefined),
    );
  });

  it('lists every measure type, and what it lists is found by its key', () => {
    const keys = allMetrics().map(({ key }) => key);

    for (const [, key] of MEASURES.filter(([, name]) => !name.startsWith('segmental_'))) expect(keys).toContain(key);
    for (const metric of allMetrics()) {
      expect((metric.owner === 'account' ? accountMetric : deviceMetric)(metric.key)).toMatchObject({
        ...metric,
        source: expect.any(String),
      });
    }
  });
});

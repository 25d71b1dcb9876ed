import { describe, expect, it } from 'vitest';
import { accountMetric } from '../../../src/metrics/catalogue/index.js';
import type { UnitSystem } from '../../../src/metrics/units.js';
import { metricComponent } from '../../../src/sinks/homeassistant/component.js';

const shown = (key: string, units: UnitSystem) =>
  metricComponent(accountMetric(key)!, { attributesTopic: 'a', uniqueId: 'u', objectId: 'o', units });

describe('a metric in Home Assistant', () => {
  it.each([
    ['activity_distance', 'metric', 'm', 0],
    ['activity_distance', 'us', 'mi', 2],
    ['workout_distance', 'uk', 'mi', 2],
    ['height', 'us', 'ft', 2],
    ['weight', 'uk', 'st', 2],
    ['weight_trend_30d', 'us', 'lb/week', 2],
    ['sleep_core_body_temperature_average', 'us', '°F', 1],
  ] as const)('%s, %s: %s with %i decimals', (key, units, unit, decimals) => {
    expect(shown(key, units)).toMatchObject({ unit_of_measurement: unit, suggested_display_precision: decimals });
  });

  it('has a last reset when it is a total of the day', () => {
    expect(shown('activity_steps', 'metric')).toMatchObject({
      state_class: 'total',
      last_reset_value_template: '{{ value_json.last_reset }}',
    });
    expect(shown('activity_heart_rate_average', 'metric')).not.toHaveProperty('last_reset_value_template');
  });

  it.each(['bmi', 'workout_type', 'sleep_core_body_temperature_status', 'ecg_recorded'])(
    '%s has no unit to convert',
    (key) => {
      expect(shown(key, 'us')).toEqual(shown(key, 'metric'));
    },
  );

  it.each([
    'weight_to_goal',
    'weight_average_7d',
    'weight_trend_30d',
    'sleep_total_average_7d',
    'activity_steps_average_7d',
  ])('%s is off until somebody wants it', (key) =>
    expect(shown(key, 'metric')).toMatchObject({ enabled_by_default: false, state_class: 'measurement' }),
  );

  it('says whether somebody is in bed in the words of Home Assistant', () => {
    expect(shown('in_bed', 'metric')).toMatchObject({
      platform: 'binary_sensor',
      device_class: 'occupancy',
      payload_on: 'True',
      payload_off: 'False',
    });
  });
});

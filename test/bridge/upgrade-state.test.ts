import { describe, expect, it } from 'vitest';
import { upgradedState } from '../../src/bridge/upgrade-state.js';
import { EMPTY } from '../feeds/samples.js';
import { reading } from '../metrics/samples.js';

const stateOf = (...readings: readonly ReturnType<typeof reading>[]) => ({
  ...EMPTY,
  readings: Object.fromEntries(readings.map((one) => [one.metric, one])),
});

describe('a state of an older version', () => {
  it('loses the metrics that are not in the catalogue any more', () => {
    const old = ['activity_floors_climbed', 'workout_floors_climbed', 'measure_18'];
    const state = stateOf(reading(), ...old.map((metric) => reading({ metric })));

    expect(upgradedState(state).readings).toEqual({ weight: reading() });
  });

  it('has no value where the number says that there is none, and keeps real ones below 0', () => {
    const [index, room] = [
      reading({ metric: 'sleep_apnea_hypopnea_index', value: -1 }),
      reading({ metric: 'temperature', value: -4.5 }),
    ];
    const [trend, unknown] = [
      reading({ metric: 'weight_trend_30d', value: -0.2 }),
      reading({ metric: 'measure_999', value: -3 }),
    ];

    expect(upgradedState(stateOf(index, room, trend, unknown)).readings).toEqual({
      sleep_apnea_hypopnea_index: { ...index, value: null },
      temperature: room,
      weight_trend_30d: trend,
      measure_999: unknown,
    });
  });

  it('is the very same where nothing is to be left out', () => {
    const state = stateOf(reading(), reading({ metric: 'workout_type', value: 'walk' }));

    expect(upgradedState(state)).toBe(state);
  });
});

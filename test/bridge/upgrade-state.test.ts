import { describe, expect, it } from 'vitest';
import { upgradedState, withoutSilent } from '../../src/bridge/upgrade-state.js';
import { bed } from '../../src/feeds/bed.js';
import { feedsFor } from '../../src/feeds/index.js';
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

describe('a state of feeds that are switched off since', () => {
  const [pulse, inBed] = [reading({ metric: 'heart_rate', value: 71 }), reading({ metric: 'in_bed', value: true })];
  const state = stateOf(
    reading(),
    reading({ metric: 'bmi', value: 22 }),
    pulse,
    inBed,
    reading({ metric: 'measure_999' }),
  );
  const nothing = { value: null, takenAt: 0, createdAt: 0, modifiedAt: 0, groupId: null };

  it('has no value of them any more, and all of the others', () => {
    const { readings } = withoutSilent(state, feedsFor({ intraday: false }));

    expect(readings).toMatchObject({ heart_rate: nothing, in_bed: nothing });
    expect({ ...readings, heart_rate: pulse, in_bed: inBed }).toEqual(state.readings);
  });

  it('is the very same where there are none, and once it has lost them', () => {
    const [all, few] = [[...feedsFor({ intraday: true }), bed], feedsFor({ intraday: false })];
    const after = withoutSilent(state, few);

    expect([withoutSilent(state, all), withoutSilent(after, few)]).toEqual([state, after]);
    expect(withoutSilent(state, all)).toBe(state);
    expect(withoutSilent(after, few)).toBe(after);
  });
});

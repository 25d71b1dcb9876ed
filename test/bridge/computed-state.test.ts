import { describe, expect, it } from 'vitest';
import { withComputed, withWorkedOut } from '../../src/bridge/computed-state.js';
import { TREND_METRICS } from '../../src/metrics/catalogue/computed.js';
import { snapshot } from '../../src/metrics/decode/user.js';
import type { Reading } from '../../src/metrics/reading.js';
import type { PersonState } from '../../src/store/person-state.js';
import { EMPTY, NOW, valuesOf } from '../feeds/samples.js';

const computed = (more: Partial<PersonState>) => withComputed({ ...EMPTY, zone: 'Europe/Berlin', ...more });

describe('what has been worked out', () => {
  const [AVERAGE, TREND] = TREND_METRICS;
  const average = (value: number, at = NOW) => snapshot(AVERAGE, value, at);

  it('is shown, and loses its value when it cannot be known any more', () => {
    const before = withWorkedOut(EMPTY, [AVERAGE, TREND], [average(70.5), snapshot(TREND, -1.4, NOW)]);
    expect(valuesOf(before)).toEqual({ weight_average_7d: 70.5, weight_trend_30d: -1.4 });

    const after = withWorkedOut(before, [AVERAGE, TREND], [average(70.5)]);

    expect(valuesOf(after)).toEqual({ weight_average_7d: 70.5, weight_trend_30d: null });
    expect(after.readings.weight_trend_30d?.takenAt).toBe(0);
    expect(withWorkedOut(after, [AVERAGE, TREND], [average(70.5)])).toBe(after);
  });

  it('is none where there has never been one', () => {
    expect(withWorkedOut(EMPTY, [AVERAGE], [])).toBe(EMPTY);
  });

  it('stays the very one that it was when it says the same, and leaves the others alone', () => {
    const before = withWorkedOut(EMPTY, [AVERAGE], [average(70.5)]);

    expect(withWorkedOut(before, [AVERAGE], [average(70.5)])).toBe(before);
    expect(withWorkedOut(before, [TREND], [])).toBe(before);
    expect(withWorkedOut(before, [AVERAGE], [average(70.5, NOW + 1)]).readings.weight_average_7d?.takenAt).toBe(
      NOW + 1,
    );
    expect(withComputed(before)).toBe(before);
  });
});

describe('weight_to_goal', () => {
  const reading = (metric: string, value: Reading['value'], takenAt = NOW): Reading => ({
    ...{ metric, value, unit: 'kg', takenAt, createdAt: takenAt, modifiedAt: takenAt },
    ...{ attribution: 0, deviceId: 'd', deviceModel: 'm', groupId: '1', source: `getmeas/${metric}` },
  });
  const toGoal = (...readings: Reading[]) =>
    computed({ readings: Object.fromEntries(readings.map((row) => [row.metric, row])) }).readings.weight_to_goal;

  it.each([
    [72.3, 70.1, 2.2],
    [68, 70.1, -2.1],
    [70, 70, 0],
    [72.3, null, null],
  ])('from %f to %f are %s', (weight, goal, expected) => {
    expect(toGoal(reading('weight', weight), reading('goal_weight', goal, 5))).toMatchObject({
      value: expected,
      unit: 'kg',
      takenAt: NOW,
      source: 'computed',
    });
  });

  it('is absent without a weight or a goal, and loses its value with them', () => {
    expect(toGoal(reading('weight', 70))).toBeUndefined();
    expect(toGoal(reading('goal_weight', 70))).toBeUndefined();
    const before = computed({ readings: { weight: reading('weight', 72), goal_weight: reading('goal_weight', 70) } });

    const gone = { ...before.readings, weight: { ...reading('weight', null), takenAt: 0 } };

    expect(withComputed({ ...before, readings: gone }).readings.weight_to_goal?.value).toBeNull();
  });
});

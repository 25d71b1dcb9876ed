import { describe, expect, it } from 'vitest';
import { demoLine } from '../../src/cli/demo-line.js';

const line = (topic: string, payload: object) => demoLine(topic, JSON.stringify(payload)).replace(/ {2,}/g, '  ');
const TAKEN = '2026-10-01T12:00:00+02:00';

describe('a line of the demo', () => {
  it('has topic, value, unit and time', () => {
    expect(line('withings/anna/weight/attributes', { value: 70.25, unit: 'kg', taken: TAKEN })).toBe(
      `withings/anna/weight  70.25 kg  ${TAKEN}`,
    );
  });

  it('says that there is no value now, without a unit of nothing', () => {
    expect(line('withings/anna/workout_distance/attributes', { value: null, unit: 'm', taken: TAKEN })).toBe(
      `withings/anna/workout_distance  (no value)  ${TAKEN}`,
    );
  });

  it('says a time once', () => {
    expect(line('withings/anna/last_sync/attributes', { value: TAKEN, unit: null, taken: TAKEN })).toBe(
      `withings/anna/last_sync  ${TAKEN}`,
    );
  });

  it('needs no time, and shows what is false', () => {
    expect(line('withings/anna/api_problem/attributes', { value: false, unit: null })).toBe(
      'withings/anna/api_problem  false',
    );
  });

  it('names an event', () => {
    expect(line('withings/anna/reading', { event_type: 'workout', taken: TAKEN })).toBe(
      `withings/anna/reading  new: workout  ${TAKEN}`,
    );
  });
});

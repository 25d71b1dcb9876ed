import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../../src/metrics/curves.js';
import { deviceCourses, meanAsleep, nightCourse } from '../../src/metrics/night-course.js';
import { CURVES, nightCurves } from '../../src/metrics/night-curves.js';
import type { HealthRecord } from '../../src/withings/record.js';
import { type SleepPhase, sleepStateName } from '../../src/withings/sleep-course.js';
import type { Point } from '../../src/withings/timed.js';

const START = 1_772_320_000;
const minute = (index: number, value: number): Point => [START + index * 60, value];

function phase(from: number, minutes: number, more: Partial<SleepPhase> = {}): SleepPhase {
  const start = START + from * 60;
  return { start, end: start + minutes * 60, state: 1, deviceId: 'mat', model: 'Aura', values: {}, ...more };
}

const part = (from: number, minutes: number, deviceId?: string) =>
  ({ id: `${from}`, start: START + from * 60, end: START + (from + minutes) * 60, deviceId }) as HealthRecord;

describe('meanAsleep', () => {
  const mean = (stages: readonly Stage[], ...points: readonly Point[]) =>
    meanAsleep({ stages, curves: { rmssd: points } }, 'rmssd');
  const asleep = (from: number, to: number, state = 1): Stage => [START + from * 60, START + to * 60, state];

  it('weighs each value by how long it stood', () => {
    expect(mean([asleep(0, 60)], minute(0, 30), minute(4, 60), minute(5, 60))).toBe(40);
  });

  it('counts only the time asleep, in whatever stage', () => {
    const stages = [asleep(0, 1, 0), ...[1, 2, 3, 4, 5].map((state) => asleep(state, state + 1, state))];

    expect(
      mean([...stages, asleep(6, 7, 15), asleep(7, 8, 77)], ...[99, 1, 2, 3, 4, 5, 99, 99].map((v, i) => minute(i, v))),
    ).toBe(3);
  });

  it('takes 0 for no reading, and lets a value stand for its minute where none follows', () => {
    expect(mean([asleep(0, 600)], minute(0, 40), minute(1, 0), minute(2, -1), minute(300, 80))).toBe(60);
  });

  it('counts a time once, however many stages tell of it', () => {
    expect(mean([asleep(0, 2), asleep(0, 1), asleep(1, 3)], minute(0, 10), minute(1, 20), minute(2, 30))).toBe(20);
  });

  it('is none without a reading, or without sleep', () => {
    expect([mean([asleep(0, 9)]), mean([], minute(0, 40)), mean([asleep(0, 9, 0)], minute(0, 4))]).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });

  it('lies between the least and the most, with four decimals at most', () => {
    const stage = fc
      .tuple(fc.nat(600), fc.nat(600), fc.nat(16))
      .map(([from, length, state]) => asleep(from, from + length, state));
    const point = fc
      .tuple(fc.nat(700), fc.double({ min: 0.1, max: 200, noNaN: true }))
      .map(([index, value]) => minute(index, value));
    fc.assert(
      fc.property(fc.array(stage), fc.uniqueArray(point, { selector: ([time]) => time }), (some, points) => {
        const result = mean(
          some.toSorted(([a], [b]) => a - b),
          ...points.toSorted(([a], [b]) => a - b),
        );
        if (result === undefined) return;
        const values = points.map(([, value]) => value);
        expect(result).toBeGreaterThanOrEqual(Math.min(...values) - 0.0001);
        expect(result).toBeLessThanOrEqual(Math.max(...values) + 0.0001);
        expect(Number(result.toFixed(4))).toBe(result);
      }),
    );
  });
});

describe('nightCourse', () => {
  const mat = phase(0, 30, { values: { hr: [minute(0, 60), minute(5, 58)] } });
  const watch = phase(0, 20, { deviceId: 'watch', values: { hr: [minute(0, 90)] } });

  it('takes of each part what its own device saw', () => {
    const later = phase(60, 30, { deviceId: 'watch', state: 2, values: { hr: [minute(60, 55)] } });
    const course = nightCourse([part(0, 30, 'mat'), part(60, 30, 'watch')], [mat, watch, later]);

    expect(course).toEqual({
      stages: [
        [mat.start, mat.end, 1],
        [later.start, later.end, 2],
      ],
      curves: { hr: [minute(0, 60), minute(5, 58), minute(60, 55)] },
      devices: { hr: { id: 'mat', model: 'Aura' } },
    });
  });

  it('takes of another one what the own device of a part does not measure, and says of which', () => {
    const mat = phase(0, 30, { values: { hr: [minute(0, 60)], rmssd: [minute(0, 0), minute(1, 0)] } });
    const watch = phase(0, 20, {
      ...{ deviceId: 'watch', model: 'ScanWatch', state: 2 },
      values: { hr: [minute(0, 90)], rmssd: [minute(3, 44)], sdnn_1: [minute(3, 70)] },
    });

    expect(nightCourse([part(0, 30, 'mat')], [watch, mat])).toEqual({
      stages: [[mat.start, mat.end, 1]],
      curves: { hr: [minute(0, 60)], rmssd: [minute(3, 44)], sdnn_1: [minute(3, 70)] },
      devices: {
        hr: { id: 'mat', model: 'Aura' },
        rmssd: { id: 'watch', model: 'ScanWatch' },
        sdnn_1: { id: 'watch', model: 'ScanWatch' },
      },
    });
  });

  it('takes a field of one device alone, of the one that saw most of those that measure it, and of the part', () => {
    const of = (deviceId: string, minutes: number, ...rmssd: readonly Point[]) =>
      phase(0, minutes, { deviceId, values: { rmssd } });
    const phases = [
      of('ring', 10, minute(1, 11)),
      of('watch', 20, minute(-5, 33), minute(2, 22), minute(29, 0), minute(30, 44)),
      of('pad', 25, minute(1, 0)),
      of('mat', 30),
    ];

    for (const order of [phases, phases.toReversed()]) {
      const { curves, devices } = nightCourse([part(0, 30, 'mat')], order);
      expect([curves.rmssd, devices.rmssd?.id]).toEqual([[minute(2, 22), minute(29, 0)], 'watch']);
    }
  });

  it('keeps the values that say that there was no reading where nobody has one', () => {
    const mat = phase(0, 30, { values: { rmssd: [minute(0, 0)] } });
    const watch = phase(0, 20, { deviceId: 'watch', values: { rmssd: [minute(1, 0)] } });

    const { curves, devices } = nightCourse([part(0, 30, 'mat')], [watch, mat]);

    expect([curves, devices]).toEqual([{ rmssd: [minute(0, 0)] }, {}]);
  });

  it('names the device of the longest part that has a field', () => {
    const mat = phase(0, 60, { values: { hr: [minute(0, 60)] } });
    const watch = phase(90, 30, { deviceId: 'watch', values: { hr: [minute(90, 55)], rmssd: [minute(90, 40)] } });

    const { devices } = nightCourse([part(0, 60, 'mat'), part(90, 30, 'watch')], [mat, watch]);

    expect([devices.hr?.id, devices.rmssd?.id]).toEqual(['mat', 'watch']);
  });

  it('takes what saw most of it where its own device tells nothing', () => {
    for (const device of ['other', undefined]) {
      expect(nightCourse([part(0, 30, device)], [watch, mat]).curves.hr?.[0]).toEqual(minute(0, 60));
    }
  });

  it('keeps values without a state, which make no stage', () => {
    const odd = phase(0, 10, { state: undefined, values: { hr: [minute(0, 60)] } });

    expect(nightCourse([part(0, 10, 'mat')], [odd])).toEqual({
      stages: [],
      curves: { hr: [minute(0, 60)] },
      devices: { hr: { id: 'mat', model: 'Aura' } },
    });
  });

  it('is one for each device, the one that saw most first', () => {
    expect(deviceCourses([watch, mat]).map(({ device }) => device)).toEqual(['mat', 'watch']);
  });
});

describe('nightCurves', () => {
  const facts = { start: START, end: START + 86_400, deviceId: 'mat' };
  const dense = (count: number) =>
    Array.from({ length: count }, (_, index) => minute(index, 50 + (index % 40) + 0.123));

  it('has all times from the start, and no reading that is none', () => {
    const course = {
      stages: [[START, START + 600, 1] as const, [START + 500, START + 900, 2] as const],
      curves: { hr: [minute(0, 60), minute(1, 0)], rr: [minute(2, 14)], withings_index: [minute(0, 3)], rmssd: [] },
    };

    expect(nightCurves({ ...facts, deviceId: undefined }, course)).toEqual({
      ...{ start: START, end: START + 86_400, deviceId: null, minutes: 1 },
      stages: [
        [0, 600, 1],
        [600, 900, 2],
      ],
      curves: { heart_rate: [[0, 60]], respiratory_rate: [[120, 14]] },
    });
  });

  it('of a usual night stands minute by minute', () => {
    const curves = Object.fromEntries(['hr', 'rr', 'rmssd', 'sdnn_1'].map((field) => [field, dense(540)]));

    expect(nightCurves(facts, { stages: [], curves }).minutes).toBe(1);
  });

  it('of 24 hours with everything is thinned, and stays below 60 kB', () => {
    const curves = Object.fromEntries(Object.values(CURVES).map((field) => [field, dense(1440)]));
    const told = nightCurves(facts, { stages: [], curves });

    expect(told.minutes).toBeGreaterThan(1);
    expect(told.minutes).toBeLessThan(5);
    expect(told.curves.heart_rate?.length).toBe(Math.ceil(1440 / told.minutes));
    expect(JSON.stringify(told).length).toBeLessThanOrEqual(60_000);
  });

  it('of many short stages stays below 64 kB in words, as it is sent', () => {
    const at = (index: number) => START + index * 30;
    const stages = Array.from({ length: 2800 }, (_, index): Stage => [at(index), at(index + 1), 15]);

    const told = nightCurves(facts, { stages, curves: {} });

    const words = told.stages.map(([from, to, state]) => [from, to, sleepStateName(state)]);
    expect(JSON.stringify({ ...told, stages: words }).length).toBeLessThanOrEqual(60_000);
  });

  it('stays below 60 kB whatever comes', () => {
    const stages = Array.from({ length: 20_000 }, (_, index): Stage => [START + index, START + index + 5, index]);

    expect(JSON.stringify(nightCurves(facts, { stages, curves: { hr: dense(20_000) } })).length).toBeLessThanOrEqual(
      60_000,
    );
  });
});

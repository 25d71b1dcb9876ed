import type { Measure, Person } from '../../src/demo/cloud.js';
import { MEASURE_TYPES, type MeasureType } from '../../src/withings/measure-types.js';
import { group, person } from '../demo/helpers.js';

/** Where a body scan measures. */
const SEGMENTS = [2, 3, 10, 11, 12];

/** Somebody with every type that Withings has, each segment, and some that nobody knows yet. */
export function everyMeasure(userid: number): Person {
  const row = (type: number, position?: number): Measure => ({
    value: 1000 + type,
    type,
    unit: -2,
    ...(position !== undefined && { position }),
  });
  const known = MEASURE_TYPES.flatMap(({ code, segmental }: MeasureType) =>
    segmental ? [row(code), ...SEGMENTS.map((position) => row(code, position))] : [row(code)],
  );
  const unknown = Array.from({ length: 20 }, (_, index) => row(9000 + index));
  return person(userid, 'anna', [
    group(31, Math.floor(Date.now() / 1000) - 3600, { measures: [...known, ...unknown] }),
  ]);
}

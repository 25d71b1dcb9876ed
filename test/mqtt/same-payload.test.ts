import { describe, expect, it } from 'vitest';
import { samePayload } from '../../src/mqtt/same-payload.js';

const BERLIN = '2026-03-01T07:12:05+01:00';

describe('samePayload', () => {
  it.each([
    ['72.35', '72.35', true],
    [BERLIN, '2026-03-01T01:12:05-05:00', true],
    [BERLIN, '2026-03-01T06:12:05Z', true],
    [BERLIN, '2026-03-01T06:12:06Z', false],
    [BERLIN, '', false],
    [BERLIN, undefined, false],
    [undefined, undefined, true],
    ['72.35', '72.350', false],
    ['2026', '2026-01-01', false],
    ['1', '01', false],
    ['None', 'null', false],
    ['2026-99-01T07:12:05Z', '2026-98-01T07:12:05Z', false],
  ])('of %s and %s is %s', (a, b, same) => {
    expect(samePayload(a, b)).toBe(same);
    expect(samePayload(b, a)).toBe(same);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secondsIn, stripOf } from '../../web/ecg/strip.js';

describe('the strip of an ECG', () => {
  it('is 25 mm for a second and 10 mm for a millivolt', () => {
    const strip = stripOf([0, 1000, 0, 0], { frequency: 2, seconds: 4 });
    expect(strip.width).toBe(100);
    expect(strip.lines).toHaveLength(1);
    expect(strip.zero).toBe(15);
    expect(strip.height).toBe(25);
    expect(strip.lines[0]?.path).toBe('M0 15L12.5 5L25 15L37.5 15');
  });

  it('goes on in the next line where the former one ended', () => {
    const { lines } = stripOf([0, 100, 200, 300, 400], { frequency: 1, seconds: 2 });
    expect(lines.map(({ from, to }) => [from, to])).toEqual([
      [0, 2],
      [2, 4],
      [4, 5],
    ]);
    expect(lines[0]?.path.endsWith('L50 13')).toBe(true);
    expect(lines[1]?.path.startsWith('M0 13')).toBe(true);
  });

  it('has a gap where nothing was recorded', () => {
    const { lines } = stripOf([0, null, 0, 0], { frequency: 1, seconds: 10 });
    expect(lines[0]?.path).toBe('M0 15M50 15L75 15');
    expect(stripOf([null], { frequency: 1, seconds: 10 }).lines[0]?.path).toBe('');
    expect(stripOf([], { frequency: 1, seconds: 10 }).lines).toEqual([]);
  });

  it('is higher for a higher signal, and an artefact is cut off', () => {
    expect(stripOf([2300], { frequency: 1, seconds: 1 }).zero).toBe(25);
    expect(stripOf([90_000], { frequency: 1, seconds: 1 })).toMatchObject({ zero: 40, lines: [{ path: 'M0 0' }] });
  });

  it('keeps every line within its paper', () => {
    const signal = fc.array(fc.option(fc.integer({ min: -20_000, max: 20_000 })), { maxLength: 400 });
    fc.assert(
      fc.property(signal, fc.integer({ min: 1, max: 60 }), (samples, frequency) => {
        const { lines, width, height } = stripOf(samples, { frequency, seconds: 3 });
        for (const { path } of lines) {
          for (const [, x, y] of path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)) {
            expect(Number(x)).toBeLessThanOrEqual(width + 0.01);
            expect(Number(y)).toBeLessThanOrEqual(height);
          }
        }
        expect(lines.at(-1)?.to ?? 0).toBeCloseTo(samples.length / frequency);
      }),
    );
  });

  it('has as many seconds in a line as the paper is wide', () => {
    expect(secondsIn(1000)).toBe(10);
    expect(secondsIn(328)).toBe(3);
    expect(secondsIn(10)).toBe(2);
  });
});

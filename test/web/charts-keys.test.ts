import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movedTo, stepOf, within, zoomed } from '../../web/charts/keys.js';

const move = (by: number) => ({ does: 'move', by }) as const;

describe('the keys of a chart', () => {
  it('are those that everybody tries', () => {
    expect(stepOf('ArrowLeft')).toEqual(move(-1));
    expect(stepOf('PageDown')).toEqual(move(10));
    expect(stepOf('Home')).toEqual({ does: 'jump', to: 'first' });
    expect(stepOf('+')).toEqual({ does: 'zoom', factor: 0.5 });
    expect(stepOf('Escape')).toEqual({ does: 'back' });
    for (const other of ['Tab', 'Enter', 'a', 'constructor']) expect(stepOf(other)).toBeUndefined();
  });
});

describe('the cursor', () => {
  const points = [3, 5, 9];

  it('goes from point to point, and stays at the ends', () => {
    expect(movedTo(points, 5, move(1))).toBe(9);
    expect(movedTo(points, 5, move(-1))).toBe(3);
    expect(movedTo(points, 9, move(1))).toBe(9);
    expect(movedTo(points, 3, move(-10))).toBe(3);
    expect(movedTo(points, 5, { does: 'jump', to: 'first' })).toBe(3);
    expect(movedTo(points, 5, { does: 'jump', to: 'last' })).toBe(9);
  });

  it('begins at the newest one', () => {
    expect(movedTo(points, undefined, move(-1))).toBe(9);
    expect(movedTo([], undefined, move(-1))).toBeUndefined();
  });

  it('finds the way from a place that has no point', () => {
    expect(movedTo(points, 4, move(1))).toBe(5);
    expect(movedTo(points, 4, move(-1))).toBe(3);
    expect(movedTo(points, 100, move(-1))).toBe(9);
  });
});

describe('zoom', () => {
  it('keeps the place of what it goes to', () => {
    expect(zoomed({ min: 0, max: 100 }, 0.5, 50)).toEqual({ min: 25, max: 75 });
    expect(zoomed({ min: 0, max: 100 }, 0.5, 100)).toEqual({ min: 50, max: 100 });
  });

  it('never leaves its limits', () => {
    const number = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(number, fc.nat(3000), (min, length) => {
        const kept = within({ min, max: min + length }, { min: 0, max: 500 });
        expect(kept.min).toBeGreaterThanOrEqual(0);
        expect(kept.max).toBeLessThanOrEqual(500);
        expect(kept.max - kept.min).toBe(Math.min(length, 500));
      }),
    );
  });
});

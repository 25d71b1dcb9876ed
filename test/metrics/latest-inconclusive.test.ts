import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareReadings, latestOf, mergeAnswer, withoutValue } from '../../src/metrics/latest.js';
import type { Reading } from '../../src/metrics/reading.js';
import { latest, reading } from './samples.js';

const BERLIN = 'Europe/Berlin';
const at = (iso: string) => Date.parse(iso) / 1000;
const taken = (iso: string, changes: Partial<Reading> = {}) => reading({ takenAt: at(iso), ...changes });
const doubtful = (iso: string, changes: Partial<Reading> = {}) => taken(iso, { inconclusive: true, ...changes });
const winner = (rows: readonly Reading[], zone = BERLIN) => latestOf(rows, undefined, zone).get('weight');

/** Around two midnights of the zone. */
const anyTime = fc.constantFrom(
  '2026-03-01T20:00:00Z',
  '2026-03-01T22:59:59Z',
  '2026-03-01T23:00:00Z',
  '2026-03-02T09:00:00Z',
  '2026-03-02T22:59:59Z',
  '2026-03-02T23:00:01Z',
);
const anyReading = fc
  .record({
    time: anyTime,
    value: fc.constantFrom(70, 71, null),
    modifiedAt: fc.constantFrom(1, 2),
    inconclusive: fc.boolean(),
  })
  .map(({ time, inconclusive, ...more }) => taken(time, { ...more, ...(inconclusive && { inconclusive }) }));

describe('the latest, where Withings calls a reading inconclusive', () => {
  it('is the conclusive one of the same day, whichever is newer', () => {
    const [sure, unsure] = [taken('2026-03-01T08:00:00Z'), doubtful('2026-03-01T09:00:00Z')];

    expect(winner([sure, unsure])).toBe(sure);
    expect(winner([unsure, sure])).toBe(sure);
  });

  it('is the inconclusive one of a later day, and of a day that has no other', () => {
    const [sure, unsure] = [taken('2026-03-01T08:00:00Z'), doubtful('2026-03-02T07:00:00Z')];

    expect(winner([sure, unsure])).toBe(unsure);
    expect(winner([unsure])).toBe(unsure);
  });

  it('goes by the day of the zone', () => {
    const [sure, unsure] = [taken('2026-03-01T22:30:00Z'), doubtful('2026-03-01T23:30:00Z')];

    expect(winner([sure, unsure], 'utc')).toBe(sure);
    expect(winner([sure, unsure])).toBe(unsure);
  });

  it('is the same in whatever order they arrive', () => {
    const orders = fc
      .array(anyReading, { maxLength: 7 })
      .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    fc.assert(
      fc.property(orders, ([rows, others]) => {
        expect(winner(others)).toEqual(winner(rows));
      }),
      { numRuns: 500 },
    );
  });

  it('comes of an order without a circle', () => {
    fc.assert(
      fc.property(anyReading, anyReading, anyReading, (a, b, c) => {
        const order = (x: Reading, y: Reading) => Math.sign(compareReadings(x, y, BERLIN));
        expect(order(a, b) + order(b, a)).toBe(0);
        if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('must be looked for again when the conclusive one turns out to be inconclusive', () => {
    const [sure, turned] = [taken('2026-03-01T08:00:00Z'), doubtful('2026-03-01T08:00:00Z', { modifiedAt: 9e9 })];

    const { lost } = mergeAnswer(latest(sure), [turned], () => true, BERLIN);

    expect(lost).toEqual(['weight']);
  });

  it('a metric that has lost its reading is not inconclusive', () => {
    expect(withoutValue(doubtful('2026-03-01T08:00:00Z'))).not.toHaveProperty('inconclusive');
  });
});

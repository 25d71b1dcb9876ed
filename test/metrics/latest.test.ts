import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareReadings, latestOf, mergeAnswer, withoutValue } from '../../src/metrics/latest.js';
import type { Reading } from '../../src/metrics/reading.js';
import { latest, reading, TAKEN } from './samples.js';

/** Few different values, so that all but one field are often the same. */
const few = fc.constantFrom(100, 200, 300);
const anyReading: fc.Arbitrary<Reading> = fc.record({
  metric: fc.constantFrom('weight', 'fat_mass'),
  value: fc.constantFrom(1, 10, 0.5678, 123.45, 'low', 'zz', true, null),
  unit: fc.constant('kg'),
  takenAt: few,
  createdAt: few,
  modifiedAt: few,
  attribution: fc.constantFrom(0, 8, 2, null),
  deviceId: fc.constantFrom('abab', 'cdcd', null),
  deviceModel: fc.constantFrom('Body+', null),
  groupId: fc.constantFrom('9', '10', '18446744073709551615', null),
  source: fc.constantFrom('getmeas/8/3', 'getmeas/174/3'),
});
const twin = (changes: Partial<Reading>) => [reading(), reading(changes)] as const;
const shuffled = fc
  .array(anyReading, { maxLength: 8 })
  .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));

describe('latestOf', () => {
  it('is the same in whatever order the readings arrive', () => {
    fc.assert(
      fc.property(shuffled, ([rows, others]) => {
        expect(Object.fromEntries(latestOf(others))).toEqual(Object.fromEntries(latestOf(rows)));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same for twins that differ in one field alone, in both orders', () => {
    fc.assert(
      fc.property(anyReading, anyReading, (a, other) => {
        for (const key of Object.keys(a) as (keyof Reading)[]) {
          const b: Reading = { ...a, [key]: other[key], metric: a.metric };
          expect(latestOf([a, b])).toEqual(latestOf([b, a]));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same in one go and in pieces', () => {
    fc.assert(
      fc.property(fc.array(anyReading), fc.array(anyReading), (first, second) => {
        expect(latestOf(second, latestOf(first))).toEqual(latestOf([...first, ...second]));
      }),
    );
  });

  it('the order is total: never two winners, never a circle, also among mixed values', () => {
    const alike = fc
      .tuple(anyReading, anyReading, anyReading)
      .map(([a, b, c]) => [a, { ...a, value: b.value }, { ...a, value: c.value }] as const);
    fc.assert(
      fc.property(fc.oneof(alike, fc.tuple(anyReading, anyReading, anyReading)), ([a, b, c]) => {
        expect(Math.sign(compareReadings(a, b)) + Math.sign(compareReadings(b, a))).toBe(0);
        if (compareReadings(a, b) <= 0 && compareReadings(b, c) <= 0) {
          expect(compareReadings(a, c)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it.each<readonly [string, Partial<Reading>, Partial<Reading>]>([
    ['taken later', { takenAt: TAKEN + 1, modifiedAt: TAKEN - 900, createdAt: TAKEN - 900 }, {}],
    ['taken at the same time and changed later', { modifiedAt: TAKEN + 31, createdAt: TAKEN - 900 }, {}],
    ['created later', { createdAt: TAKEN + 31, groupId: '1' }, {}],
    ['of a higher group', { groupId: '5000000002' }, {}],
    ['of a longer group number', { groupId: '10000000000' }, {}],
    ['there, where the other has no value', { value: 1 }, { value: null }],
  ])('what is %s wins', (_, newer, older) => {
    const [winner, loser] = [reading(newer), reading(older)];

    expect(latestOf([loser, winner]).get('weight')).toBe(winner);
    expect(latestOf([winner, loser]).get('weight')).toBe(winner);
  });

  it('the surer attribution wins between twins', () => {
    const [sure, other] = twin({ attribution: 8 });
    const unknown = reading({ attribution: null });

    expect(latestOf([unknown, other, sure]).get('weight')).toBe(sure);
    expect(latestOf([unknown, other]).get('weight')).toBe(other);
  });

  it('keeps metrics apart, leaves its input alone, and takes in the old', () => {
    const old = latest(reading({ takenAt: 1 }), reading({ metric: 'height', value: 1.8 }));

    const result = latestOf([reading({ value: 70 }), reading({ metric: 'fat_mass' })], old);

    expect([...result.keys()]).toEqual(['weight', 'height', 'fat_mass']);
    expect([old.get('weight')?.takenAt, result.get('weight')?.value]).toEqual([1, 70]);
  });
});

describe('mergeAnswer', () => {
  const mine =
    (...ids: string[]) =>
    (row: Reading) =>
      ids.includes(row.groupId ?? '');
  const fat = reading({ metric: 'fat_mass', value: 18 });

  it('nothing new: nothing is lost', () => {
    const current = latest(reading(), fat);

    expect(mergeAnswer(current, [], () => false)).toEqual({ latest: current, lost: [] });
  });

  it('an older group does not replace, a newer one does', () => {
    const current = latest(reading());
    const [older, newer] = [reading({ takenAt: 1, groupId: '1' }), reading({ takenAt: TAKEN + 1, groupId: '2' })];

    expect(mergeAnswer(current, [older], mine('1')).latest).toEqual(current);
    expect(mergeAnswer(current, [newer], mine('2'))).toEqual({ latest: latest(newer), lost: [] });
  });

  it('an edited group replaces what it said before, whichever value is greater', () => {
    const edited = reading({ value: 60, modifiedAt: TAKEN + 30 });

    const { latest: merged, lost } = mergeAnswer(latest(reading()), [edited], mine('5000000001'));

    expect([merged.get('weight'), lost]).toEqual([edited, []]);
  });

  it('a group that moved to an earlier time may leave an older reading on top', () => {
    const moved = reading({ takenAt: TAKEN - 86_400 });

    const { latest: merged, lost } = mergeAnswer(latest(reading()), [moved], mine('5000000001'));

    expect([merged.get('weight'), lost]).toEqual([moved, ['weight']]);
  });

  it('a group that turned out to be of another person takes its metrics along', () => {
    const { latest: merged, lost } = mergeAnswer(latest(reading(), fat), [], mine('5000000001'));

    expect([merged.size, lost]).toEqual([0, ['weight', 'fat_mass']]);
  });

  it('a measure that was taken out of an edited group is lost, the rest is not', () => {
    const { latest: merged, lost } = mergeAnswer(latest(reading(), fat), [reading()], mine('5000000001'));

    expect([[...merged.keys()], lost]).toEqual([['weight'], ['fat_mass']]);
  });

  it('a newer reading in the same answer makes up for a lost one', () => {
    const newer = reading({ takenAt: TAKEN + 60, groupId: '2' });

    expect(mergeAnswer(latest(reading()), [newer], mine('5000000001')).lost).toEqual([]);
  });

  it('a metric without a value has nothing to lose', () => {
    const none = withoutValue(reading());

    expect(mergeAnswer(latest(none), [], () => true)).toEqual({ latest: latest(none), lost: [] });
  });
});

describe('withoutValue', () => {
  it('anything real is newer', () => {
    const none = withoutValue(reading());

    expect(none).toMatchObject({
      metric: 'weight',
      unit: 'kg',
      value: null,
      takenAt: 0,
      groupId: null,
      deviceId: null,
    });
    expect(latestOf([none], latest(reading({ takenAt: 1 }))).get('weight')?.value).toBe(72.35);
  });
});

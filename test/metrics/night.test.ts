import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEcho, isOver, mainNights, nightOf, nightsInParts } from '../../src/metrics/night.js';
import type { HealthRecord } from '../../src/withings/record.js';
import { mainNight, naps, newestNap } from './newest-sleeps.js';

const ZONE = 'Europe/Berlin';
const HOUR = 3600;

/** A sleep by UTC times. */
function sleep(id: string, from: string, to: string, more: Partial<HealthRecord> = {}): HealthRecord {
  const [start, end] = [from, to].map((time) => Date.parse(`${time}Z`) / 1000) as [number, number];
  return {
    ...{ id, start, end, date: to.slice(0, 10), timezone: undefined, created: end, modified: end },
    ...{ attribution: undefined, category: undefined, deviceId: undefined, model: undefined, data: {} },
    ...more,
  };
}

const NIGHT = sleep('1', '2026-02-28T22:00:00', '2026-03-01T05:00:00');

describe('what is a nap', () => {
  it.each([
    ['an hour after lunch', '2026-03-01T12:00:00', '2026-03-01T13:00:00', true],
    ['just under three hours', '2026-03-01T12:00:00', '2026-03-01T14:59:59', true],
    ['three hours', '2026-03-01T12:00:00', '2026-03-01T15:00:00', false],
    ['from eight in the morning', '2026-03-01T07:00:00', '2026-03-01T08:00:00', true],
    ['from a minute earlier', '2026-03-01T06:59:00', '2026-03-01T08:00:00', false],
    ['to a minute before ten', '2026-03-01T20:00:00', '2026-03-01T20:59:00', true],
    ['to ten in the evening', '2026-03-01T20:00:00', '2026-03-01T21:00:00', false],
    ['over midnight', '2026-02-28T22:30:00', '2026-02-28T23:30:00', false],
  ])('is %s, in Berlin: %s to %s: %s', (_, from, to, nap) => {
    expect(mainNight([sleep('1', from, to)], ZONE)).toEqual(nap ? undefined : expect.anything());
    expect(naps([sleep('1', from, to)], ZONE)).toHaveLength(nap ? 1 : 0);
  });

  it.each([
    ['Asia/Kolkata', '2026-03-01T08:00:00', '2026-03-01T09:00:00'],
    ['America/New_York', '2026-03-01T18:00:00', '2026-03-01T19:00:00'],
    ['Asia/Tokyo', '2026-03-01T04:00:00', '2026-03-01T05:00:00'],
  ])('goes by the clock of %s, the account’s or the record’s own', (zone, from, to) => {
    expect(mainNight([sleep('1', from, to)], zone)).toBeUndefined();
    expect(mainNight([sleep('1', from, to, { timezone: zone })], 'Pacific/Auckland')).toBeUndefined();
  });

  it('is told in UTC where no zone is known', () => {
    const nap = sleep('1', '2026-03-01T08:00:00', '2026-03-01T09:00:00', { timezone: 'Mars/Olympus' });

    expect(mainNight([nap], 'Pluto/Charon')).toBeUndefined();
  });

  it('goes by the clock on the day on which it changes', () => {
    const spring = sleep('1', '2026-03-29T06:00:00', '2026-03-29T07:00:00');
    const before = sleep('2', '2026-03-28T06:00:00', '2026-03-28T07:00:00');

    expect(mainNights([spring, before], ZONE).map(({ id }) => id)).toEqual(['2']);
  });
});

describe('nights', () => {
  it('are one for each day of waking up, newest first', () => {
    const before = sleep('2', '2026-02-27T23:00:00', '2026-02-28T06:00:00');
    const early = sleep('3', '2026-03-01T01:30:00', '2026-03-01T05:00:00');

    expect(mainNights([before, early, NIGHT], ZONE).map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('are as long as time passes, also when the clock changes', () => {
    const long = sleep('1', '2026-03-28T21:00:00', '2026-03-29T04:00:00');
    const short = sleep('2', '2026-03-28T21:10:00', '2026-03-29T04:05:00');

    expect(mainNight([short, long], ZONE)?.id).toBe('1');
  });
});

describe('newestNap', () => {
  it('is the newest, and of two devices the longer', () => {
    const noon = sleep('2', '2026-03-01T11:00:00', '2026-03-01T11:30:00');
    const mat = sleep('3', '2026-03-01T13:00:00', '2026-03-01T14:00:00');
    const watch = sleep('4', '2026-03-01T13:10:00', '2026-03-01T13:55:00');

    expect(newestNap([noon, watch, NIGHT, mat], ZONE)?.id).toBe('3');
    expect(newestNap([NIGHT], ZONE)).toBeUndefined();
  });
});

describe('isEcho', () => {
  const watch = sleep('9', '2026-02-28T21:50:00', '2026-03-01T05:10:00');

  it('is true for what is known, and for the lesser of two that are new', () => {
    expect(isEcho(NIGHT, [NIGHT, watch], [])).toBe(true);
    expect(isEcho(watch, [NIGHT, watch], [])).toBe(false);
    expect(isEcho(watch, [NIGHT, watch], [NIGHT])).toBe(true);
    expect(isEcho(NIGHT, [NIGHT], [NIGHT])).toBe(false);
  });

  it('is false for sleeps that only touch', () => {
    const next = sleep('5', '2026-03-01T05:00:00', '2026-03-01T05:30:00');

    expect(isEcho(next, [NIGHT, next], [NIGHT])).toBe(false);
  });
});

describe('the order of rows', () => {
  const start = Date.parse('2026-02-20T00:00:00Z') / 1000;
  const records = fc
    .uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 99 }),
        begin: fc.integer({ min: 0, max: 24 * 6 }),
        hours: fc.integer({ min: 1, max: 10 }),
        modified: fc.constantFrom(0, 1),
      }),
      { selector: ({ id }) => id, maxLength: 14 },
    )
    .map((rows) =>
      rows.map(({ id, begin, hours, modified }) => {
        const [from, to] = [start + begin * HOUR, start + (begin + hours) * HOUR];
        return {
          ...NIGHT,
          ...{ id: String(id), start: from, end: to, modified },
          date: new Date(to * 1000).toISOString().slice(0, 10),
        };
      }),
    );

  it('decides nothing', () => {
    fc.assert(
      fc.property(
        records.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
        ([rows, shuffled]) => {
          expect(mainNights(shuffled, ZONE)).toEqual(mainNights(rows, ZONE));
          expect(newestNap(shuffled, ZONE)).toEqual(newestNap(rows, ZONE));
          const echoes = (all: readonly HealthRecord[]) =>
            all.filter((one) => isEcho(one, all, [])).map(({ id }) => id);
          expect(echoes(shuffled).toSorted()).toEqual(echoes(rows).toSorted());
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leaves each sleep a part of a night, a nap, or an echo', () => {
    fc.assert(
      fc.property(records, (rows) => {
        const shown = new Set(naps(rows, ZONE).map(({ id }) => id));
        for (const row of rows) {
          const kinds = [nightOf(row, rows, ZONE) !== undefined, shown.has(row.id)].filter(Boolean).length;
          expect(kinds === 1 || (kinds === 0 && isEcho(row, rows, rows))).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('isOver', () => {
  const ended = (iso: string) => sleep('1', '2026-02-28T22:00:00', iso);
  const over = (end: string, now: string) => isOver(ended(end), Date.parse(`${now}Z`) / 1000, 'Europe/Berlin');

  it.each([
    ['2026-03-01T05:00:00', '2026-03-01T07:59:00', false],
    ['2026-03-01T05:00:00', '2026-03-01T08:01:00', true],
    ['2026-03-01T08:30:00', '2026-03-01T08:59:00', false],
    ['2026-03-01T08:30:00', '2026-03-01T09:00:00', true],
    ['2026-03-01T10:30:00', '2026-03-01T10:31:00', true],
    ['2026-02-28T23:30:00', '2026-03-01T02:29:00', false],
    ['2026-02-28T23:30:00', '2026-03-01T02:31:00', true],
    ['2026-03-01T22:30:00', '2026-03-01T22:31:00', false],
  ])('of a night until %s, at %s: %s', (end, now, expected) => expect(over(end, now)).toBe(expected));
});

describe('nightsInParts', () => {
  it('has the same nights, with what each is made of', () => {
    const rows = [
      sleep('1', '2026-02-28T22:00:00', '2026-03-01T01:00:00'),
      sleep('2', '2026-03-01T02:00:00', '2026-03-01T06:00:00'),
      sleep('3', '2026-03-01T21:00:00', '2026-03-02T06:00:00'),
    ];
    const all = nightsInParts(rows, 'Europe/Berlin');

    expect(all.map(({ night }) => night)).toEqual(mainNights(rows, 'Europe/Berlin'));
    expect(all.map(({ parts }) => parts.map(({ id }) => id))).toEqual([['3'], ['2', '1']]);
  });
});

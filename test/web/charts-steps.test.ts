import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysSoFar, middleOf, stepAround, stepOf, stepped } from '../../web/charts/steps.js';
import { addDays, zoned } from '../../web/charts/zone.js';
import { createFormats } from '../../web/formats.js';
import { createWords } from '../../web/i18n/index.js';

const BERLIN = zoned('Europe/Berlin');

describe('what a bar stands for', () => {
  it('is a day, a week or a month, by how many days are shown', () => {
    expect([30, 120, 121, 365, 840, 3650].map(stepOf)).toEqual(['day', 'day', 'week', 'week', 'week', 'month']);
  });

  it('is a whole one', () => {
    expect(stepAround('2026-11-29', 'day')).toEqual({ from: '2026-11-29', to: '2026-11-29' });
    expect(stepAround('2026-11-29', 'week')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
    expect(stepAround('2028-02-29', 'month')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(stepAround('2026-12-31', 'month')).toEqual({ from: '2026-12-01', to: '2026-12-31' });
  });

  it('ends today where it has just begun', () => {
    expect(daysSoFar('2026-12-03', 'week', '2026-11-30')).toEqual({ from: '2026-11-30', to: '2026-11-30' });
    expect(daysSoFar('2026-11-16', 'month', '2026-11-20')).toEqual({ from: '2026-11-01', to: '2026-11-20' });
    expect(daysSoFar('2026-11-26', 'week', '2026-12-05')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
  });

  it('is named by its days', () => {
    const { days } = createFormats(createWords('en', ['en-GB']), null);
    expect(days(stepAround('2026-11-26', 'week')).replaceAll(/\s/g, ' ')).toBe('23 – 29 Nov 2026');
    expect(days(stepAround('2026-11-26', 'day'))).toBe('26 Nov 2026');
  });

  it('has its bar in its middle', () => {
    const days = fc.nat(9000).map((day) => addDays('2005-01-01', day));
    fc.assert(
      fc.property(days, fc.constantFrom('day', 'week', 'month'), (day, step) => {
        const middle = BERLIN.dayOf(middleOf(day, step, BERLIN));
        expect(stepAround(middle, step)).toEqual(stepAround(day, step));
      }),
    );
  });
});

describe('days put together', () => {
  const noon = (day: string) => Date.parse(`${day}T12:00:00+01:00`) / 1000;
  const view = { names: { en: 'x', de: 'x' }, unit: null, precision: 0, count: 4 };

  it('are their mean, each day once and its last value, whatever is missing', () => {
    const t = [noon('2026-11-22'), noon('2026-11-28'), noon('2026-11-29') - 60, noon('2026-11-29')];
    const { t: times, v } = stepped({ ...view, t, v: [100, 8134, 1, 5902] }, 'week', BERLIN);
    expect(times).toEqual([noon('2026-11-19'), noon('2026-11-26')]);
    expect(v).toEqual([100, 7018]);
  });

  it('are as they are where each has a bar', () => {
    const t = [noon('2026-11-27'), noon('2026-11-28'), noon('2026-11-29')];
    expect(stepped({ ...view, t, v: [1, null, 3] }, 'day', BERLIN)).toMatchObject({ t: [t[0], t[2]], v: [1, 3] });
  });
});

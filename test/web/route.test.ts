import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../../web/range.js';
import { hrefOf, parseRoute, type Route } from '../../web/route.js';

const day = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const range: fc.Arbitrary<Range> = fc.oneof(
  fc.constantFrom('week', 'month', 'year', 'all').map((span) => ({ span }) as const),
  fc.tuple(day, day).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
);
const word = fc.string({ minLength: 1, unit: 'grapheme' });
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant({ view: 'start' } as const),
  fc.record({ view: fc.constantFrom('person', 'connect'), name: word }),
  fc.record({ view: fc.constant('charts' as const), name: word, rest: fc.array(word), range }),
  fc.record({ view: fc.constant('print' as const), name: word, range }),
);

describe('the routes', () => {
  it('every place has an address that leads back to it, whatever the name', () => {
    fc.assert(
      fc.property(route, (place) => {
        expect(parseRoute(hrefOf(place))).toEqual(place);
      }),
    );
  });

  it('no address has a slash in its query: Home Assistant refuses such', () => {
    fc.assert(
      fc.property(route, (place) => {
        expect(hrefOf(place).split('?')[1] ?? '').not.toContain('/');
      }),
    );
  });

  it('nothing that somebody types throws', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(parseRoute(hash)).toHaveProperty('view');
      }),
    );
  });

  it.each(['', '#', '#/'])('%j is the start', (hash) => {
    expect(parseRoute(hash)).toEqual({ view: 'start' });
  });

  it.each(['#/people', '#/nobody', '#/people/anna/kitchen', '#/people/anna/print/more', '#/people/%E0%A4%A'])(
    '%s is no place',
    (hash) => {
      expect(parseRoute(hash)).toEqual({ view: 'unknown' });
    },
  );

  it('a range that ends before it begins is the same the other way round', () => {
    expect(parseRoute('#/people/anna/print?from=2026-03-01&to=2026-02-01')).toEqual(
      parseRoute('#/people/anna/print?from=2026-02-01&to=2026-03-01'),
    );
  });

  it.each(['range=century', 'from=2026-02-30&to=2026-03-01', 'from=2026-03-01', ''])(
    'a range that makes no sense is the usual one: %s',
    (query) => {
      expect(parseRoute(`#/people/anna/print?${query}`)).toEqual({
        view: 'print',
        name: 'anna',
        range: { span: 'month' },
      });
    },
  );
});

import { describe, expect, it } from 'vitest';
import { statusFamily } from '../../src/withings/envelope-status.js';

/** Every range of the reference, "Response status", in its order: 75 rows. */
const RANGES = `
success 0
auth_failed 100-102 200
invalid_params 201-213
unauthorized 214
error 215
invalid_params 216-218
error 219
invalid_params 220-221
error 222
invalid_params 223
error 224
invalid_params 225
error 226
invalid_params 227-230
error 231-233
invalid_params 234-236
error 237
invalid_params 238 240-252
error 253
invalid_params 254
error 255-259
invalid_params 260-267
error 268-270
invalid_params 271-272
error 273-274
invalid_params 275-276
unauthorized 277
error 278-282
invalid_params 283-288
error 289
invalid_params 290
error 291-292
invalid_params 293-295
error 296
invalid_params 297
error 298
invalid_params 300-304
error 305-320
invalid_params 321
error 322
invalid_params 323-353
error 370-375
invalid_params 380-382
error 383 391
invalid_params 400
auth_failed 401
error 402
invalid_params 501-511
error 516-521
timeout 522
invalid_params 523
bad_state 524
error 525-531
invalid_params 532
error 533
too_many_requests 601
error 602 700 1051-1054 2551-2552
unauthorized 2553
not_implemented 2554
error 2555-2559 3000-3016
invalid_params 3017-3019
error 3020-3024 5000-5006 6000 6010-6011 9000 10000`;

const rows = RANGES.trim()
  .split('\n')
  .flatMap((line) => {
    const [family = '', ...ranges] = line.split(' ');
    return ranges.map((range): [number, number, string] => {
      const [from = Number.NaN, to = from] = range.split('-').map(Number);
      return [from, to, family];
    });
  });

describe('statusFamily', () => {
  it('knows all rows of the reference, of which the one for 2555 depends on its text', () =>
    expect(rows).toHaveLength(74));

  it.each(rows)('%i to %i: %s', (from, to, family) => {
    const found = Array.from({ length: to - from + 1 }, (_, index) => statusFamily(from + index));

    expect(new Set(found)).toEqual(new Set([family]));
  });

  it.each([
    ['', 'error'],
    ['An unknown error occurred', 'error'],
    ['Internal error, try later', 'error'],
    ['Unauthorized', 'unauthorized'],
    ['The user has not granted the scope user.activity', 'unauthorized'],
    ['Missing permission', 'unauthorized'],
    ['Not allowed by your contract', 'unauthorized'],
    ['You are not authorised to use this', 'unauthorized'],
  ])('2555 with the text "%s": %s', (text, family) => expect(statusFamily(2555, text)).toBe(family));

  it.each([
    ['', 'error'],
    ['Forbidden', 'error'],
    ['Access denied', 'error'],
    ['XRequestID: [Not provided] - Insufficient_scope: The request requires higher privileges', 'unauthorized'],
    ['INSUFFICIENT_SCOPE', 'unauthorized'],
    ['not the privilege to do so', 'unauthorized'],
  ])('403 with the text "%s": %s', (text, family) => expect(statusFamily(403, text)).toBe(family));

  it('the text of another status decides nothing', () => {
    expect([215, 277, 601].map((status): string => statusFamily(status, 'scope'))).toEqual([
      'error',
      'unauthorized',
      'too_many_requests',
    ]);
  });

  it('takes every other number for an error', () => {
    const listed = (status: number) => rows.some(([from, to]) => status >= from && status <= to);
    const unlisted = Array.from({ length: 10_100 }, (_, index) => index - 50).filter((status) => !listed(status));

    expect(unlisted).toContain(239);
    expect(new Set(unlisted.map((status) => statusFamily(status)))).toEqual(new Set(['error']));
  });
});

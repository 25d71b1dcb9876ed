import fc from 'fast-check';
import { NOW } from '../feeds/samples.js';
import { GONE, JUNK, pathsOf, spoil } from '../feeds/spoil.js';
import { BODIES, PLACES, type Place } from './bodies.js';

/** One answer of HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What an answer will be at a time (seconds since 1970); `page` counts the requests of a place in a round. */
export type Recipe = (now: number, page: number) => Answer;

const RAW = 'RAW:';
/** What JSON can say and JSON.stringify cannot, and what is hardly JSON. */
const RAW_PIECES = ['NaN', '1e400', '-0', '1E2', '{"__proto__":{"value":7,"type":1}}', '"\\ud800"', '"\\u0000"', "'x'"];
const DEEP = `${'['.repeat(2000)}${']'.repeat(2000)}`;
const WORDS = [
  'NaN',
  'Infinity',
  '0x10',
  ' 12 ',
  '1e3',
  '-1',
  '\ud800',
  'a/b#+',
  '__proto__',
  'constructor',
  '\n\u0007',
];
const NUMBERS = [
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e-320,
  253_402_300_799,
  2_147_483_648,
  4_000_005,
  127,
  1e9,
  10_000_000_001,
];

const junk = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...JUNK) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(...RAW_PIECES.map((piece) => RAW + piece), `${RAW}${DEEP}`, ...WORDS),
  },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...NUMBERS) },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

type Changes = readonly (readonly [number, unknown])[];
const changes: fc.Arbitrary<Changes> = fc.array(fc.tuple(fc.nat(400), junk), { maxLength: 6 });

function bodyAt(place: Place, now: number, spoiled: Changes): unknown {
  const body = BODIES[place](now);
  const paths = pathsOf(body);
  return spoil(body, new Map(spoiled.map(([index, value]) => [paths[index % paths.length]!, value])));
}

/** The same with objects in place of lists: one row alone, or numbers for keys. */
function withoutLists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, withoutLists(item)] as const);
  return Array.isArray(value) && entries.length === 1 ? entries[0]![1] : Object.fromEntries(entries);
}

/** Strings with the mark become what stands behind it. */
function written(value: unknown): string {
  return JSON.stringify(value).replace(/"RAW:((?:[^"\\]|\\.)*)"/g, (_, piece: string) => JSON.parse(`"${piece}"`));
}

function json(envelope: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, text: written(envelope) };
}

/** The honest answer of a place. */
export function honest(place: Place): Recipe {
  return (now) => json({ status: 0, body: BODIES[place](now) });
}

const STATUSES = [0, '0', null, 100, 200, 214, 293, 401, 503, 522, 601, 2554, 2555, 5000, -1, 1.5, 'x', GONE, [0]];
const HTTP = [201, 204, 301, 302, 304, 400, 401, 403, 404, 413, 418, 429, 500, 502, 503, 504];
const TEXTS = ['', ' ', '<html>', '<!doctype html><p>soon</p>', '[]', 'null', '0', '"x"', '{', '{}', '\ufeff{}', DEEP];

function recipes(place: Place): fc.Arbitrary<Recipe> {
  const spoiledBody = changes.map(
    (list): Recipe =>
      (now) =>
        json({ status: 0, body: bodyAt(place, now, list) }),
  );
  const otherStatus = fc.tuple(fc.constantFrom<unknown>(...STATUSES), changes, fc.string({ unit: 'binary' }));
  const otherHttp = fc.tuple(fc.constantFrom(...HTTP), fc.boolean(), fc.constantFrom('', '5', '-1', 'x', '99999999'));
  const paging = fc.tuple(fc.constantFrom<unknown>(true, 1, '1', 'yes'), fc.constantFrom(-5, 0, 1, 300), fc.nat(30));
  return fc.oneof(
    { weight: 10, arbitrary: spoiledBody },
    {
      weight: 2,
      arbitrary: changes.map(
        (list): Recipe =>
          (now) =>
            json({ status: 0, body: withoutLists(bodyAt(place, now, list)) }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.jsonValue().map(
        (body): Recipe =>
          () =>
            json({ status: 0, body }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.jsonValue().map(
        (value): Recipe =>
          () =>
            json(value),
      ),
    },
    {
      weight: 2,
      arbitrary: otherStatus.map(
        ([status, list, error]): Recipe =>
          (now) =>
            json({ ...(status !== GONE && { status }), body: bodyAt(place, now, list), error }),
      ),
    },
    {
      weight: 2,
      arbitrary: otherHttp.map(
        ([status, page, wait]): Recipe =>
          (now) => ({
            ...(page
              ? { status, headers: {}, text: '<h1>no</h1>' }
              : json({ status: 0, body: BODIES[place](now) }, status)),
            ...{ status, headers: { ...(wait && { 'retry-after': wait }), location: '/elsewhere' } },
          }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(changes, fc.double({ min: 0, max: 1, noNaN: true })).map(
        ([list, part]): Recipe =>
          (now) => {
            const whole = json({ status: 0, body: bodyAt(place, now, list) });
            return { ...whole, text: whole.text.slice(0, Math.floor(whole.text.length * part)) };
          },
      ),
    },
    {
      weight: 1,
      arbitrary: fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 40 })).map(
        (text): Recipe =>
          () => ({ status: 200, headers: {}, text }),
      ),
    },
    {
      weight: 1,
      // More for ever, or for long; the way on may be none.
      arbitrary: fc.tuple(paging, changes).map(
        ([[more, step, pages], list]): Recipe =>
          (now, page) => {
            const body = bodyAt(place, now, list);
            const rest = page > pages ? { more: false } : { more, offset: (page + 1) * step };
            return json({ status: 0, body: typeof body === 'object' && body !== null ? { ...body, ...rest } : rest });
          },
      ),
    },
  );
}

const BY_PLACE: ReadonlyMap<Place, fc.Arbitrary<Recipe>> = new Map(
  PLACES.map((place) => [place, recipes(place).map(shown)]),
);

/** The same recipe, of which a counterexample shows what it answers. */
function shown(recipe: Recipe): Recipe {
  const example = () => {
    const { status, text } = recipe(NOW, 0);
    return `HTTP ${status} ${text.slice(0, 1000)}`;
  };
  return Object.assign((now: number, page: number) => recipe(now, page), { [fc.toStringMethod]: example });
}

/** For each place, what it answers to the first requests of a round; the last recipe answers the rest. */
export type Round = Readonly<Record<Place, readonly Recipe[]>>;

/** Rounds in which everything answers something strange, or half of the places do. */
export const rounds: fc.Arbitrary<Round> = fc.record(
  Object.fromEntries(
    PLACES.map((place) => [
      place,
      fc.oneof(
        { weight: 1, arbitrary: fc.constant([honest(place)]) },
        { weight: 4, arbitrary: fc.array(BY_PLACE.get(place)!, { minLength: 1, maxLength: 3 }) },
      ),
    ]),
  ) as { [P in Place]: fc.Arbitrary<Recipe[]> },
);

export const honestRound = Object.fromEntries(PLACES.map((place) => [place, [honest(place)]])) as unknown as Round;

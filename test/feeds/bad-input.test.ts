import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { devices } from '../../src/feeds/devices.js';
import { ecgs } from '../../src/feeds/ecgs.js';
import type { FetchedFeed } from '../../src/feeds/feed.js';
import { goals } from '../../src/feeds/goals.js';
import { measures } from '../../src/feeds/measures.js';
import { sleep } from '../../src/feeds/sleep.js';
import { workouts } from '../../src/feeds/workouts.js';
import { TransportError, WithingsError } from '../../src/withings/errors.js';
import api from '../fixtures/api-fields.json' with { type: 'json' };
import { createWorld, SITES } from './cloud.js';
import { dayRow, ecgRow, page, sleepRow, workoutRow } from './rows.js';
import { NOW } from './samples.js';
import { createFaultFinder, JUNK, pathsOf, spoil } from './spoil.js';

/** Some of the fields; the others are read in the same way. */
const data = (fields: readonly string[]) =>
  Object.fromEntries(fields.filter((_, index) => index % 4 < 1).map((field, index) => [field, 1000 + index]));

const FEEDS: readonly (readonly [name: string, site: string, feed: FetchedFeed, body: unknown])[] = [
  [
    'activity',
    SITES.activity,
    activity,
    page('activities', dayRow('2026-03-01', 1, data(api.activity_fields)), dayRow('2026-02-28', 2, { brand: 18 })),
  ],
  [
    'sleep',
    SITES.sleep,
    sleep,
    page(
      'series',
      sleepRow(1, '2026-02-28T22:00:00Z', '2026-03-01T05:00:00Z', { data: data(api.sleep_summary_fields) }),
      sleepRow(2, '2026-02-28T12:00:00Z', '2026-02-28T13:00:00Z'),
    ),
  ],
  [
    'workouts',
    SITES.workouts,
    workouts,
    page(
      'series',
      workoutRow(1, '2026-02-28T10:00:00Z', { data: data(api.workout_fields) }),
      workoutRow(2, '2026-02-27T10:00:00Z'),
    ),
  ],
  ['ecgs', SITES.ecgs, ecgs, page('series', ecgRow(1, '2026-02-28T10:00:00Z'), ecgRow(2, '2026-02-27T10:00:00Z'))],
  ['goals', SITES.goals, goals, { goals: { steps: 8000, sleep: 27_000, weight: { value: 705, unit: -1 } } }],
  [
    'devices',
    SITES.devices,
    devices,
    {
      devices: [
        { hash_deviceid: 'f00d', type: 'Scale', model: 'Body+', battery: 'high', last_session_date: 1_772_000_000 },
      ],
    },
  ],
];

describe.each(FEEDS)('%s', (_, site, feed, body) => {
  const faults = createFaultFinder();

  /** What is wrong after an answer with some changes, be it the first one or one that follows a good one. */
  async function wrongAfter(changes: readonly (readonly [string, unknown])[], isFirst: boolean): Promise<unknown[]> {
    const bad = spoil(body, new Map(changes));
    const world = createWorld([feed], { [site]: body });
    if (!isFirst) await world.round();
    world.cloud.answers[site] = bad;
    const state = await world.round();
    const strange = world.errors.filter((error) => !(error instanceof WithingsError));
    const lost =
      JSON.stringify(JSON.parse(JSON.stringify(state))) === JSON.stringify(state) ? [] : ['not to be stored'];
    return [...strange, ...faults(state, isFirst ? [bad] : [body, bad]), ...lost];
  }

  it('comes to no harm by any field that is not what it should be', async () => {
    const pairs = pathsOf(body).flatMap((path) => JUNK.map((item) => [path, item] as const));

    for (const [index, pair] of pairs.entries()) {
      const wrong = await wrongAfter([pair], index % 2 === 0);
      if (wrong.length > 0) expect([pair, wrong]).toEqual([pair, []]);
    }
  }, 30_000);

  it('comes to no harm by many of them', async () => {
    const change = fc.tuple(fc.constantFrom(...pathsOf(body)), fc.constantFrom<unknown>(...JUNK));

    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 2, maxLength: 9 }), fc.boolean(), async (changes, isFirst) => {
        expect(await wrongAfter(changes, isFirst)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

const MEASURES = {
  measuregrps: [{ ...{ grpid: 1, attrib: 0, category: 1, date: NOW - 60, created: NOW - 60, modified: NOW - 60 } }].map(
    (group) => ({ ...group, measures: [{ type: 1, value: 72, unit: 0 }] }),
  ),
};

describe.each([...FEEDS.slice(0, 4), ['measures', SITES.measures, measures, MEASURES] as const])(
  '%s',
  (name, site, feed, body) => {
    it('stops, and keeps what it has, when the cloud has more at the same place for ever', async () => {
      const world = createWorld([feed], { [site]: body });
      const before = await world.round();
      world.cloud.answers[site] = { ...(body as object), more: true, offset: 300 };

      const after = await world.round();

      expect(world.errors).toEqual([expect.any(TransportError)]);
      expect(after.readings).toEqual(before.readings);
      expect(after.feeds[name]?.lastError).toMatch(/but no way on/);
      expect(world.cloud.requests).toHaveLength(3);
    });
  },
);

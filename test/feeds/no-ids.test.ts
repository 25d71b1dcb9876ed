import { describe, expect, it } from 'vitest';
import { ecgs } from '../../src/feeds/ecgs.js';
import { sleep } from '../../src/feeds/sleep.js';
import { workouts } from '../../src/feeds/workouts.js';
import { createTrendWorld } from '../bridge/trend-world.js';
import { at, createWorld, news, SITES } from './cloud.js';
import { ecgRow, page, sleepRow, workoutRow } from './rows.js';
import { EMPTY } from './samples.js';

const MORNING = at('2026-03-01T06:00:00Z');
const ROUNDS = [0, 600, 1200];

type Row = Readonly<Record<string, unknown>>;

const KINDS = {
  sleep: {
    ...{ feed: sleep, site: SITES.sleep, metric: 'sleep_end' },
    old: sleepRow(1, '2026-02-27T22:00:00Z', '2026-02-28T05:00:00Z'),
    row: sleepRow(2, '2026-02-28T22:00:00Z', '2026-03-01T05:00:00Z'),
  },
  workout: {
    ...{ feed: workouts, site: SITES.workouts, metric: 'workout_end' },
    old: workoutRow(1, '2026-02-27T10:00:00Z'),
    row: workoutRow(2, '2026-03-01T05:00:00Z'),
  },
} as const;

function without(row: Row, ...fields: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field)));
}

/** What an account is told, and shows, after a first sync that knows the old one alone. */
async function told(kind: keyof typeof KINDS, rounds: readonly (readonly Row[])[], late = 600) {
  const { feed, site, old, metric } = KINDS[kind];
  const world = createWorld([feed], { [site]: page('series', old) });
  await world.round(MORNING);
  for (const [index, rows] of rounds.entries()) {
    world.cloud.answers[site] = page('series', old, ...rows);
    await world.round(MORNING + (index + 1) * late);
  }
  const state = world.sync.state();
  expect(world.errors).toEqual([]);
  return {
    news: news(state),
    shown: state.readings[metric],
    known: Object.values(state.records ?? {}).flat().length,
  };
}

describe.each(['sleep', 'workout'] as const)('a %s without an id', (kind) => {
  const { row } = KINDS[kind];
  const bare = without(row, 'id');
  const standIn = `${row.startdate}-${row.hash_deviceid}`;

  it('is known by its start and its device, shown, and told of once', async () => {
    const after = await told(kind, [[bare], [bare], [{ ...bare, modified: MORNING + 1700 }]]);

    expect(after.news).toEqual([`${kind} ${standIn}`]);
    expect(after.shown).toMatchObject({ value: row.enddate, groupId: standIn });
    expect(after.known).toBe(2);
  });

  it('is told of once, also when its id comes later, and when it goes again', async () => {
    const later = await told(kind, [[bare], [row], [row]]);
    expect([later.news, later.shown?.groupId, later.known]).toEqual([[`${kind} ${standIn}`], '2', 2]);

    const again = await told(kind, [[row], [bare], [row]]);
    expect([again.news, again.shown?.groupId, again.known]).toEqual([[`${kind} 2`], '2', 2]);
  });

  it('is one with its row that has an id in the same answer', async () => {
    const after = await told(kind, [[bare, row], [row, bare], [bare]]);

    expect([after.news, after.known]).toEqual([[`${kind} 2`], 2]);
  });

  it('is another one than that of another device', async () => {
    const other = { ...bare, hash_deviceid: 'other', deviceid: null };

    const { known, news: all } = await told(kind, [[bare, other]]);

    expect([known, all.length]).toEqual([3, kind === 'sleep' ? 1 : 2]);
  });
});

describe('a nap without an id', () => {
  it('is no nap any more when it has one and is part of a night', async () => {
    const { old } = KINDS.sleep;
    const bare = without(sleepRow(3, '2026-03-01T07:30:00Z', '2026-03-01T08:30:00Z'), 'id');
    const night = sleepRow(2, '2026-02-28T22:00:00Z', '2026-03-01T05:00:00Z');
    const world = createWorld([sleep], { [SITES.sleep]: page('series', old, bare) });
    expect((await world.round(MORNING + 9000)).readings.nap_start?.value).toBe(bare.startdate);
    world.cloud.answers[SITES.sleep] = page('series', old, night, { ...bare, id: 3 });

    const { readings } = await world.round(MORNING + 9600);

    expect([readings.nap_start?.value, readings.sleep_end?.value]).toEqual([null, bare.enddate]);
  });
});

describe('a workout without the time at which it was made', () => {
  it('is told of once, though it is changed every day', async () => {
    const bare = without(KINDS.workout.row, 'created');
    const days = Array.from({ length: 12 }, (_, day) => [{ ...bare, modified: MORNING + day * 86_400 }]);

    expect((await told('workout', days, 86_400)).news).toEqual(['workout 2']);
  });

  it('is told of once, also when it has no id and later ones push it far back', async () => {
    const bare = without(KINDS.workout.row, 'created', 'id');
    const days = Array.from({ length: 12 }, (_, day) => [
      { ...bare, modified: MORNING + day * 86_400 },
      ...Array.from({ length: day }, (_, index) =>
        workoutRow(100 + index, new Date((MORNING + index * 86_400) * 1000).toISOString()),
      ),
    ]);

    const { news: all } = await told('workout', days, 86_400);

    expect(all.filter((line) => line.startsWith('workout 1772'))).toHaveLength(1);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('a row without a date', () => {
  const AUCKLAND = 'Pacific/Auckland';
  // Seven in the morning of the second; in UTC it is the first.
  const night = without(sleepRow(2, '2026-03-01T10:00:00Z', '2026-03-01T18:00:00Z', { timezone: AUCKLAND }), 'date');

  async function dates(row: Row, zone: string) {
    const world = createWorld([sleep], { [SITES.sleep]: page('series', row) }, { ...EMPTY, zone });
    for (const after of ROUNDS) await world.round(at('2026-03-01T19:00:00Z') + after);
    return world.sync.state().records?.sleep?.map(({ date }) => date);
  }

  it.each([
    ['the row’s zone', night, 'Europe/Berlin', '2026-03-02'],
    ['the account’s zone where the row has none', { ...night, timezone: null }, AUCKLAND, '2026-03-02'],
    ['the account’s zone where the row’s is none', { ...night, timezone: 'Mars/Olympus' }, AUCKLAND, '2026-03-02'],
    ['UTC where nobody knows', { ...night, timezone: null }, 'Mars/Olympus', '2026-03-01'],
  ])('is of the day of its end in %s', async (_, row, zone, expected) => {
    expect(await dates(row, zone)).toEqual([expected]);
  });

  it('stands beside the night of the day before, and counts in the average', async () => {
    const nights = [0, 1, 2].map((day) =>
      without(
        sleepRow(10 + day, `2026-03-0${day + 1}T09:30:00Z`, `2026-03-0${day + 1}T18:00:00Z`, { timezone: AUCKLAND }),
        ...(day === 1 ? ['date'] : ['']),
      ),
    );
    const dated = nights.map((row, day) => ('date' in row ? { ...row, date: `2026-03-0${day + 2}` } : row));
    const world = await createTrendWorld([sleep], { [SITES.sleep]: page('series', ...dated) }, { zone: AUCKLAND });

    const { readings } = await world.round(at('2026-03-03T19:00:00Z'));

    expect(readings.sleep_total_average_7d?.value).toBe(8);
  });

  it('is an ECG’s own day, too', async () => {
    const ecg = ecgRow(5, '2026-03-01T18:00:00Z', { timezone: AUCKLAND });
    const world = createWorld([ecgs], { [SITES.ecgs]: page('series', ecg) });

    const { records } = await world.round(at('2026-03-01T19:00:00Z'));

    expect(records?.ecgs).toMatchObject([{ date: '2026-03-02' }]);
  });
});

import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { devices } from '../../src/feeds/devices.js';
import { ecgs } from '../../src/feeds/ecgs.js';
import type { FetchedFeed } from '../../src/feeds/feed.js';
import { goals } from '../../src/feeds/goals.js';
import { measures } from '../../src/feeds/measures.js';
import { sleep } from '../../src/feeds/sleep.js';
import { workouts } from '../../src/feeds/workouts.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { type Answers, at, createWorld, SITES } from './cloud.js';
import { dayRow, ecgRow, page, sleepRow, workoutRow } from './rows.js';
import { DAY, NOW, rulesOf } from './samples.js';

const MORNING = at('2026-03-01T06:00:00Z');
const MIDNIGHT = at('2026-02-28T23:00:00Z');

/** A feed's rounds, each with what it had for the archive. */
function archiving(feed: FetchedFeed, answers: Answers = {}) {
  const changes: ArchiveChange[] = [];
  const onState = (_: unknown, __: unknown, archive: Iterable<ArchiveChange> = []) => void changes.push(...archive);
  const world = createWorld([feed], answers, {}, { onState }, rulesOf([4]));
  return {
    ...world,
    async answer(site: string, answer: unknown, now = MORNING) {
      world.cloud.answers[site] = answer;
      await world.round(now);
      return changes.splice(0);
    },
  };
}

/** `metric value group`, whatever else a reading says. */
const said = ({ put }: ArchiveChange) => put.map(({ metric, value, groupId }) => `${metric} ${value} ${groupId}`);
const of = (metric: string, changes: readonly ArchiveChange[]) =>
  changes.flatMap(said).filter((line) => line.startsWith(`${metric} `));

describe('measures', () => {
  const group = (grpid: number, date: number, weight: number, more: object = {}) => ({
    ...{ grpid, attrib: 0, date, created: date, modified: date, category: 1 },
    measures: [{ type: 1, value: weight, unit: 0 }],
    ...more,
  });
  const OLD = group(1, NOW - 90 * DAY, 80);
  const LAST = group(2, NOW - 600, 75);
  /** getmeas, a group a page. */
  const cloudOf =
    (...groups: ReturnType<typeof group>[]) =>
    ({ lastupdate, startdate, enddate, offset = 0 }: Record<string, number | undefined>) => {
      const rows = groups.filter(({ date, modified }) =>
        lastupdate === undefined ? date >= startdate! && date <= enddate! : modified >= lastupdate,
      );
      const row = rows[offset];
      const more = offset + 1 < rows.length;
      return {
        measuregrps: row ? [row] : [],
        more: Number(more),
        offset: offset + 1,
        timezone: 'UTC',
        updatetime: NOW,
      };
    };

  it('have the whole history, page by page, and say at the end that this is all', async () => {
    const first = await archiving(measures).answer(SITES.measures, cloudOf(OLD, LAST), NOW);

    expect(first).toMatchObject([
      { feed: 'measures', put: [{ metric: 'weight', value: 80, groupId: '1' }], groups: ['1'] },
      { feed: 'measures', put: [{ metric: 'weight', value: 75, groupId: '2' }], groups: ['2'] },
      { feed: 'measures', put: [], window: { from: 0, to: Number.MAX_SAFE_INTEGER, groups: new Set(['1', '2']) } },
    ]);
  });

  it('have what has changed, and what has been taken back of it', async () => {
    const { answer } = archiving(measures);
    await answer(SITES.measures, cloudOf(OLD, LAST), NOW);
    const edited = { ...LAST, modified: NOW + 500, measures: [] };

    const [changed] = await answer(SITES.measures, cloudOf(OLD, edited, group(3, NOW + 550, 74)), NOW + 600);

    expect(changed).toMatchObject({ groups: ['2', '3'] });
    expect(said(changed!)).toEqual(['weight 74 3']);
  });

  it('have the recent window as all there is in it, and all of the history once a reading has gone', async () => {
    const { answer } = archiving(measures);
    await answer(SITES.measures, cloudOf(OLD, group(2, NOW - 700, 76), LAST), NOW);

    const later = NOW + 600;
    const [, window] = await answer(SITES.measures, cloudOf(OLD, { ...LAST, grpid: 3 }), later);

    expect(window).toMatchObject({
      groups: ['3'],
      window: { from: later - 30 * DAY, to: later + DAY + 1, groups: new Set(['3']) },
    });
    const gone = await answer(SITES.measures, cloudOf(OLD), later + 600);
    expect(gone.at(-1)?.window?.groups).toEqual(new Set(['1']));
  });

  it('have nothing that is ignored, and say of its group that nothing is there', async () => {
    const [page] = await archiving(measures).answer(
      SITES.measures,
      cloudOf(group(1, NOW - 60, 80, { attrib: 4 })),
      NOW,
    );

    expect(page).toEqual({ feed: 'measures', put: [], groups: ['1'] });
  });

  it('delete nothing because of an empty answer', async () => {
    const { answer } = archiving(measures);
    expect(await answer(SITES.measures, cloudOf(), NOW)).toEqual([]);
    await answer(SITES.measures, cloudOf(LAST), NOW);

    const empty = await answer(SITES.measures, cloudOf(), NOW + 600);

    expect(empty.flatMap(({ groups = [], window }) => [...groups, ...(window ? [window] : [])])).toEqual([]);
  });
});

describe('sleep', () => {
  it('knows where a night was slept: where its last part was; what is shown does not tell', async () => {
    const evening = { ...sleepRow(1, '2026-02-28T18:00:00Z', '2026-02-28T23:30:00Z'), timezone: 'Europe/Berlin' };
    const rest = { ...sleepRow(2, '2026-03-01T00:30:00Z', '2026-03-01T04:00:00Z'), timezone: 'Europe/London' };
    const { answer, sync } = archiving(sleep);

    const changes = await answer(SITES.sleep, page('series', evening, rest));

    const zones = changes.flatMap(({ put }) => put.flatMap(({ metric, zone }) => (zone ? [[metric, zone]] : [])));
    expect(zones).toEqual([['sleep_start', 'Europe/London']]);
    expect(sync.state().readings.sleep_start).not.toHaveProperty('zone');
  });

  const EVENING = sleepRow(1, '2026-02-28T21:00:00Z', '2026-02-28T23:00:00Z');
  const NIGHT = sleepRow(2, '2026-03-01T00:00:00Z', '2026-03-01T05:00:00Z');
  const NAP = sleepRow(3, '2026-02-27T12:00:00Z', '2026-02-27T13:00:00Z');
  const LONG_AGO = sleepRow(4, '2020-02-28T22:00:00Z', '2020-03-01T05:00:00Z');

  it('has all nights and naps of the history, each as one, and says at the end that this is all', async () => {
    const changes = await archiving(sleep).answer(SITES.sleep, page('series', NIGHT, EVENING, NAP, LONG_AGO));

    expect(changes.map(({ groups }) => groups)).toEqual([['2'], ['4'], ['3'], undefined]);
    expect(of('sleep_total', changes)).toEqual(['sleep_total 6 2', 'sleep_total 30.5 4']);
    expect(of('nap_duration', changes)).toEqual(['nap_duration 30 3']);
    expect(changes.flatMap(({ put }) => put).some(({ value }) => value === null)).toBe(false);
    expect(changes.at(-1)?.window?.groups).toEqual(new Set(['2', '3', '4']));
  });

  it('has the nights of the window anew, also those that became part of another, or went', async () => {
    const { answer } = archiving(sleep);
    await answer(SITES.sleep, page('series', EVENING, NAP, LONG_AGO));

    const [joined] = await answer(SITES.sleep, page('series', EVENING, NIGHT, LONG_AGO), MORNING + 600);

    expect(of('sleep_total', [joined!])).toEqual(['sleep_total 6 2']);
    expect(of('nap_duration', [joined!])).toEqual([]);
    expect([...joined!.groups!].sort()).toEqual(['1', '2', '3', '4']);
    expect(joined!.window).toBeUndefined();
  });

  it('has nothing of a night that goes on, and deletes nothing because of an empty answer', async () => {
    const { answer } = archiving(sleep);
    expect(await answer(SITES.sleep, page('series', { ...NIGHT, completed: false }))).toEqual([]);
    await answer(SITES.sleep, page('series', NIGHT), MORNING + 600);

    expect(await answer(SITES.sleep, page('series'), MORNING + 1200)).toEqual([]);
  });
});

describe.each([
  [
    'workouts',
    workouts,
    SITES.workouts,
    'workout_start',
    [1, 2].map((id) => workoutRow(id, `2026-02-2${6 + id}T10:00:00Z`)),
  ],
  ['ECGs', ecgs, SITES.ecgs, 'ecg_recorded', [1, 2].map((id) => ecgRow(id, `2026-02-2${6 + id}T10:00:00Z`))],
] as const)('%s', (_, feed, site, metric, [first, second]) => {
  it('have each by itself, and forget what is gone', async () => {
    const { answer } = archiving(feed);
    const all = await answer(site, page('series', first, second));
    expect(of(metric, all).map((line) => line.split(' ')[2])).toEqual(['2', '1']);

    const [left] = await answer(site, page('series', second), MORNING + 600);

    expect(of(metric, [left!]).map((line) => line.split(' ')[2])).toEqual(['2']);
    expect([...left!.groups!].sort()).toEqual(['1', '2']);
  });
});

describe('activity', () => {
  it('has each day, today too, at its midnight in a group of its own', async () => {
    const rows = [
      dayRow('2026-02-27', 5000),
      dayRow('2026-02-27', 9000, { is_tracker: false }),
      dayRow('2026-03-01', 70),
    ];

    const changes = await archiving(activity).answer(SITES.activity, page('activities', ...rows));

    expect(changes).toMatchObject([
      { feed: 'activity', groups: ['activity/2026-02-27'], put: [{ metric: 'activity_steps', value: 5000 }] },
      {
        feed: 'activity',
        groups: ['activity/2026-03-01'],
        put: [{ value: 70, groupId: 'activity/2026-03-01', takenAt: MIDNIGHT, lastReset: MIDNIGHT }],
      },
    ]);
  });

  it('has a corrected day in its own place', async () => {
    const { answer } = archiving(activity);
    const place = (changes: ArchiveChange[]) => changes[0]!.put.map(({ takenAt, groupId }) => [takenAt, groupId]);
    const before = place(await answer(SITES.activity, page('activities', dayRow('2026-02-27', 5000))));

    const later = at('2026-02-28T20:00:00Z');
    const row = dayRow('2026-02-27', 5100, { modified: later });

    expect(place(await answer(SITES.activity, page('activities', row), MORNING + 600))).toEqual(before);
    expect(await answer(SITES.activity, page('activities'), MORNING + 1200)).toEqual([]);
  });
});

describe.each([
  ['goals', goals, SITES.goals, { goals: { steps: 8000 } }, ['goal_steps 8000 null']],
  [
    ...(['devices', devices, SITES.devices] as const),
    { devices: [{ hash_deviceid: 'f00d', model: 'Body+', battery: 'high' }] },
    ['battery high devices/f00d'],
  ],
] as const)('%s', (name, feed, site, body, expected) => {
  it('have what is shown of them, and take nothing back', async () => {
    const [change, ...others] = await archiving(feed).answer(site, body);

    expect([said(change!), others]).toEqual([expected, []]);
    expect(change).toEqual({ feed: name, put: change!.put });
  });
});

it('is handed over where the state stays, and with what is known while a fetch goes on', async () => {
  const change: ArchiveChange = { feed: 'measures', put: [], groups: ['1'] };
  const seen: (readonly [boolean, number])[] = [];
  const onState = (state: unknown, before: unknown, archive?: Iterable<ArchiveChange>) =>
    void seen.push([state === before, [...(archive ?? [])].length]);
  const feed: FetchedFeed = {
    ...goals,
    async fetch(context) {
      context.archive?.(change);
      await context.progress?.((state) => ({ state, archive: [change, change] }));
      return (state) => ({ state });
    },
  };

  await createWorld([feed], {}, {}, { onState }).round();

  expect(seen).toEqual([
    [true, 1],
    [true, 2],
    [false, 0],
  ]);
});

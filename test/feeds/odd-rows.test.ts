import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { ecgs } from '../../src/feeds/ecgs.js';
import { goals } from '../../src/feeds/goals.js';
import { measures } from '../../src/feeds/measures.js';
import { sleep } from '../../src/feeds/sleep.js';
import { workouts } from '../../src/feeds/workouts.js';
import { createWorld, SITES } from './cloud.js';
import { dayRow, ecgRow, page, sleepRow, workoutRow } from './rows.js';
import { DAY, NOW, valuesOf } from './samples.js';

type Params = { readonly lastupdate?: number; readonly startdate?: number };
const weighIn = (grpid: number, time: number, kilograms: number, measured?: unknown) => ({
  ...{ grpid, attrib: 0, category: 1, date: time, created: time, modified: time },
  measures: measured === undefined ? [{ type: 1, value: kilograms, unit: 0 }] : measured,
});

function setUp(...groups: readonly ReturnType<typeof weighIn>[]) {
  const shown = { groups };
  const odd: string[] = [];
  const world = createWorld(
    [measures],
    {
      [SITES.measures]: ({ lastupdate = 0, startdate = 0 }: Params) => ({
        measuregrps: shown.groups.filter(({ modified, date }) => modified >= lastupdate && date >= startdate),
      }),
    },
    {},
    { onOdd: (feed, id) => odd.push(`${feed} ${id}`) },
  );
  return { ...world, shown, odd };
}

describe('a group of measures that cannot be read', () => {
  it.each([[''], [false], [[[]]], [[0]], [{ code: 1 }], ['none'], [7]])(
    'as %j stops no other one, and is said once',
    async (measured) => {
      const { round, shown, errors, odd } = setUp(weighIn(1, NOW - DAY, 72));
      await round(NOW);
      shown.groups = [...shown.groups, weighIn(2, NOW + 60, 0, measured), weighIn(3, NOW + 120, 71)];

      expect(valuesOf(await round(NOW + 600)).weight).toBe(71);
      shown.groups = [...shown.groups, weighIn(4, NOW + 9 * DAY, 70)];
      const state = await round(NOW + 9 * DAY + 600);

      expect(valuesOf(state).weight).toBe(70);
      expect([errors, odd]).toEqual([[], ['measures 2']]);
      expect(state.outbox?.map(({ groupId }) => groupId)).toEqual(['3', '4']);
    },
  );

  it('takes back nothing that it said before, and is told when it can be read', async () => {
    const { round, shown, errors } = setUp(weighIn(1, NOW - DAY, 72), weighIn(2, NOW - 60, 71));
    await round(NOW);
    const [first, second] = shown.groups;
    shown.groups = [first!, { ...second!, modified: NOW + 60, measures: '' }, weighIn(3, NOW + 90, 0, false)];

    const state = await round(NOW + 600);
    expect([valuesOf(state).weight, errors]).toEqual([71, []]);

    shown.groups = [...shown.groups.slice(0, 2), weighIn(3, NOW + 90, 70)];
    const after = await round(NOW + 1200);
    expect([valuesOf(after).weight, after.outbox?.map(({ groupId }) => groupId)]).toEqual([70, ['3']]);
  });

  it('is not taken for gone where the history is read anew', async () => {
    const { round, sync, shown } = setUp(weighIn(1, NOW - DAY, 72), weighIn(2, NOW - 60, 71));
    await round(NOW);
    shown.groups = [shown.groups[0]!, weighIn(2, NOW - 60, 0, '')];
    sync.change(({ feeds, ...state }) => ({ ...state, feeds: { measures: { ...feeds.measures, ignored: 'other' } } }));

    expect(valuesOf(await round(NOW + 600)).weight).toBe(71);
  });
});

describe('a goal that cannot be read', () => {
  const none = { steps: 8000, sleep: 28_800, weight: { value: 70, unit: 0 } };

  it.each([
    [{ ...none, steps: 9000, weight: 70 }, 70],
    [{ ...none, steps: 9000, weight: { value: 9, unit: 999 } }, 70],
    [{ ...none, steps: 9000, weight: [[]] }, 70],
    [{ ...none, steps: 9000, weight: { value: null } }, null],
    [{ ...none, steps: 9000, weight: { value: '', unit: 0 } }, null],
  ])('stops no other one, and is not taken back: %j', async (answer, weight) => {
    const odd: string[] = [];
    const world = createWorld([goals], { [SITES.goals]: { goals: none } }, {}, { onOdd: (_, id) => odd.push(id) });
    await world.round(NOW);
    world.cloud.answers[SITES.goals] = { goals: answer };

    for (const time of [3600, 7200]) {
      const state = await world.round(NOW + time);
      expect(valuesOf(state)).toEqual({ goal_steps: 9000, goal_sleep: 8, goal_weight: weight });
    }

    expect([world.errors, odd]).toEqual([[], weight === null ? [] : ['weight']]);
  });
});

describe('a row that cannot be read', () => {
  const day = (more: Record<string, unknown>) => dayRow('2026-03-01', 1000, more);
  const night = sleepRow(1, '2026-02-28T22:00:00Z', '2026-03-01T05:00:00Z');
  const walk = workoutRow(1, '2026-02-28T12:00:00Z');
  const ecg = ecgRow(1, '2026-02-28T12:00:00Z');

  it.each([
    ['activity', activity, SITES.activity, page('activities', day({}), day({ date: '2026-03-01 00:00:00' }))],
    ['sleep', sleep, SITES.sleep, page('series', night, { ...night, id: 2, enddate: null })],
    ['workouts', workouts, SITES.workouts, page('series', walk, { ...walk, id: 2, startdate: 'noon' })],
    ['ecgs', ecgs, SITES.ecgs, page('series', ecg, { ...ecg, timestamp: '?', ecg: { signalid: 2 } })],
  ])('of %s is said once, and the others count', async (name, feed, site, body) => {
    const odd: string[] = [];
    const { round, errors } = createWorld([feed], { [site]: body }, {}, { onOdd: (_, id) => odd.push(id) });

    await round(NOW);
    const { feeds } = await round(NOW + 600);

    expect([errors, odd]).toEqual([[], [name === 'activity' ? '2026-03-01 00:00:00' : '2']]);
    expect(feeds[name]?.lastSuccess).toBe(NOW + 600);
  });

  it('of a blood pressure without an ECG is nothing odd', async () => {
    const odd: string[] = [];
    const { ecg: _, ...pressure } = ecg;
    const answers = { [SITES.ecgs]: page('series', pressure, { ...pressure, ecg: null }, ecg) };
    await createWorld([ecgs], answers, {}, { onOdd: (_, id) => odd.push(id) }).round(NOW);

    expect(odd).toEqual([]);
  });

  it.each([[{}], [[]], [{ signalid: null }], [{ signalid: '', afib: 2 }], [{ afib: 2 }]])(
    'of an ECG that failed (%j) is nothing odd, and no ECG',
    async (failed) => {
      const odd: string[] = [];
      const answers = { [SITES.ecgs]: page('series', { ...ecg, ecg: failed }, ecg) };
      const world = createWorld([ecgs], answers, {}, { onOdd: (_, id) => odd.push(id) });

      const { records } = await world.round(NOW);

      expect([world.errors, odd, records?.ecgs?.length]).toEqual([[], [], 1]);
    },
  );

  it('of an ECG whose id is none is odd', async () => {
    const odd: string[] = [];
    const answers = { [SITES.ecgs]: page('series', { ...ecg, ecg: { signalid: { id: 2 } } }, ecg) };
    await createWorld([ecgs], answers, {}, { onOdd: (_, id) => odd.push(id) }).round(NOW);

    expect(odd).toEqual([String(ecg.timestamp)]);
  });
});

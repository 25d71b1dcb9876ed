import { describe, expect, it } from 'vitest';
import { activity } from '../../src/feeds/activity.js';
import { devices } from '../../src/feeds/devices.js';
import { ecgs } from '../../src/feeds/ecgs.js';
import type { FetchedFeed } from '../../src/feeds/feed.js';
import { measures } from '../../src/feeds/measures.js';
import { sleep } from '../../src/feeds/sleep.js';
import { workouts } from '../../src/feeds/workouts.js';
import type { PersonState } from '../../src/store/person-state.js';
import { type Answers, at, createWorld, SITES } from './cloud.js';
import { dayRow, ecgRow, page, sleepRow, workoutRow } from './rows.js';
import { DAY, NOW, rulesOf, valuesOf } from './samples.js';

const AHEAD = NOW + 3650 * DAY;
const AHEAD_ISO = new Date(AHEAD * 1000).toISOString();
const AHEAD_LATER = new Date((AHEAD + 3600) * 1000).toISOString();
const TODAY = '2026-03-01';

const weighIn = (grpid: number, date: number, kilograms: number, more: object = {}) => ({
  ...{ grpid, attrib: 0, date, created: Math.min(date, NOW), modified: Math.min(date, NOW), category: 1 },
  measures: [{ type: 1, value: kilograms, unit: 0 }],
  ...more,
});

const NORMAL: Answers = {
  [SITES.measures]: weights(weighIn(1, NOW - 2 * DAY, 72), weighIn(2, NOW - DAY, 71)),
  [SITES.sleep]: page('series', sleepRow(1, '2026-02-28T22:00:00Z', '2026-03-01T05:00:00Z')),
  [SITES.workouts]: page('series', workoutRow(1, '2026-02-28T10:00:00Z')),
  [SITES.ecgs]: page('series', ecgRow(1, '2026-02-27T10:00:00Z')),
  [SITES.activity]: page('activities', dayRow(TODAY, 4000)),
  [SITES.devices]: devicesOf(NOW - 600),
};
/** The same, and beside each something that lies ten years ahead. */
const ODD: Answers = {
  [SITES.measures]: weights(weighIn(1, NOW - 2 * DAY, 72), weighIn(9, AHEAD, 80), weighIn(2, NOW - DAY, 71)),
  [SITES.sleep]: series(SITES.sleep, sleepRow(9, AHEAD_ISO, AHEAD_LATER)),
  [SITES.workouts]: series(SITES.workouts, workoutRow(9, AHEAD_ISO)),
  [SITES.ecgs]: series(SITES.ecgs, ecgRow(9, AHEAD_ISO)),
  [SITES.activity]: page('activities', dayRow(TODAY, 4000), dayRow(AHEAD_ISO.slice(0, 10), 90_000)),
  [SITES.devices]: devicesOf(AHEAD),
};

function weights(...groups: readonly object[]) {
  return { measuregrps: groups, more: 0, timezone: 'Europe/Berlin', updatetime: NOW };
}

function series(site: string, odd: object) {
  return page('series', odd, ...(NORMAL[site] as { readonly series: readonly object[] }).series);
}

function devicesOf(session: number) {
  return { devices: [{ hash_deviceid: 'scale', model: 'Body+', battery: 'high', last_session_date: session }] };
}

const FEEDS: readonly FetchedFeed[] = [measures, activity, sleep, workouts, ecgs, devices];

function worldOf(answers: Answers, start: Partial<PersonState> = {}, serverTime: number | undefined = NOW * 1000) {
  const left: string[] = [];
  const world = createWorld(FEEDS, { ...answers }, start, { onFuture: (feed) => left.push(feed) }, rulesOf([1, 10]));
  world.cloud.serverTime.now = serverTime;
  return { ...world, left };
}

/** What is shown, and what follows from it. */
const shown = (state: PersonState) => ({
  ...valuesOf(state),
  session: state.devices.scale?.readings.last_session?.value,
});

describe('what lies more than a day in the future', () => {
  it('is left out of every feed, and said once for each thing', async () => {
    const normal = shown(await worldOf(NORMAL).round());
    const odd = worldOf(ODD);

    expect(shown(await odd.round())).toEqual({ ...normal, session: undefined });
    for (let round = 1; round < 4; round++)
      expect(shown(await odd.round(NOW + round * 600))).toMatchObject({ weight: 71 });

    expect(odd.errors).toEqual([]);
    expect(odd.left.toSorted()).toEqual(['activity', 'devices', 'ecgs', 'measures', 'sleep', 'workouts']);
    expect(odd.sync.state().outbox ?? []).toEqual([]);
  });

  it('makes nothing wait that comes next', async () => {
    const world = worldOf(ODD);
    await world.round();
    world.cloud.answers[SITES.measures] = weights(
      ...[weighIn(1, NOW - 2 * DAY, 72), weighIn(2, NOW - DAY, 71)],
      ...[weighIn(9, AHEAD, 80), weighIn(3, NOW + DAY / 2, 70.5)],
    );
    world.cloud.serverTime.now = (NOW + DAY / 2) * 1000;

    const state = await world.round(NOW + DAY / 2);

    expect(valuesOf(state)).toMatchObject({
      weight: 70.5,
      last_measurement: NOW + DAY / 2,
    });
    expect(state.outbox?.map(({ groupId }) => groupId)).toEqual(['3']);
    expect(state.feeds.measures?.cursor).toBeLessThanOrEqual(NOW + DAY);
  });

  it('may be up to a day ahead, where clocks and zones differ', async () => {
    const soon = NOW + DAY - 60;
    const world = worldOf({
      ...NORMAL,
      [SITES.measures]: weights(weighIn(9, soon, 80)),
      [SITES.devices]: devicesOf(soon),
    });

    expect(shown(await world.round())).toMatchObject({ weight: 80, session: soon });
    expect(world.left).toEqual([]);
  });

  it.each([
    ['the box', at('2016-01-01T00:00:00Z')],
    ['a box that is ahead', NOW + 400 * DAY],
  ])('is judged by the cloud’s clock, not by that of %s', async (_, now) => {
    const world = worldOf(ODD);

    const state = shown(await world.round(now));

    expect(state).toMatchObject({ weight: 71, last_measurement: NOW - DAY, workout_steps: 2001, ecg_heart_rate: 61 });
    expect(state).toMatchObject({ sleep_end: at('2026-03-01T05:00:00Z') });
    expect(world.left).toContain('measures');
  });

  it('is judged by the later of our clock and the cloud’s word where no answer tells the time', async () => {
    const late = worldOf(ODD, {}, undefined);
    expect(valuesOf(await late.round(at('2016-01-01T00:00:00Z')))).toMatchObject({ weight: 71 });

    const silent = worldOf(
      { ...ODD, [SITES.measures]: { ...weights(weighIn(9, AHEAD, 80), weighIn(2, NOW - DAY, 71)), updatetime: null } },
      {},
      undefined,
    );
    expect(valuesOf(await silent.round())).toMatchObject({ weight: 71 });
  });

  it('goes from a state in which an older version kept it', async () => {
    // An older version had no rule; a clock that far ahead has the same effect.
    const kept = worldOf(ODD, {}, AHEAD * 1000);
    const { feeds, ...state } = await kept.round();
    expect(shown(state as PersonState)).toMatchObject({ weight: 80, workout_steps: 2009, session: AHEAD });
    const { rules: _, ...measures } = feeds.measures!;
    const world = worldOf(ODD, { ...state, feeds: { ...feeds, measures: { ...measures, cursor: NOW } } });

    const next = await world.round(NOW + 600);

    expect(shown(next)).toEqual({ ...shown(await worldOf(NORMAL).round()), session: null });
    expect(JSON.stringify(next)).not.toContain(String(AHEAD).slice(0, 6));
  });

  it('goes from such a state also where nothing else is there', async () => {
    const only = { ...ODD, [SITES.workouts]: page('series', workoutRow(9, AHEAD_ISO)) };
    const state = await worldOf(only, {}, AHEAD * 1000).round();
    const world = worldOf(only, { ...state, feeds: {} });

    const next = await world.round(NOW + 600);

    expect([valuesOf(next).workout_steps, next.records?.workouts]).toEqual([null, []]);
  });
});

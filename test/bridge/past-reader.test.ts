import { describe, expect, it, onTestFinished } from 'vitest';
import { createPastReader } from '../../src/bridge/past-reader.js';
import type { BridgePerson } from '../../src/bridge/person.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { RateLimitError, WithingsError } from '../../src/withings/errors.js';
import { type Answers, createCloud, SITES } from '../feeds/cloud.js';
import { dayRow, page, sleepRow } from '../feeds/rows.js';
import { NOW, rulesOf } from '../feeds/samples.js';
import { logLines } from '../log-lines.js';
import { createVirtualTime } from '../virtual-time.js';

const EMPTY: Answers = {
  [SITES.measures]: { measuregrps: [] },
  [SITES.sleep]: page('series'),
  [SITES.activity]: page('activities'),
  [SITES.workouts]: page('series'),
  [SITES.ecgs]: page('series'),
};
const FEEDS = ['measures', 'activity', 'sleep', 'workouts', 'ecgs'];
const MINUTE = 60_000;

/** Somebody whose feeds have all come in once, and the reader of their past, with a cloud that has these answers. */
function setUp(answers: Answers = {}, feeds: PersonState['feeds'] = {}) {
  const time = createVirtualTime(NOW * 1000);
  const cloud = createCloud({ ...EMPTY, ...answers });
  const { log, lines } = logLines();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const known = Object.fromEntries(FEEDS.map((name) => [name, { lastSuccess: NOW, ...feeds[name] }]));
  let state: PersonState = { ...EMPTY_PERSON, zone: 'Europe/Berlin', feeds: known };
  const world = { safe: true, tried: true, completed: 0 };
  const kept: ArchiveChange[] = [];
  /** Readings written at a time. */
  const parts: number[] = [];
  const anna = {
    name: 'anna',
    client: cloud.client,
    ...rulesOf(),
    keyOf: (feed: string) => `anna/${feed}`,
    safe: () => world.safe,
    tried: () => world.tried,
    async archive(changes: readonly ArchiveChange[]) {
      kept.push(...changes);
      parts.push(changes.reduce((sum, { put }) => sum + put.length, 0));
    },
    sync: {
      authorization: () => 'ok',
      state: () => state,
      change(update: (before: PersonState) => PersonState) {
        state = update(state);
      },
    },
  } as unknown as BridgePerson;
  const reader = createPastReader({
    ...{ log, signal: stop.signal, people: { all: () => [anna] } },
    tools: { clock: time.now, sleep: time.sleep, random: () => 0.5 },
    as: (priority, work) => {
      expect(priority).toBe('past');
      return work();
    },
    onProgress: () => {},
    onComplete: () => {
      world.completed += 1;
    },
  });
  void reader.run();
  const asked = (site: string) =>
    cloud.requests.filter((request) => request.site === site).map(({ params }) => String(params.startdateymd));
  return { ...{ time, cloud, lines, world, kept, parts, asked, reader }, state: () => state };
}

describe('the archive at leisure', () => {
  it('gets every year of every feed, the newest first, and then says so once', async () => {
    const { time, asked, kept, state, lines, world } = setUp({
      [SITES.activity]: page('activities', dayRow('2026-02-28', 5000), dayRow('2025-05-05', 4000)),
    });

    await time.pass(5 * MINUTE);

    expect(asked(SITES.activity).slice(0, 3)).toEqual(['2025-12-31', '2024-12-31', '2023-12-31']);
    expect(asked(SITES.sleep)).toEqual(['2025-12-31', '2024-12-31', '2009-01-01']);
    expect(FEEDS.map((name) => state().feeds[name]?.past?.complete)).toEqual(FEEDS.map(() => true));
    const steps = kept.flatMap(({ put }) => put).filter(({ metric }) => metric === 'activity_steps');
    expect(new Set(steps.map(({ value }) => value))).toEqual(new Set([5000, 4000]));
    expect(lines.filter((line) => line.includes('the past is in the archive'))).toHaveLength(1);
    expect(world.completed).toBe(5);
  });

  it('reads nothing of what has come in with the first answer, or cannot be read', async () => {
    const past = { from: '1970-01-02', complete: true, begun: NOW, recent: NOW, empty: 0 };
    const { time, cloud } = setUp(
      {},
      { measures: { past }, sleep: { past }, ecgs: { refused: true }, workouts: { past } },
    );

    await time.pass(5 * MINUTE);

    expect(new Set(cloud.requests.map(({ site }) => site))).toEqual(new Set([SITES.activity]));
  });

  it('waits until the first round is over, and while nothing can be written', async () => {
    const { time, cloud, world } = setUp();
    Object.assign(world, { tried: false });
    const before = cloud.requests.length;
    await time.pass(5 * MINUTE);
    Object.assign(world, { tried: true, safe: false });
    await time.pass(5 * MINUTE);
    expect(cloud.requests.length).toBeLessThanOrEqual(before + 1);

    world.safe = true;
    await time.pass(5 * MINUTE);
    expect(cloud.requests.length).toBeGreaterThan(10);
  });

  it('goes on with the other feeds while one must wait or is refused, and says nothing of it', async () => {
    const { time, asked, lines, state, cloud } = setUp({
      [SITES.sleep]: new RateLimitError('fewer', { retryAfter: 600 }),
      [SITES.workouts]: new WithingsError('insufficient_scope', { family: 'unauthorized' }),
    });

    await time.pass(5 * MINUTE);

    expect([asked(SITES.sleep).length, asked(SITES.workouts).length]).toEqual([1, 1]);
    expect(state().feeds.activity?.past?.complete).toBe(true);
    expect(lines.filter((line) => /warn|error/.test(line))).toEqual([]);
    cloud.answers[SITES.sleep] = page('series', sleepRow(1, '2026-02-20T22:00:00Z', '2026-02-21T06:00:00Z'));
    await time.pass(10 * MINUTE);
    expect(state().feeds.sleep?.past?.complete).toBe(true);
  });

  it('says once that a past cannot be read, tries again ever more rarely, and says when it can', async () => {
    const { time, asked, lines, cloud, state } = setUp({ [SITES.activity]: new Error('the line is dead') });

    await time.pass(60 * MINUTE);

    expect(asked(SITES.activity).length).toBeGreaterThan(4);
    expect(asked(SITES.activity).length).toBeLessThan(8);
    expect(lines.filter((line) => line.includes('the past of activity cannot be read now'))).toHaveLength(1);
    cloud.answers[SITES.activity] = page('activities');
    await time.pass(120 * MINUTE);
    expect(lines.filter((line) => line.includes('the past of activity comes in again'))).toHaveLength(1);
    expect(state().feeds.activity?.past?.complete).toBe(true);
  });

  it('keeps a year with many readings in several parts, and never more than it is given', async () => {
    const rows = Array.from({ length: 300 }, (_, day) =>
      dayRow(new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10), 1000 + day),
    );
    const { time, kept, parts } = setUp({ [SITES.activity]: page('activities', ...rows) });

    const days = async () => {
      await time.pass(1000);
      const steps = kept.flatMap(({ put }) => put).filter(({ metric }) => metric === 'activity_steps');
      return new Set(steps.map(({ takenAt }) => takenAt)).size;
    };
    await expect.poll(days, { interval: 1 }).toBe(300);
    expect(parts.length).toBeGreaterThan(1);
    expect(Math.max(...parts)).toBeLessThan(1100);
  });
});

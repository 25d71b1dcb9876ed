import { describe, expect, it, onTestFinished } from 'vitest';
import { createPastReader } from '../../src/bridge/past-reader.js';
import type { BridgePerson } from '../../src/bridge/person.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { RateLimitError, WithingsError } from '../../src/withings/errors.js';
import { type Answers, createCloud, SITES } from '../feeds/cloud.js';
import { dayRow, NOTHING, page, sleepRow } from '../feeds/rows.js';
import { NOW, rulesOf } from '../feeds/samples.js';
import { logLines } from '../log-lines.js';
import { createVirtualTime } from '../virtual-time.js';

const FEEDS = ['measures', 'activity', 'sleep', 'workouts', 'ecgs'];
const MINUTE = 60_000;

/** Somebody whose feeds have all come in once, and the reader of their past, with a cloud that has these answers. */
function setUp(answers: Answers = {}, feeds: PersonState['feeds'] = {}) {
  const time = createVirtualTime(NOW * 1000);
  const cloud = createCloud({ ...NOTHING, ...answers });
  const { log, lines } = logLines();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const known = Object.fromEntries(FEEDS.map((name) => [name, { lastSuccess: NOW, ...feeds[name] }]));
  let state: PersonState = { ...EMPTY_PERSON, zone: 'Europe/Berlin', feeds: known };
  const world = { safe: true, tried: true, completed: 0, fullAt: 0, ahead: 0 };
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
      if (parts.length === world.fullAt) world.safe = false;
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
    tools: { clock: () => time.now() + world.ahead, sleep: time.sleep, random: () => 0.5 },
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

  it('stops in the middle of a year when the disk is full, and reads that year again when there is room', async () => {
    const PAGES = 10;
    const group = (grpid: number) => {
      const date = NOW - grpid * 300;
      const measures = [{ type: 1, value: 70_000 + grpid, unit: -3 }];
      return { grpid, date, created: date, modified: date, attrib: 0, category: 1, measures };
    };
    const pageOf = ({ offset = 0, enddate = 0 }: { readonly offset?: number; readonly enddate?: number }) => {
      if (enddate < NOW) return { measuregrps: [] };
      const measuregrps = Array.from({ length: 1000 }, (_, index) => group(offset * 1000 + index));
      return { measuregrps, ...(offset + 1 < PAGES && { more: 1, offset: offset + 1 }) };
    };
    const { time, world, parts, kept, cloud, state } = setUp({ [SITES.measures]: pageOf });
    world.fullAt = 3;
    const pages = () => cloud.requests.filter(({ site }) => site === SITES.measures).length;

    await time.pass(24 * 60 * MINUTE);
    expect([pages(), parts.length, world.safe]).toEqual([3, 3, false]);
    expect(state().feeds.measures?.past).toBeUndefined();

    world.fullAt = 0;
    world.safe = true;
    const isComplete = async () => {
      await time.pass(MINUTE);
      return state().feeds.measures?.past?.complete;
    };
    await expect.poll(isComplete, { interval: 1 }).toBe(true);
    const groups = new Set(kept.flatMap(({ put }) => put.map(({ groupId }) => groupId)));
    expect(groups.size).toBe(PAGES * 1000);
    expect(Math.max(...parts)).toBeLessThan(2100);
  });

  it('fails for a page that repeats, reads on with the others, and takes nothing for complete', async () => {
    const endless = { more: true, offset: 300 };
    const { time, asked, state, lines, cloud } = setUp({
      [SITES.sleep]: { ...page('series', sleepRow(1, '2026-02-20T22:00:00Z', '2026-02-21T06:00:00Z')), ...endless },
      [SITES.measures]: { measuregrps: [], ...endless },
    });

    await time.pass(60 * MINUTE);

    expect([state().feeds.sleep?.past, state().feeds.measures?.past]).toEqual([undefined, undefined]);
    expect(state().feeds.activity?.past?.complete).toBe(true);
    for (const feed of ['sleep', 'measures']) {
      const said = lines.filter((line) => line.includes(`the past of ${feed} cannot be read now`));
      expect(said).toEqual([expect.stringContaining('but no way on (offset 300)')]);
    }
    // Two pages each time, ever more rarely.
    expect(asked(SITES.sleep).length).toBeLessThan(16);
    cloud.answers[SITES.sleep] = page('series');
    await time.pass(120 * MINUTE);
    expect(state().feeds.sleep?.past?.complete).toBe(true);
  });

  it('comes to its end without a feed that is refused for ever, which costs a call an hour at most', async () => {
    const { time, asked, lines, state, cloud } = setUp({
      [SITES.workouts]: new WithingsError('insufficient_scope', { family: 'unauthorized' }),
    });
    const { feeds } = state();
    await time.pass(7 * 24 * 60 * MINUTE);

    expect(asked(SITES.workouts).length).toBeGreaterThan(7 * 24 - 10);
    expect(asked(SITES.workouts).length).toBeLessThanOrEqual(7 * 24 + 1);
    expect(['measures', 'activity', 'sleep', 'ecgs'].map((feed) => state().feeds[feed]?.past?.complete)).toEqual(
      Array(4).fill(true),
    );
    expect(lines.filter((line) => /warn|error/.test(line))).toEqual([]);
    expect(feeds.workouts?.past).toBeUndefined();

    cloud.answers[SITES.workouts] = page('series');
    await time.pass(2 * 60 * MINUTE);
    expect(state().feeds.workouts?.past?.complete).toBe(true);
    expect(lines.filter((line) => line.includes('the past is in the archive'))).toHaveLength(1);
  }, 60_000);

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

  it('says nothing of a client that gets no tokens, which the polling says for all feeds', async () => {
    const site = { endpoint: '/v2/oauth2', action: 'requesttoken' };
    const { time, asked, lines } = setUp({
      [SITES.workouts]: new WithingsError('not in your plan', { ...site, family: 'unauthorized' }),
    });

    await time.pass(90 * MINUTE);

    expect(asked(SITES.workouts)).toHaveLength(2);
    expect(lines.filter((line) => /warn|error/.test(line))).toEqual([]);
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

  it.each([
    ['known', NOW * 1000],
    ['not known', undefined],
  ])(
    'rests no longer than it was to when the clock is set right meanwhile, with the time of the cloud %s',
    async (_, cloudTime) => {
      const { time, asked, cloud, world, state } = setUp({ [SITES.activity]: new Error('the line is dead') });
      world.ahead = 10 * 365 * 24 * 60 * MINUTE;
      await time.pass(MINUTE);
      expect(asked(SITES.activity).length).toBeGreaterThan(0);

      world.ahead = 0;
      cloud.serverTime.now = cloudTime;
      cloud.answers[SITES.activity] = page('activities');
      await time.pass(60 * MINUTE);

      expect(state().feeds.activity?.past?.complete).toBe(true);
    },
    60_000,
  );

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

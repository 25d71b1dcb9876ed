import { expect, it } from 'vitest';
import { feedsPage } from '../../scripts/feeds-page.mjs';
import { feedTimes } from '../../src/cluster/due-feeds.js';
import type { Feed, FeedWithPast, FetchedFeed } from '../../src/feeds/feed.js';
import { EVENT_TYPES, FEEDS, listed } from '../../src/feeds/index.js';
import { applisFor, feedsNotifiedBy } from '../../src/feeds/notifications.js';
import { afterWindow, nextWindow } from '../../src/feeds/past-progress.js';
import { snapshot } from '../../src/metrics/decode/user.js';
import { readingEvent } from '../../src/metrics/event.js';
import type { Metric } from '../../src/metrics/metric.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import { archiveStore } from './archive-store.js';
import { createWorld } from './cloud.js';
import { NOW, rulesOf } from './samples.js';

// What a stranger writes who adds a feed: its row of the catalogue, and the feed. Its name is the only new word.
const MOOD = {
  ...{ key: 'mood', name: 'Mood', owner: 'account', feed: 'moods', source: 'getmoods/mood', unit: null },
  ...{ platform: 'sensor', enabledByDefault: true, known: true },
} as const satisfies Metric;

const moods: FetchedFeed = {
  name: 'moods',
  about: 'how somebody feels',
  call: { endpoint: '/v2/mood', action: 'getmoods' },
  scope: 'user.metrics',
  notifications: [{ appli: 4711, about: 'a mood' }],
  every: 0,
  events: ['mood'],
  async fetch({ now }) {
    const reading = { ...snapshot(MOOD, 8, now), groupId: 'mood/1' };
    const record = { id: 'mood/1', date: '2026-03-01', start: now, end: now, created: now, modified: now, data: {} };
    return (state) => ({
      state: {
        ...state,
        readings: { ...state.readings, mood: reading },
        records: { ...state.records, moods: [record as never] },
        outbox: [...(state.outbox ?? []), ...[readingEvent('mood', [reading])].filter((event) => event !== undefined)],
      },
      archive: [{ feed: 'moods', put: [reading], groups: ['mood/1'] }],
    });
  },
  past: {
    since: '2026-01-01',
    async *read(_, { start }) {
      yield { feed: 'moods', put: [{ ...snapshot(MOOD, 7, start), groupId: 'mood/0' }] };
    },
  },
};
const WITH_MOODS: readonly Feed[] = [...FEEDS, moods];
const LISTED = listed(WITH_MOODS);

it('is subscribed to, and fetched when it is notified', () => {
  expect(applisFor(WITH_MOODS, 'user.metrics')).toEqual([...applisFor(FEEDS, 'user.metrics'), 4711]);
  expect(applisFor(WITH_MOODS, 'user.activity')).not.toContain(4711);
  expect(feedsNotifiedBy(WITH_MOODS, 4711)).toEqual([moods]);
});

it('is asked of every account, is known by its call, and makes events of its own', () => {
  expect(LISTED.feedsFor({ intraday: false })).toContain(moods);
  expect(LISTED.feedOfCall({ endpoint: '/v2/mood', action: 'getmoods' })).toBe('moods');
  expect(LISTED.EVENT_TYPES).toEqual([...EVENT_TYPES, 'mood']);
});

it('is due at once where several bridges share the work, and when it is notified', () => {
  const rhythm = { pollInterval: 600_000, webhookPollInterval: 600_000, isNotified: false };
  const later = { lastSuccess: NOW - 60, next: NOW + 300 };
  const fetched = { ...EMPTY_PERSON, feeds: { moods: later } };
  const due = (state: PersonState, notified: readonly string[] = []) =>
    feedTimes(LISTED.FETCHED_FEEDS, state, new Set(notified), NOW * 1000, rhythm).get(moods);

  expect([due(EMPTY_PERSON), due(fetched), due(fetched, ['moods'])]).toEqual(
    [NOW, later.next, NOW].map((seconds) => seconds * 1000),
  );
});

it('is fetched, kept, told of and put into the archive as the others are', async () => {
  const { store } = await archiveStore();
  const commits: Promise<unknown>[] = [];
  const world = createWorld(
    LISTED.FETCHED_FEEDS.slice(-1),
    {},
    {},
    {
      onState: (state, _, archive) => void commits.push(store.states.commit('7', EMPTY_PERSON, state, archive)),
    },
  );

  const state = await world.round();
  await Promise.all(commits);

  expect(state.feeds.moods).toEqual({ lastSuccess: NOW });
  expect(state.outbox?.map(({ type }) => type)).toEqual(['mood']);
  expect(await store.states.load('7')).toEqual(state);
  expect(await store.states.readings('7', 'mood', 0, NOW + 1)).toEqual([state.readings.mood]);
});

it('has its past read, as far back as it goes', async () => {
  const context = { ...rulesOf(), client: createWorld([]).cloud.client, zone: 'utc', state: EMPTY_PERSON };
  const [{ past }] = LISTED.PAST_FEEDS.slice(-1) as [FeedWithPast];
  const time = { now: NOW, zone: 'utc', since: past.since };
  const window = nextWindow(undefined, time)!;
  const read = [];

  for await (const { put } of past.read(context, window)) read.push(...put);

  expect(read).toMatchObject([{ metric: 'mood', takenAt: window.start, value: 7 }]);
  expect(afterWindow(undefined, window, false, time).complete).toBe(true);
});

it('is in the documentation', () => {
  const added = feedsPage(WITH_MOODS)
    .split('\n')
    .filter((line) => !feedsPage(FEEDS).includes(line));

  expect(added).toEqual([
    '| `moods` | how somebody feels | `/v2/mood getmoods` | `user.metrics` | a mood (4711) | at each `poll_interval` | `mood` | since 2026-01-01 |  |',
  ]);
});

it('tells in docs/feeds.md how far back it goes, as every feed does', () => {
  const rows = feedsPage(WITH_MOODS)
    .split('\n')
    .flatMap((line) => {
      const cells = line.split(' | ');
      const name = /^\| `(\w+)`$/.exec(cells[0] ?? '')?.[1];
      return name === undefined ? [] : [[name, cells[7]]];
    });

  expect(Object.fromEntries(rows)).toMatchObject({
    moods: 'since 2026-01-01',
    sleep: 'since 2009-01-01',
    nights: 'from 90 days before it is first asked for',
    ecg_signals: 'since 2009-01-01',
    intraday: 'from 1 day before it is first asked for',
    goals: 'from when it is first asked for',
    bed: 'from when it is first told',
  });
  expect(rows).toHaveLength(WITH_MOODS.length);
});

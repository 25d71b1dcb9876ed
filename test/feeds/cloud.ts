import type { PersonEvents } from '../../src/bridge/person-events.js';
import { createPersonSync, type PersonSync } from '../../src/bridge/person-sync.js';
import type { FetchedFeed } from '../../src/feeds/feed.js';
import { feedOf } from '../../src/metrics/catalogue/index.js';
import type { PersonState } from '../../src/store/person-state.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { getActivity } from '../../src/withings/activity.js';
import type { WithingsApiClient } from '../../src/withings/client.js';
import { getEcgSignal } from '../../src/withings/ecg-signal.js';
import { getEcgs } from '../../src/withings/heart.js';
import { getIntradayActivity } from '../../src/withings/intraday.js';
import { measurePages } from '../../src/withings/measures.js';
import { listSubscriptions, subscribe, unsubscribe } from '../../src/withings/notify.js';
import type { Session } from '../../src/withings/session.js';
import { getSleepSummaries } from '../../src/withings/sleep.js';
import { getSleepCourse } from '../../src/withings/sleep-course.js';
import { getDevices, getGoals } from '../../src/withings/user.js';
import { getWorkouts } from '../../src/withings/workouts.js';
import { fetchAll } from '../bridge/person-sync-setup.js';
import { EMPTY, NOW, rulesOf } from './samples.js';

/** heart list is `list` too, and so is notify's: the endpoint tells them apart. */
export type Answers = Record<string, unknown>;
type Params = Readonly<Record<string, string | number | undefined>>;

/** The cloud behind the transport: what a test puts in is read by the real endpoints. */
export interface TestCloud {
  /** By endpoint and action, such as `/v2/sleep getsummary`: a body, a function of the parameters, or an error. */
  readonly answers: Answers;
  readonly requests: { readonly site: string; readonly params: Params }[];
  readonly call: Session['call'];
  readonly client: WithingsApiClient;
  /** What its answers say of the time, milliseconds since 1970. */
  readonly serverTime: { now: number | undefined };
}

export const SITES = {
  activity: '/v2/measure getactivity',
  sleep: '/v2/sleep getsummary',
  workouts: '/v2/measure getworkouts',
  ecgs: '/v2/heart list',
  goals: '/v2/user getgoals',
  devices: '/v2/user getdevice',
  measures: '/measure getmeas',
  nights: '/v2/sleep get',
  intraday: '/v2/measure getintradayactivity',
  ecg_signals: '/v2/heart get',
} as const;

export function createCloud(answers: Answers = {}): TestCloud {
  const requests: TestCloud['requests'] = [];
  const serverTime: TestCloud['serverTime'] = { now: undefined };
  const call: Session['call'] = async ({ endpoint, action, params }) => {
    const site = `${endpoint} ${action}`;
    requests.push({ site, params });
    const answer = answers[site];
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? (answer as (params: Params) => unknown)(params) : answer;
  };
  const client: Partial<WithingsApiClient> = {
    serverTime: () => serverTime.now,
    getActivity: (range, fields, onUnreadable) => getActivity(call, range, fields, onUnreadable),
    getSleepSummaries: (range, fields, zone, onUnreadable) =>
      getSleepSummaries(call, range, fields, zone, () => serverTime.now, onUnreadable),
    getWorkouts: (range, fields, zone, onUnreadable) => getWorkouts(call, range, fields, zone, onUnreadable),
    getEcgs: (range, zone, onUnreadable) => getEcgs(call, range, zone, onUnreadable),
    getSleepCourse: (range, fields) => getSleepCourse(call, range, fields),
    getIntradayActivity: (range, fields) => getIntradayActivity(call, range, fields),
    getEcgSignal: (id) => getEcgSignal(call, id),
    getGoals: () => getGoals(call),
    getDevices: () => getDevices(call),
    measurePages: (range) => measurePages(call, range),
    listSubscriptions: () => listSubscriptions(call),
    subscribe: (subscription) => subscribe(call, subscription),
    unsubscribe: (subscription) => unsubscribe(call, subscription),
  };
  return { answers, requests, call, serverTime, client: client as WithingsApiClient };
}

export interface World {
  readonly cloud: TestCloud;
  readonly sync: PersonSync;
  /** Seconds since 1970. */
  readonly time: { now: number };
  /** What the feeds failed with, in order. */
  readonly errors: unknown[];
  /** A round of everything at a time; the state after it. */
  round(now?: number): Promise<PersonState>;
}

/** Rows and devices of a test's own do not move her. */
const LONG = 4_000_000_000;

/** Anna's account with some feeds, a cloud and a clock; in Berlin unless she starts elsewhere. */
export function createWorld(
  feeds: readonly FetchedFeed[],
  answers: Answers = {},
  start: Partial<PersonState> = {},
  events: Partial<PersonEvents> = {},
  rules = rulesOf(),
): World {
  const cloud = createCloud(answers);
  const time = { now: NOW };
  const errors: unknown[] = [];
  const sync = createPersonSync({
    name: 'anna',
    client: cloud.client,
    feeds,
    rules,
    start: { ...EMPTY, zone: 'Europe/Berlin', zoneFrom: { feed: 'measures', at: LONG }, ...start },
    clock: () => time.now * 1000,
    cloudClock: () => cloud.serverTime.now,
    sleep: async () => {},
    stopped: () => false,
    events: {
      onState: (_, __, archive) => takeArchive(archive),
      onAuthorization: () => {},
      onFeedFailed: (_, error) => errors.push(error),
      onFeedRecovered: () => {},
      onFeedWaits: () => {},
      ...events,
    },
  });
  return {
    ...{ cloud, sync, time, errors },
    async round(now = time.now) {
      time.now = now;
      await fetchAll(sync, feeds);
      return sync.state();
    },
  };
}

/** As a store would: what it cannot keep is a mistake of ours. */
export function takeArchive(changes: Iterable<ArchiveChange> = []): void {
  for (const { feed, put } of changes) {
    for (const reading of put) {
      const times = [reading.takenAt, reading.createdAt, reading.modifiedAt, reading.lastReset ?? 0];
      const isSound = times.every(Number.isSafeInteger) && reading.value !== null && feedOf(reading.metric) === feed;
      if (!isSound) throw new Error(`not for the archive of ${feed}: ${JSON.stringify(reading)}`);
    }
  }
}

/** What the outbox holds, as `type id`. */
export function news(state: PersonState): string[] {
  return (state.outbox ?? []).map(({ type, groupId }) => `${type} ${groupId}`);
}

/** An instant from its ISO form, seconds since 1970. */
export function at(iso: string): number {
  const milliseconds = Date.parse(iso);
  if (Number.isNaN(milliseconds)) throw new Error(`no time: ${iso}`);
  return Math.floor(milliseconds / 1000);
}

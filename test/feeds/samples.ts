import type { FeedContext, FetchedFeed, PersonRules, Update } from '../../src/feeds/feed.js';
import { createMeasureDecoder } from '../../src/metrics/decode/measures.js';
import { EMPTY_PERSON, type PersonState } from '../../src/store/person-state.js';
import type { WithingsApiClient } from '../../src/withings/client.js';
import type { MeasurePage, MeasureRange } from '../../src/withings/measures.js';

export const DAY = 86_400;
export const NOW = 1_772_345_525;

/** A feed of a test's own. */
export function sampleFeed(name: string, fetch: (context: FeedContext) => Promise<Update>, every = 0): FetchedFeed {
  return {
    ...{ name, about: 'a sample', call: { endpoint: '/v2/sample', action: 'get' }, scope: 'user.info' },
    ...{ notifications: [], events: [], every },
    async fetch(context) {
      const update = await fetch(context);
      return (state) => ({ state: update(state) });
    },
  };
}

export function rulesOf(ignoreAttributions: readonly number[] = []): PersonRules {
  return { ignoreAttributions, decode: createMeasureDecoder({ ignoreAttributions: new Set(ignoreAttributions) }) };
}

/** Marks the state, so that a test can see which updates have come through. */
export const mark =
  (zone: string) =>
  (state: PersonState): PersonState => ({ ...state, zone: [state.zone, zone].filter(Boolean).join(' ') });

export interface CloudGroup {
  readonly id: number;
  /** Seconds since 1970. */
  readonly date: number;
  readonly modified?: number;
  readonly attribution?: number;
  /** By measure type, in thousandths. */
  readonly measures: Readonly<Record<number, number>>;
}

/** getmeas of an account: two groups a page, by what a test puts in and takes out. */
export interface FakeCloud {
  readonly client: WithingsApiClient;
  groups: readonly CloudGroup[];
  /** What was asked for. */
  readonly ranges: MeasureRange[];
  zone: string | undefined;
  updateTime: number | undefined;
  /** The page at which an answer breaks off. */
  failsAt: number | undefined;
}

export function createFakeCloud(...groups: CloudGroup[]): FakeCloud {
  async function* measurePages(range: MeasureRange): AsyncGenerator<MeasurePage> {
    cloud.ranges.push(range);
    const rows = cloud.groups.filter((group) => isWithin(group, range)).map(rowOf);
    for (let page = 0; page === 0 || page * 2 < rows.length; page++) {
      if (page === cloud.failsAt) throw new Error('the line is dead');
      const { zone: timezone, updateTime } = cloud;
      yield { groups: rows.slice(page * 2, page * 2 + 2), timezone, updateTime };
    }
  }
  const cloud: FakeCloud = {
    client: { measurePages } as unknown as WithingsApiClient,
    groups,
    ranges: [],
    zone: 'Europe/Berlin',
    updateTime: NOW,
    failsAt: undefined,
  };
  return cloud;
}

function isWithin({ date, modified = date }: CloudGroup, range: MeasureRange): boolean {
  return 'lastUpdate' in range ? modified >= range.lastUpdate : date >= range.startDate && date <= range.endDate;
}

function rowOf({ id, date, modified = date, attribution = 0, measures }: CloudGroup): unknown {
  return {
    grpid: id,
    date,
    created: date,
    modified,
    attrib: attribution,
    category: 1,
    measures: Object.entries(measures).map(([type, value]) => ({ type: Number(type), value, unit: -3 })),
  };
}

/** The latest value of each metric of a state. */
export function valuesOf({ readings }: PersonState): Record<string, unknown> {
  return Object.fromEntries(Object.values(readings).map(({ metric, value }) => [metric, value]));
}

export const EMPTY = EMPTY_PERSON;

import type { Reading } from '../../src/metrics/reading.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import type { Series } from '../../src/store/series.js';
import type { ArchiveChange } from '../../src/store/store.js';
import { archiveStore } from '../feeds/archive-store.js';
import { servePage } from './serve-page.js';

interface ArchiveWishes {
  readonly units?: 'metric' | 'us' | 'uk';
  /** YAML of the section page. */
  readonly page?: string;
}

/** The page over the archive of anna, user 7 in Berlin, in a real store; ben has nobody yet. */
export async function archiveHouse({ units = 'metric', page = '{}' }: ArchiveWishes = {}) {
  const { store, dataDir } = await archiveStore();
  const hidden: string[] = [];
  const { app, house, unexpected } = await servePage({
    ...{ store, page, accounts: `[{ name: anna, units: ${units} }, { name: ben }]` },
    ...{ clock: () => Date.UTC(2026, 9, 1, 12), hide: (secret) => void hidden.push(secret) },
  });
  house.become('anna', { userId: '7', state: { ...EMPTY_PERSON, zone: 'Europe/Berlin' } });
  house.become('ben', { userId: undefined });
  const get = async (path: string) => {
    const { statusCode: status, body, headers } = await app.inject(path);
    return { status, body, headers, json: <T = Record<string, unknown>>() => JSON.parse(body) as T };
  };
  const put = (feed: string, readings: readonly Reading[], series: readonly Series[] = []) => {
    const change: ArchiveChange = {
      ...{ feed, put: readings },
      series: series.map((one) => ({ kind: one.kind, put: [one] })),
    };
    return store.states.commit('7', EMPTY_PERSON, EMPTY_PERSON, [change]);
  };
  return { store, dataDir, app, house, hidden, unexpected, get, put };
}

import { fastify } from 'fastify';
import { onTestFinished } from 'vitest';
import type { Reading } from '../../src/metrics/reading.js';
import { addCalendar } from '../../src/page/calendar-routes.js';
import { addCsvExport } from '../../src/page/csv-export.js';
import { addEcgs } from '../../src/page/ecg-list.js';
import type { House, HousePerson } from '../../src/page/house.js';
import { addNights } from '../../src/page/night-list.js';
import { PageError } from '../../src/page/page-error.js';
import { addSeries } from '../../src/page/series-answer.js';
import { addWorkouts } from '../../src/page/workout-list.js';
import { EMPTY_PERSON } from '../../src/store/person-state.js';
import type { Series } from '../../src/store/series.js';
import type { ArchiveChange, Store } from '../../src/store/store.js';
import { archiveStore } from '../feeds/archive-store.js';

export const ZONE = 'Europe/Berlin';

type Own = Partial<Omit<HousePerson, 'account'>> & { readonly units?: 'metric' | 'us' | 'uk' };

/** The routes over the archive of anna, user 7, in a real store; ben has nobody yet. */
export async function archiveHouse({ units = 'metric', ...own }: Own = {}, opened?: Pick<Store, 'states' | 'series'>) {
  const { store, dataDir } = await archiveStore();
  const hidden: string[] = [];
  const house = houseOf(
    { ...store, ...opened },
    [personOf('anna', units, { userId: '7', ...own }), personOf('ben', units)],
    hidden,
  );
  const app = fastify();
  onTestFinished(() => app.close());
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof PageError) return reply.code(error.status).send(error.problem);
    return reply.code(500).send({ code: 'internal', error: String(error) });
  });
  for (const add of [addSeries, addNights, addWorkouts, addEcgs, addCsvExport, addCalendar]) add(app, house);
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
  return { store, dataDir, app, house, hidden, get, put };
}

function personOf(name: string, units: 'metric' | 'us' | 'uk', own: Partial<HousePerson> = {}): HousePerson {
  return {
    account: { name, displayName: name.toUpperCase(), units, ignoreAttributions: [], intraday: false },
    userId: undefined,
    state: { ...EMPTY_PERSON, zone: ZONE },
    authorization: 'ok',
    loginProblem: undefined,
    problems: new Map(),
    lastSync: undefined,
    ...own,
  };
}

const unused = () => {
  throw new Error('not for these routes');
};

function houseOf(store: House['store'], people: readonly HousePerson[], hidden: string[]): House {
  return {
    ...{ config: {} as House['config'], version: '0', store, clock: () => Date.UTC(2026, 9, 1, 12) },
    people: () => people,
    hide: (secret) => void hidden.push(secret),
    ...{ connections: unused, nextFetch: unused, onChange: unused, refresh: unused },
    connecting: { start: unused, paste: unused, of: unused },
    imports: { start: unused, of: unused },
  };
}

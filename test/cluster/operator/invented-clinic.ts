import type { AccountRow } from '../../../src/store/cluster-accounts.js';
import { EMPTY_PERSON, type FeedState, type PersonState } from '../../../src/store/person-state.js';
import { newRow } from './fake-cluster.js';

const FIRST = [
  'Aylin',
  'Bjarne',
  'Carla',
  'Dörte',
  'Emre',
  'Femke',
  'Goran',
  'Hanna',
  'Iwo',
  'Jule',
  'Kilian',
  'Leyla',
];
const LAST = [
  'Ackermann',
  'Bērziņš',
  'Çelik',
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Horváth',
  'Ivanova',
  'Jansen',
];
const LOST = 'Withings does not accept the login any more (503: invalid refresh_token)';

/** People who do not exist, of each kind that a list can have; the same each time. @param now seconds since 1970 */
export function inventedClinic(now: number, count = 10_000): AccountRow[] {
  return Array.from({ length: count }, (_, index) => {
    const [first, last] = [
      FIRST[index % FIRST.length]!,
      LAST[(index * 7 + 3 * Math.floor(index / FIRST.length)) % LAST.length]!,
    ];
    const isConnected = index % 9 !== 4;
    return newRow({
      name: `study-${String(index + 1).padStart(5, '0')}`,
      displayName: `${first} ${last}`,
      units: index % 30 === 11 ? 'us' : 'metric',
      enabled: index % 13 !== 6,
      fromFile: index % 500 === 2,
      userId: isConnected ? String(30_000_000 + index * 7) : undefined,
      loginProblem: isConnected && index % 17 === 8 ? LOST : undefined,
      lastSync: isConnected ? now - 60 - ((index * 7919) % 90_000) : undefined,
    });
  });
}

/** How far such a person's feeds have come. */
export function inventedState(now: number): PersonState {
  const past = (from: string, complete: boolean) => ({ from, complete, begun: now, recent: now, empty: 0 });
  const well: FeedState = { lastSuccess: now - 1320, next: now + 2280 };
  return {
    ...EMPTY_PERSON,
    feeds: {
      measures: { ...well, past: past('2009-01-01', true) },
      activity: { ...well, past: past('2019-01-01', false) },
      sleep: { ...well, past: past('2021-01-01', false) },
      workouts: {
        lastSuccess: now - 90_000,
        next: now - 30,
        lastError: 'Withings does not answer: it took longer than 30 s',
      },
      ecgs: { refused: true, next: now + 80_000 },
      goals: well,
      devices: well,
    },
  };
}

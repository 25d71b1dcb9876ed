import { accountMetric } from '../../src/metrics/catalogue/index.js';
import { snapshot } from '../../src/metrics/decode/user.js';
import type { ImportOptions } from '../../src/statistics/import-options.js';
import { importPerson } from '../../src/statistics/import-person.js';
import type { StatisticRow } from '../../src/statistics/recorder.js';
import type { SeriesStore } from '../../src/store/store.js';
import { WithingsApiClient } from '../../src/withings/client.js';
import { ANNA, CLIENT, createClock, group, person, testCloud } from '../demo/helpers.js';
import { at } from '../feeds/cloud.js';
import { dayRow } from '../feeds/rows.js';
import { archiveOfCloud } from './archive-of-cloud.js';
import { type FakeEntity, startFakeHomeAssistant, TOKEN } from './fake-home-assistant.js';
import { memoryStatistics } from './memory-statistics.js';

export const NOW = at('2026-10-01T12:20:00Z');
/** Home Assistant's own rows begin here. */
export const ITS_FIRST = at('2026-09-25T10:00:00Z');

const NO_SERIES: SeriesStore = { list: async () => [], get: async () => undefined };

export const WEIGHT = 'sensor.anna_weight';
export const STEPS = 'sensor.anna_steps';

export function entity(key: string, more: Partial<FakeEntity> = {}): FakeEntity {
  const uniqueId = `withings_${ANNA}_${key}`;
  return {
    entityId: `sensor.${key}`,
    uniqueId,
    kind: 'mean',
    unit: 'kg',
    unitClass: 'mass',
    ...more,
  };
}

export function weighIn(id: number, time: string, kilograms: number, type = 1) {
  return group(id, at(time), { measures: [{ value: Math.round(kilograms * 1000), type, unit: -3 }] });
}

/**
 * Anna's three weigh-ins in three years and five days of steps; the entities of both, which Home Assistant has counted
 * itself for six days.
 */
export async function importWorld(options: { zone?: string } = {}) {
  const clock = createClock(NOW * 1000);
  const days = [
    dayRow('2024-05-05', 4000),
    dayRow('2025-12-31', 5000),
    dayRow('2026-01-01', 6000),
    dayRow('2026-09-24', 7000),
    dayRow('2026-09-25', 7000),
  ];
  const anna = {
    ...person(ANNA, 'Anna', [
      weighIn(1, '2024-05-05T06:10:00Z', 72),
      weighIn(2, '2025-03-03T06:10:00Z', 71),
      weighIn(3, '2026-09-20T06:10:00Z', 70),
    ]),
    activities: days,
  };
  const cloud = await testCloud({ people: [anna], clock: clock.now });
  const { access_token: accessToken } = cloud.login(ANNA);
  const steps = { entityId: STEPS, kind: 'sum', unit: 'steps', unitClass: null } as const;
  const entities = [entity('weight', { entityId: WEIGHT }), entity('activity_steps', steps)];
  const ha = await startFakeHomeAssistant({ entities });
  for (let hour = 0; hour < 5; hour++) {
    const start = ITS_FIRST + hour * 3600;
    ha.statistic(WEIGHT).hours.set(start, { mean: 70, min: 70, max: 70 });
    const counted = { state: 3000 + hour * 1000, sum: 500 + hour * 1000, lastReset: at('2026-09-24T22:00:00Z') };
    ha.statistic(STEPS).hours.set(start, counted);
  }
  const notes = memoryStatistics();

  /** What a bridge would have in its archive by now. */
  function archive() {
    const client = new WithingsApiClient({
      baseUrl: cloud.url,
      clientId: CLIENT.client_id,
      clientSecret: CLIENT.client_secret,
      accessToken,
    });
    return archiveOfCloud(client, options.zone ?? 'Europe/Amsterdam', '2026-10-01');
  }

  /** As a new process would: what it wrote, by entity, and what it left out. */
  async function run(more: Partial<Omit<ImportOptions, 'notes'>> = {}) {
    const rows = new Map<string, StatisticRow[]>();
    const { left } = await importPerson({
      person: {
        name: 'anna',
        displayName: 'Anna',
        series: more.curves?.series ?? NO_SERIES,
        userId: String(ANNA),
        units: more.units ?? 'metric',
        archive: more.archive ?? (await archive()),
        readings: { activity_steps: snapshot(accountMetric('activity_steps')!, 7000, NOW) },
      },
      notes,
      homeAssistant: { url: ha.url, token: TOKEN },
      signal: new AbortController().signal,
      sleep: async () => {},
      now: NOW,
      // All that she has.
      since: '2022-01-01',
      onRows: ({ metadata }, written) =>
        void rows.set(metadata.statisticId, [...(rows.get(metadata.statisticId) ?? []), ...written]),
      ...more,
    });
    const count = [...rows.values()].reduce((sum, { length }) => sum + length, 0);
    return { rows, count, left };
  }

  /** What Home Assistant has of an entity that says anything: `time value`, or `time state sum`. */
  function kept(entityId: string): string[] {
    return [...ha.statistic(entityId).hours]
      .filter(([, { mean, state }]) => mean !== undefined || state !== undefined)
      .sort(([a], [b]) => a - b)
      .map(([start, { mean, state, sum }]) =>
        [iso(start), mean, state, sum].filter((one) => one !== undefined).join(' '),
      );
  }

  return { anna, cloud, ha, notes, archive, run, kept };
}

function iso(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`;
}

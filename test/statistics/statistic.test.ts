import { describe, expect, it } from 'vitest';
import type { UnitSystem } from '../../src/metrics/units.js';
import type { Recorder, StatisticMetadata } from '../../src/statistics/recorder.js';
import { openStatistics } from '../../src/statistics/statistic.js';

interface Known {
  readonly key: string;
  readonly prefix?: string;
  readonly entityId?: string;
  readonly disabled?: boolean;
  /** None: the recorder knows nothing of it. */
  readonly metadata?: Partial<StatisticMetadata>;
}

function openFor(entities: readonly Known[], units: UnitSystem = 'metric') {
  const all = entities.map(({ key, prefix = 'withings_7001_', entityId = `sensor.${key}`, ...more }) => ({
    uniqueId: prefix + key,
    entityId,
    ...more,
  }));
  const recorder: Pick<Recorder, 'entities' | 'metadata'> = {
    entities: async () =>
      new Map(all.map(({ uniqueId, entityId, disabled = false }) => [uniqueId, { entityId, disabled }])),
    metadata: async (ids) =>
      new Map(
        all.flatMap(({ entityId, metadata }) =>
          metadata && ids.includes(entityId)
            ? [[entityId, { statisticId: entityId, unit: 'kg', unitClass: 'mass', kind: 'mean', ...metadata }]]
            : [],
        ),
      ),
  };
  return openStatistics(recorder as Recorder, 'withings_7001_', units);
}

describe('openStatistics', () => {
  it('finds the entities of the account by unique id, whatever they are called', async () => {
    const { found, problems } = await openFor([
      { key: 'weight', entityId: 'sensor.how_heavy', metadata: {} },
      { key: 'activity_steps', metadata: { unit: 'steps', unitClass: null, kind: 'sum' } },
      { key: 'weight', prefix: 'withings_7002_', entityId: 'sensor.of_ben', metadata: {} },
      { key: 'weight', prefix: 'withings_70011_', entityId: 'sensor.of_cleo', metadata: {} },
    ]);

    expect(found.map(({ metric, metadata }) => [metric.key, metadata.statisticId])).toEqual([
      ['weight', 'sensor.how_heavy'],
      ['activity_steps', 'sensor.activity_steps'],
    ]);
    expect(problems.size).toBe(0);
  });

  it.each(['sleep_start', 'refresh', 'reading', 'in_bed'])(
    'has nothing to do with %s, which has no statistics',
    async (key) => {
      expect(await openFor([{ key, metadata: {} }])).toEqual({ found: [], problems: new Map() });
    },
  );

  it.each([
    ['is disabled', { disabled: true, metadata: {} }, 'disabled in Home Assistant: enable the entity there first'],
    [
      'is left out by the recorder',
      {},
      'without statistics in Home Assistant: run the bridge until it shows a value, and see that recorder does not exclude it',
    ],
    [
      'counts, where it should have means',
      { metadata: { kind: 'sum' } },
      'kept in Home Assistant as another kind than mean: see its Developer tools, Statistics',
    ],
    [
      'is in another kind of unit',
      { metadata: { unit: '%' } },
      'kept in Home Assistant in %, and there is no way from kg',
    ],
    ['is in no unit', { metadata: { unit: null } }, 'kept in Home Assistant in no unit, and there is no way from kg'],
  ] as const)('leaves one out that %s, and says why', async (_, known, reason) => {
    const { found, problems } = await openFor([{ key: 'weight', ...known }]);

    expect(found).toEqual([]);
    expect([...problems]).toEqual([['weight', reason]]);
  });

  it.each([
    ['metric', 'weight', 'kg', 70, 70],
    ['metric', 'weight', 'lb', 70, 154.3235835294143],
    ['us', 'weight', 'lb', 70, 154.3236],
    ['us', 'weight', 'kg', 70, 70.0000074716667],
    ['uk', 'weight', 'st', 70, 11.0231],
    ['uk', 'weight', 'lb', 70, 154.3234],
    ['us', 'temperature', '°C', 37, 37],
    ['metric', 'sleep_total', 'min', 7.5, 450],
    ['metric', 'sleep_score', 'points', 80, 80],
  ] as const)('of a %s account, it stores %s in %s', async (units, key, unit, value, stored) => {
    const { found } = await openFor([{ key, metadata: { unit } }], units);

    expect(found[0]?.store(value)).toBeCloseTo(stored, 6);
  });

  it('stores ways in miles where people use them', async () => {
    const { found } = await openFor([{ key: 'activity_distance', metadata: { unit: 'mi', kind: 'sum' } }], 'us');

    expect(found[0]?.store(16_093.44)).toBe(10);
  });
});

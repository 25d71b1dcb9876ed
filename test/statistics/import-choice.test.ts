import { describe, expect, it } from 'vitest';
import type { Window } from '../../src/feeds/past.js';
import { dayRow } from '../feeds/rows.js';
import { TOKEN } from './fake-home-assistant.js';
import { entity, importWorld, STEPS, WEIGHT, weighIn } from './importing.js';

const DISABLED = 'disabled in Home Assistant: enable the entity there first';
const NEVER_SYNCED = 'without an entity in Home Assistant: run the bridge until it is there';
const NO_STATISTICS =
  'without statistics in Home Assistant: run the bridge until it shows a value, and see that recorder does not exclude it';

/** Fat ratio and muscle mass in the cloud; what Home Assistant makes of them is the test's. */
async function withMore() {
  const world = await importWorld();
  world.anna.measuregrps.push(weighIn(4, '2025-03-03T06:10:00Z', 20, 6), weighIn(5, '2025-03-03T06:10:00Z', 50, 76));
  return world;
}

describe('what importHistory leaves out', () => {
  it('names what is disabled, missing or without statistics, and writes the rest', async () => {
    const { anna, ha, run } = await withMore();
    anna.measuregrps.push(weighIn(6, '2025-03-03T06:10:00Z', 36, 71));
    ha.entities.push(entity('fat_ratio', { unit: '%', disabled: true }), entity('muscle_mass', { isLeftOut: true }));

    const { left, count } = await run();

    expect(Object.fromEntries(left)).toEqual({
      fat_ratio: DISABLED,
      muscle_mass: NO_STATISTICS,
      body_temperature: NEVER_SYNCED,
    });
    expect(count).toBe(7);
  });

  it('writes them as soon as they are there', async () => {
    const { ha, run, kept } = await withMore();
    await run();
    ha.entities.push(entity('muscle_mass'));

    const { count, left } = await run();

    expect(count).toBe(1);
    expect(kept('sensor.muscle_mass')).toEqual(['2025-03-03T06:00Z 50']);
    expect([...left.keys()]).toEqual(['fat_ratio']);
  });

  it('says so when the account has no entity at all', async () => {
    const { ha, run } = await importWorld();
    ha.entities.length = 0;

    await expect(run()).rejects.toMatchObject({ kind: 'unusable', message: `this account is ${NEVER_SYNCED}` });
  });
});

describe('what importHistory says when there is nothing left that it could write', () => {
  it.each([
    ['one', [{ isLeftOut: true }], `fat_ratio is ${NO_STATISTICS}`],
    ['several', [{ isLeftOut: true }, { isLeftOut: true }], `fat_ratio and 1 more are ${NO_STATISTICS}`],
    [
      'different ones',
      [{ disabled: true }, { isLeftOut: true }, { isLeftOut: true }],
      `muscle_mass and 1 more are ${NO_STATISTICS}; fat_ratio is ${DISABLED}`,
    ],
  ])('of %s', async (_, entities, why) => {
    const { ha, run, notes } = await withMore();
    const keys = ['fat_ratio', 'muscle_mass', 'hydration'];
    ha.entities.splice(0, ha.entities.length, ...entities.map((more, index) => entity(keys[index]!, more)));

    await expect(run()).rejects.toMatchObject({
      kind: 'unusable',
      message: `nothing of this account can be written: ${why}`,
    });
    expect(await notes.spans('7001')).toEqual(new Map());
  });
});

describe('importHistory of some metrics', () => {
  it('writes those alone, and does not name the others', async () => {
    const { run } = await withMore();

    const { rows, left } = await run({ metrics: new Set(['weight']) });

    expect([...rows.keys()]).toEqual([WEIGHT]);
    expect(left.size).toBe(0);
    expect([...(await run()).rows.keys()]).toEqual([STEPS]);
  });

  it.each([
    ['fat_ratio', DISABLED],
    ['muscle_mass', NEVER_SYNCED],
    ['hydration', NO_STATISTICS],
  ])('says why %s cannot be written, and writes nothing', async (key, reason) => {
    const { ha, run, notes } = await withMore();
    ha.entities.push(entity('fat_ratio', { unit: '%', disabled: true }), entity('hydration', { isLeftOut: true }));

    const attempt = run({ metrics: new Set(['weight', key]) });

    await expect(attempt).rejects.toMatchObject({ kind: 'unusable', message: `${key} is ${reason}` });
    expect(ha.rowsWritten()).toBe(0);
    expect(await notes.spans('7001')).toEqual(new Map());
  });
});

describe('importHistory since a day', () => {
  it.each([
    ['2024-05-05', 7],
    ['2024-05-06', 5],
    ['2025-12-31', 4],
    ['2026-09-24', 1],
    ['2026-09-25', 0],
    ['2031-01-01', 0],
  ])('of %s writes %i rows; later the rest', async (since, count) => {
    const { run, kept } = await importWorld();

    const first = await run({ since });

    expect(first.count).toBe(count);
    expect((await run({ since })).count).toBe(0);
    expect((await run()).count).toBe(7 - count);
    expect(kept(STEPS)[0]).toBe('2024-05-05T21:00Z 4000 -20500');
  });

  it('takes the sums of the days before along when one of the days since then was edited', async () => {
    const { anna, ha, run, kept } = await importWorld();
    await run();
    anna.activities[3] = dayRow('2026-09-24', 7100);
    const before = ha.rowsWritten();

    const { count } = await run({ since: '2026-01-01' });

    expect(kept(STEPS).slice(0, 4)).toEqual([
      '2024-05-05T21:00Z 4000 -20600',
      '2025-12-31T22:00Z 5000 -15600',
      '2026-01-01T22:00Z 6000 -9600',
      '2026-09-24T21:00Z 7100 -2500',
    ]);
    expect([count, ha.rowsWritten() - before]).toEqual([4, 5]);
    expect((await run()).count).toBe(0);
  });
});

describe('a dry run', () => {
  it('tells the same as a real one, and writes nothing anywhere', async () => {
    const { ha, run, notes } = await importWorld();

    const dry = await run({ dryRun: true });

    expect(ha.rowsWritten()).toBe(0);
    expect(ha.commands.filter(({ type }) => type === 'recorder/import_statistics')).toEqual([]);
    expect(await notes.spans('7001')).toEqual(new Map());
    expect((await run()).rows).toEqual(dry.rows);
  });
});

describe('the progress of importHistory', () => {
  it('goes from none to all of the years', async () => {
    const { run } = await importWorld();
    const seen: [number, number, string][] = [];

    await run({ since: '2024-03-01', onProgress: (done, all, { from }: Window) => void seen.push([done, all, from]) });

    expect(seen).toEqual([
      [0, 3, '2026-01-01'],
      [1, 3, '2025-01-01'],
      [2, 3, '2024-03-01'],
      [3, 3, '2024-03-01'],
    ]);
  });

  it('is none where there is no year', async () => {
    const { run } = await importWorld();
    const seen: number[] = [];

    await run({ since: '2031-01-01', onProgress: (_, all, { from }) => void seen.push(all, from.length) });

    expect(seen).toEqual([]);
  });
});

describe('a Home Assistant that cannot be used', () => {
  it.each([
    ['refuses the token', { token: `${TOKEN}-of-another` }, 'refused', /refuses the token/],
    ['keeps no statistics', { hasRecorder: false }, 'unusable', /keeps no statistics/],
    ['lets only administrators write', { isAdministrator: false }, 'refused', /no administrator/],
  ])('%s', async (_, behaviour, kind, message) => {
    const { ha, run } = await importWorld();
    Object.assign(ha.behaviour, behaviour);

    await expect(run()).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(ha.rowsWritten()).toBe(0);
    await expect.poll(() => ha.connections()).toBe(0);
  });

  it('is followed when it is an old one', async () => {
    const { ha, run } = await importWorld();
    ha.behaviour.version = '2025.1.4';

    expect((await run()).count).toBe(7);
    expect((await run()).count).toBe(0);
  });
});

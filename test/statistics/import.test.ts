import { describe, expect, it } from 'vitest';
import { at } from '../feeds/cloud.js';
import { dayRow } from '../feeds/rows.js';
import { entity, ITS_FIRST, importWorld, NOW, STEPS, WEIGHT, weighIn } from './importing.js';

const ITS_WEIGHTS = [10, 11, 12, 13, 14].map((hour) => `2026-09-25T${hour}:00Z 70`);
const ITS_STEPS = [0, 1, 2, 3, 4].map((n) => `2026-09-25T1${n}:00Z ${3000 + n * 1000} ${500 + n * 1000}`);

describe('importHistory', () => {
  it('writes all that was before, with sums that lead up to those of Home Assistant; the second run writes nothing', async () => {
    const { ha, run, kept } = await importWorld();

    const first = await run({ since: undefined });
    const again = await run({ since: undefined });

    expect(kept(WEIGHT)).toEqual([
      ...['2024-05-05T06:00Z 72', '2025-03-03T06:00Z 71', '2026-09-20T06:00Z 70'],
      ...ITS_WEIGHTS,
    ]);
    expect(kept(STEPS)).toEqual([
      '2024-05-05T21:00Z 4000 -20500',
      '2025-12-31T22:00Z 5000 -15500',
      '2026-01-01T22:00Z 6000 -9500',
      '2026-09-24T21:00Z 7000 -2500',
      ...ITS_STEPS,
    ]);
    expect(ha.statistic(STEPS).hours.get(at('2026-01-01T22:00:00Z'))?.lastReset).toBe(at('2025-12-31T23:00:00Z'));
    expect([first.count, ha.rowsWritten(), again.count]).toEqual([7, 8, 0]);
    // Far before, what the first day began with: else Home Assistant showed the whole sum as what that day brought.
    expect(ha.statistic(STEPS).hours.get(3600)).toMatchObject({ sum: -24_500 });
    expect(first.left).toEqual(new Map());
    await expect.poll(() => ha.connections()).toBe(0);
  });

  it('puts right what Home Assistant has counted of a day when more has come since, once', async () => {
    const { anna, run, kept } = await importWorld();
    await run();
    anna.activities = [...anna.activities.slice(0, -1), dayRow('2026-09-25', 9500), dayRow('2026-09-26', 400)];

    const dry = await run({ dryRun: true });
    const first = await run();
    const again = await run();

    expect([dry.rows.get(STEPS), first.rows.get(STEPS)]).toEqual(
      Array(2).fill([
        expect.objectContaining({ start: at('2026-09-25T14:00:00Z'), state: 7000, sum: 7000 }),
        { start: at('2026-09-26T21:00:00Z'), state: 400, sum: 7400, lastReset: at('2026-09-25T22:00:00Z') },
      ]),
    );
    expect(kept(STEPS).slice(-6)).toEqual([
      ...ITS_STEPS.slice(0, 4),
      '2026-09-25T14:00Z 7000 7000',
      '2026-09-26T21:00Z 400 7400',
    ]);
    expect(again.count).toBe(0);
  });

  it('follows what was edited, deleted and added in the app', async () => {
    const { anna, run, kept } = await importWorld();
    await run();
    anna.measuregrps = [
      weighIn(1, '2024-05-05T06:10:00Z', 72.5),
      weighIn(3, '2026-09-20T06:10:00Z', 70),
      weighIn(4, '2026-09-20T06:50:00Z', 71),
      weighIn(5, '2023-01-01T12:00:00Z', 74),
    ];
    anna.activities = [...anna.activities.slice(1), dayRow('2025-06-01', 100)];

    const { count } = await run();

    expect(kept(WEIGHT)).toEqual([
      ...['2023-01-01T12:00Z 74', '2024-05-05T06:00Z 72.5', '2026-09-20T06:00Z 70.5'],
      ...ITS_WEIGHTS,
    ]);
    expect(kept(STEPS).slice(0, 4)).toEqual([
      '2025-06-01T21:00Z 100 -20500',
      '2025-12-31T22:00Z 5000 -15500',
      '2026-01-01T22:00Z 6000 -9500',
      '2026-09-24T21:00Z 7000 -2500',
    ]);
    expect(count).toBe(6);
    expect((await run()).count).toBe(0);
  });

  it('puts a weigh-in that came late at its hour, among the rows of Home Assistant, and cares for it from then on', async () => {
    const { anna, run, kept } = await importWorld();
    await run();
    anna.measuregrps.push(weighIn(4, '2026-09-25T12:30:00Z', 69));

    expect((await run()).count).toBe(1);
    expect(kept(WEIGHT).at(-3)).toBe('2026-09-25T12:00Z 69');
    expect((await run()).count).toBe(0);
    anna.measuregrps.pop();

    expect((await run()).count).toBe(1);
    expect(kept(WEIGHT).slice(-4)).toEqual(ITS_WEIGHTS.filter((row) => !row.includes('T12')));
  });

  it('notes all hours that came late, of several entities at once', async () => {
    const { anna, ha, run, notes } = await importWorld();
    const more = [76, 77, 88, 5, 8];
    const keys = ['muscle_mass', 'hydration', 'bone_mass', 'fat_free_mass', 'fat_mass'];
    for (const key of keys) ha.entities.push(entity(key));
    for (const { entityId } of ha.entities.slice(2))
      ha.statistic(entityId).hours.set(ITS_FIRST, { mean: 1, min: 1, max: 1 });
    anna.measuregrps.push(...more.map((type, index) => weighIn(10 + index, '2026-09-26T08:00:00Z', 30, type)));

    await run();

    const spans = await notes.spans('7001');
    const late = keys.map((key) => spans.get(key)?.late);
    expect(late).toEqual(keys.map(() => [at('2026-09-26T08:00:00Z')]));
    expect((await run()).count).toBe(0);
  });

  it('leaves the current hour to Home Assistant, and the last one until it has had time for it', async () => {
    const { anna, run, kept } = await importWorld();
    const newest = () => kept(WEIGHT).at(-1);
    anna.measuregrps.push(weighIn(4, '2026-10-01T12:05:00Z', 69));

    await run();
    expect(newest()).toBe(ITS_WEIGHTS.at(-1));
    await run({ now: at('2026-10-01T13:09:00Z') });
    expect(newest()).toBe(ITS_WEIGHTS.at(-1));
    await run({ now: at('2026-10-01T13:10:00Z') });

    expect(newest()).toBe('2026-10-01T12:00Z 69');
  });

  it.each([1, 2, 3, 4, 5, 6])('does only what is left after it was cut off at import %i', async (cutAtImport) => {
    const whole = await importWorld();
    await whole.run();
    const { ha, run, kept } = await importWorld();
    ha.behaviour.cutAtImport = cutAtImport;

    const cut = await run().catch((error: unknown) => error);
    await run();

    expect(cut).toMatchObject({ kind: 'away', message: expect.stringMatching(/is lost$/) });
    expect(ha.rowsWritten()).toBe(8);
    expect([kept(WEIGHT), kept(STEPS)]).toEqual([whole.kept(WEIGHT), whole.kept(STEPS)]);
    expect((await run()).count).toBe(0);
  });

  it('follows an entity that was renamed', async () => {
    const { anna, ha, run, kept } = await importWorld();
    await run();
    ha.rename(WEIGHT, 'sensor.how_heavy');
    expect((await run()).count).toBe(0);
    anna.measuregrps.push(weighIn(4, '2023-01-01T12:00:00Z', 74));

    const { rows } = await run();

    expect([...rows.keys()]).toEqual(['sensor.how_heavy']);
    expect(kept('sensor.how_heavy')[0]).toBe('2023-01-01T12:00Z 74');
  });

  it.each(['kg', 'lb'])('writes in the unit of the statistics, pounds, whether the person sees %s', async (unit) => {
    const { ha, run } = await importWorld();
    ha.statistic(WEIGHT).unit = 'lb';
    ha.entities[0]!.unit = unit;

    await run();

    expect(ha.statistic(WEIGHT).hours.get(at('2024-05-05T06:00:00Z'))?.mean).toBeCloseTo(158.73286, 4);
    expect((await run()).count).toBe(0);
  });

  it('writes an hour of New Year once, where it lies in two years', async () => {
    const { anna, ha, run, kept } = await importWorld({ zone: 'Asia/Kolkata' });
    ha.behaviour.timeZone = 'Asia/Kolkata';
    anna.measuregrps = [weighIn(1, '2025-12-31T18:10:00Z', 70), weighIn(2, '2025-12-31T18:40:00Z', 72)];

    await run();

    expect(kept(WEIGHT)[0]).toBe('2025-12-31T18:00Z 71');
    expect((await run()).count).toBe(0);
  });

  it('begins a total where Home Assistant has not, with what the entity shows now', async () => {
    const { ha, run, kept } = await importWorld();
    ha.statistic(STEPS).hours.clear();
    ha.statistic(WEIGHT).hours.clear();

    await run();

    expect(kept(STEPS).at(-1)).toBe('2026-09-25T21:00Z 7000 -7000');
    const lastReset = at('2026-09-30T22:00:00Z');
    ha.statistic(STEPS).hours.set(at('2026-10-01T12:00:00Z'), { state: 7500, sum: 500, lastReset });
    expect((await run({ now: NOW + 7200 })).count).toBe(0);
  });

  it('leaves an hour that has just ended to Home Assistant, which may still compile it', async () => {
    const { ha, run, kept } = await importWorld();
    ha.statistic(STEPS).hours.clear();
    const midnight = at('2026-09-25T22:00:00Z');

    await run({ now: midnight + 300 });
    expect(kept(STEPS).at(-1)).toBe('2026-09-24T21:00Z 7000 -14000');

    await run({ now: midnight + 901 });
    expect(kept(STEPS).slice(-2)).toEqual(['2026-09-24T21:00Z 7000 -14000', '2026-09-25T21:00Z 7000 -7000']);
  });

  it('waits for Home Assistant to have all of it in its database', async () => {
    const { ha, run } = await importWorld();
    ha.behaviour.backlog.push(0, 5, 3);

    await run();

    expect(ha.commands.at(-1)).toMatchObject({ type: 'recorder/info' });
    expect(ha.behaviour.backlog).toEqual([]);
  });

  it('starts afresh when its notes are lost, and leaves what earlier runs wrote', async () => {
    const { run, kept, notes } = await importWorld();
    await run();
    notes.lose();

    const before = [kept(WEIGHT), kept(STEPS)];

    expect((await run()).count).toBe(0);
    expect([kept(WEIGHT), kept(STEPS)]).toEqual(before);
  });
});

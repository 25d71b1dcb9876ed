import { describe, expect, it } from 'vitest';
import { measures } from '../../src/feeds/measures.js';
import { at, createWorld, SITES } from './cloud.js';
import { rulesOf, valuesOf } from './samples.js';

const pressure = (grpid: number, iso: string, systolic: number, inconclusive?: boolean) => ({
  ...{ grpid, attrib: 0, date: at(iso), created: at(iso) + 10, modified: at(iso) + 10, category: 1 },
  ...(inconclusive !== undefined && { is_inconclusive: inconclusive }),
  measures: [{ type: 10, value: systolic, unit: 0 }],
});

function measuresWorld() {
  const world = createWorld([measures], {}, {}, {}, rulesOf([1, 10]));
  world.cloud.serverTime.now = at('2026-03-02T12:00:00Z') * 1000;
  return {
    ...world,
    answer(...rows: readonly object[]) {
      world.cloud.answers[SITES.measures] = { measuregrps: rows, more: 0, timezone: 'Europe/Berlin' };
      return world.round(at('2026-03-02T12:00:00Z'));
    },
  };
}

describe('a measure that Withings calls inconclusive', () => {
  const sure = pressure(1, '2026-03-01T22:30:00Z', 121, false);
  const unsure = pressure(2, '2026-03-01T22:50:00Z', 180, true);

  it('is told of as such, and not shown where its day has another', async () => {
    const { answer } = measuresWorld();
    await answer(sure);

    const state = await answer(sure, unsure);

    expect(valuesOf(state).systolic_blood_pressure).toBe(121);
    expect(state.outbox).toMatchObject([
      { groupId: '2', inconclusive: true, values: { systolic_blood_pressure: 180 } },
    ]);
  });

  it('is shown, and says so, on a day of the account’s zone that has no other', async () => {
    const { answer } = measuresWorld();

    const state = await answer(sure, pressure(2, '2026-03-01T23:10:00Z', 180, true));

    expect(state.readings.systolic_blood_pressure).toMatchObject({ value: 180, inconclusive: true });
  });

  it('takes the place of one that was deleted, and gives way when it is called so later', async () => {
    const { answer } = measuresWorld();
    await answer(sure, unsure);

    expect(valuesOf(await answer(unsure)).systolic_blood_pressure).toBe(180);
    expect(valuesOf(await answer(unsure, sure)).systolic_blood_pressure).toBe(121);
    const turned = { ...sure, is_inconclusive: true, modified: sure.modified + 600 };
    expect(valuesOf(await answer(turned, unsure)).systolic_blood_pressure).toBe(180);
  });
});

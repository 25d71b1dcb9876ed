import { expect, it } from 'vitest';
import type { Person } from '../../src/demo/cloud.js';
import { demoPeople } from '../../src/demo/invented-people.js';
import { createLife, LIFE_MILLISECONDS } from '../../src/demo/life.js';

const NOW = Date.UTC(2026, 9, 1, 13, 30);

/** Anna, and what has come since the beginning. */
function lived(milliseconds: number) {
  const [anna] = demoPeople(NOW) as [Person];
  const stepsOf = () => anna.activities?.findLast(({ brand }) => brand === 1)?.steps ?? 0;
  const [before, steps] = [anna.workouts?.length ?? 0, stepsOf()];
  const groups = new Set(anna.measuregrps);
  let now = NOW;
  const live = createLife(anna, () => now);
  for (; now < NOW + milliseconds; now += LIFE_MILLISECONDS) live();
  return {
    steps: Number(stepsOf()) - Number(steps),
    workouts: (anna.workouts ?? []).slice(Math.max(0, before - 1)),
    weighIns: anna.measuregrps.filter((group) => !groups.has(group) && group.measures.some(({ type }) => type === 1)),
  };
}

it('shows one of each in the first minutes', () => {
  const { workouts, weighIns, steps } = lived(4 * 60_000);

  expect(workouts).toHaveLength(2);
  expect(weighIns).toHaveLength(2);
  expect(steps).toBeGreaterThan(0);
});

it('is that of somebody who walks, not of somebody who flies', () => {
  expect(lived(8 * 60_000).steps).toBeLessThan(8 * 130);
});

it('has no workout in another one, however long it lasts', () => {
  const { workouts } = lived(5 * 3_600_000);

  expect(workouts.length).toBeGreaterThan(3);
  const inside = workouts.filter(({ startdate }, at) => startdate < Number(workouts[at - 1]?.enddate ?? 0));
  expect(inside).toEqual([]);
});

import { expect, it } from 'vitest';
import { nextNight } from '../cloud/next-night.js';
import { ANNA } from '../demo/helpers.js';
import { type Flows, flowsOnly, house, stepsOn } from './house.js';

const FILE = 'sleep-light.json';
const DAY = 86_400_000;

/** A night as the bridge tells of it. */
function night(score: number | null) {
  return {
    event_type: 'sleep',
    taken: '2026-03-01T07:12:05+01:00',
    metrics: { sleep_score: { value: score, unit: null } },
  };
}

/** Resolves with all scenes of an account so far, when everything published before has been through the flow. */
async function allScenes({ seen, publish, payloads }: Flows, account: string): Promise<string[]> {
  await publish('withings/zoe/reading', night(70));
  await seen.sees('node-red/scene/zoe', () => true);
  return payloads(`node-red/scene/${account}`);
}

it('sleep-light.json gives a scene for each new night, by its score, and for nothing else', async () => {
  const flows = await house(FILE);
  const { cloud, refresh, payloads, publish } = flows;
  const anna = cloud.people.get(ANNA)!;
  const now = Date.now();

  const row = nextNight(anna, now - DAY);
  Object.assign(row, { created: Math.floor(now / 1000), data: { ...row.data, sleep_score: 60 } });
  stepsOn(cloud, ANNA, now, 70_000, 2340);
  await refresh();
  await refresh();
  for (const score of [59, 79, 80]) await publish('withings/anna/reading', night(score));

  expect(await allScenes(flows, 'anna')).toEqual(['neutral', 'calm', 'neutral', 'bright']);
  expect(payloads('node-red/scene/ben')).toEqual([]);
  expect(flows.nodeRed.complaints()).toEqual([]);
});

it('sleep-light.json gives no scene for a night without a score', async () => {
  const flows = await flowsOnly(FILE);
  const { publish } = flows;

  await publish('withings/cleo/reading', night(null));
  await publish('withings/cleo/reading', { ...night(90), event_type: 'nap' });
  await publish('withings/cleo/reading', { event_type: 'sleep', metrics: { sleep_total: { value: 7.5, unit: 'h' } } });
  await publish('withings/cleo/reading', night(0));

  expect(await allScenes(flows, 'cleo')).toEqual(['calm']);
  expect(flows.nodeRed.complaints()).toEqual([]);
});

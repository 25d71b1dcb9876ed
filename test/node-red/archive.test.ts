import { expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { house, stepsOn } from './house.js';

const archive = (account: string) => `node-red/archive/${account}`;
const last = (payload: string) => JSON.parse(payload).at(-1).y;

it('archive.json has all weights of a year out of the archive, after each reading, also what it has not seen', async () => {
  const flows = await house('archive.json');
  const { cloud, seen, refresh, nodeRed } = flows;
  const known = cloud.people.get(ANNA)!.measuregrps.filter(({ measures }) => measures.some(({ type }) => type === 1));

  const first = stepsOn(cloud, ANNA, Date.now() - 180_000, 69_950, 2344);
  stepsOn(cloud, BEN, Date.now() - 180_000, 81_000, 2500);
  await refresh();

  const points = JSON.parse(await seen.sees(archive('anna'), (payload) => last(payload) === 69.95));
  const times = points.map(({ x }: { x: number }) => x);
  expect(times).toEqual(times.toSorted());
  expect(times.at(-1)).toBe(first.date * 1000);
  // Those that were there before the flow was.
  expect(known.length).toBeGreaterThan(1);
  expect(times.length).toBeGreaterThan(1);
  // In pounds, as all that is ben's.
  await seen.sees(archive('ben'), (payload) => last(payload) > 178 && last(payload) < 179);

  await seen.client.publishAsync('withings/$(touch x)/reading', '{}', { qos: 1 });
  await seen.client.publishAsync('withings/nobody/reading', '{}', { qos: 1 });
  stepsOn(cloud, ANNA, Date.now(), 70_050, 2344);
  await refresh();
  await seen.sees(archive('anna'), (payload) => last(payload) === 70.05);
  const others = seen.messages.filter(({ topic }) => topic.startsWith('node-red/') && !/\/(anna|ben)$/.test(topic));
  expect(others).toEqual([]);
  expect(nodeRed.complaints()).toEqual([]);
});

import { expect, it } from 'vitest';
import type { Person } from '../../src/demo/cloud.js';
import { ANNA, group } from '../demo/helpers.js';
import { home, refresh, stop } from './home.js';
import { annaOf } from './world.js';

const ONLY_ANNA = { accounts: '  - name: anna', server: 'private' } as const;
const TOPIC = 'withings/anna/weight_average_7d';
const now = () => Math.floor(Date.now() / 1000);

/** A weigh-in of some days ago, uploaded just now. */
const late = (id: number, days: number, grams: number) =>
  group(id, now() - days * 86_400, { modified: now(), measures: [{ value: grams, type: 1, unit: -3 }] });

const without = (person: Person, id: number) =>
  void person.measuregrps.splice(
    person.measuregrps.findIndex(({ grpid }) => grpid === id),
    1,
  );

it('an average follows a late upload, an edit and a deletion, also those that came while the bridge was away', async () => {
  // 71 and 70.25 kg, of yesterday and today.
  const anna = annaOf();
  const { watch, run, state } = await home({ people: [anna], logins: { anna: ANNA } });
  const seen = await watch();
  const first = await run(ONLY_ANNA);
  await first.synced(seen);
  expect(await seen.sees(TOPIC, () => true)).toBe('70.625');

  anna.measuregrps.push(late(21, 4, 80_000));
  await refresh(seen);
  expect(await seen.sees(TOPIC, (payload) => payload !== '70.625')).toBe('73.75');

  Object.assign(anna.measuregrps.find(({ grpid }) => grpid === 21)!, late(21, 4, 83_000));
  await refresh(seen);
  expect(await seen.sees(TOPIC, (payload) => payload !== '73.75')).toBe('74.75');

  await stop(first);
  without(anna, 21);
  anna.measuregrps.push(late(22, 3, 77_000));
  await (await run(ONLY_ANNA)).synced(seen);
  expect(await seen.sees(TOPIC, (payload) => payload !== '74.75')).toBe('72.75');
  expect(seen.messages.filter(({ topic }) => topic === TOPIC).map(({ payload }) => payload)).toEqual([
    ...['70.625', '73.75', '74.75', '72.75'],
  ]);
  await expect.poll(async () => (await state('anna')).readings.weight_average_7d?.value).toBe(72.75);
});

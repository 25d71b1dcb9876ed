import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import { ANNA } from '../demo/helpers.js';
import { subscriber, withings2mqtt, world } from './world.js';

/** The broker has a weigh-in that the store does not know: the bridge was cut off between telling and writing. */
async function cutOff() {
  const here = await world();
  const { cloud, config, authorize, data, brokerUrl } = here;
  const once = async () => {
    const program = withings2mqtt(['run', '--once', '-c', config]);
    return { code: await program.exit, output: program.output() };
  };
  await authorize();
  await once();
  const older = await readFile(data('withings2mqtt.db'));
  const group = nextWeighIn(cloud.people.get(ANNA)!, Date.now());
  const row = group.measures.find(({ type }) => type === 1)!;
  expect(await once()).toMatchObject({ code: 0 });
  await writeFile(data('withings2mqtt.db'), older);
  const seen = await subscriber(brokerUrl, 'withings/anna/#');
  const weight = String(Number(`${row.value}e${row.unit}`));
  await seen.sees('withings/anna/weight', (payload) => payload === weight);
  const weights = () => seen.messages.filter(({ topic }) => topic === 'withings/anna/weight');
  return { ...here, once, seen, weight, weights };
}

describe('a store older than what is on the broker', () => {
  it('puts no older value there, even while Withings has no answer', async () => {
    const { cloud, once, seen, weight, weights } = await cutOff();
    const back = cloud.fault({ path: '/measure', kind: 'status', status: 503 });

    expect(await once()).toMatchObject({ code: 1 });
    back();
    expect(await once()).toMatchObject({ code: 0 });

    await seen.sees('withings/anna/reading', () => true);
    expect(weights().map(({ payload }) => payload)).toEqual([weight]);
  });

  it('is right again once Withings says so: the weigh-in was deleted meanwhile', async () => {
    const { cloud, once, seen, weight, weights } = await cutOff();
    cloud.people.get(ANNA)!.measuregrps.pop();

    expect(await once()).toMatchObject({ code: 0 });

    await seen.sees('withings/anna/weight', (payload) => payload === '70.25');
    expect(weights().map(({ payload }) => payload)).toEqual([weight, '70.25']);
    expect(JSON.parse(seen.payload('withings/anna/weight/attributes') ?? '')).toMatchObject({ group_id: '12' });
  });
});

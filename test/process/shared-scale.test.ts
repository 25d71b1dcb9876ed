import { expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { annaOf, benOf, subscriber, withings2mqtt, world } from './world.js';

const SCALE = 'homeassistant/device/withings_d1/config';
const saidBy = (base: string) => (payload: string) => payload.includes(`"${base}/bridge/state"`);
const GONE = (payload: string) => payload === '';

/** Two bridges, one with anna and one with ben, who share a scale, at one broker and one Home Assistant. */
async function twoBridges() {
  const people = [annaOf(), { ...benOf(), devices: annaOf().devices }];
  const first = await world({ cloud: { people } });
  const yaml = '  base_topic: upstairs\nserver:\n  enabled: false\n';
  const second = await world({ cloud: { people }, brokerUrl: first.brokerUrl, yaml });
  await first.authorize('anna', ANNA);
  await second.authorize('ben', BEN);
  const seen = await subscriber(first.brokerUrl, '#');
  const annas = async () => {
    withings2mqtt(['run', '-c', first.config]);
    await seen.sees(SCALE, saidBy('withings'));
  };
  const bens = async () => {
    withings2mqtt(['run', '-c', second.config]);
    await seen.sees(SCALE, saidBy('upstairs'));
  };
  const removeBen = async () => {
    const program = withings2mqtt(['accounts', 'remove', 'ben', '-c', second.config]);
    expect(await program.exit, program.output()).toBe(0);
    await seen.sees('upstairs/device/d1/battery', GONE);
  };
  return { seen, annas, bens, removeBen };
}

it('a scale that another bridge has said last stays when it is left by this one', async () => {
  const { seen, annas, bens, removeBen } = await twoBridges();
  await bens();
  await annas();

  await removeBen();

  expect(seen.messages.filter(({ topic, payload }) => topic === SCALE && payload === '')).toEqual([]);
  expect(seen.payload(SCALE)).toSatisfy(saidBy('withings'));
});

it('a scale that this bridge has said last, and takes away, is said again by the other one', async () => {
  const { seen, annas, bens, removeBen } = await twoBridges();
  await annas();
  await bens();

  await removeBen();

  await seen.sees(SCALE, saidBy('withings'));
});

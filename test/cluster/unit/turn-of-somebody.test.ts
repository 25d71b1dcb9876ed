import { describe, expect, it } from 'vitest';
import { ANNA } from '../../demo/helpers.js';
import { shift, type TurnWorld, WEIGHT } from './turn-steps.js';
import { turnWorld } from './turn-world.js';

const DEVICE = 'gone0';

/** Published once with one more device than Withings lists, and which will have been missing for a week at the next turn. */
async function withoutDevice({ store, turn, retained, claims }: TurnWorld) {
  await turn();
  const user = String(ANNA);
  const state = await store.states.load(user);
  const [some] = Object.values(state.devices);
  const gone = { ...some!, device: { ...some!.device, id: DEVICE } };
  await store.states.commit(user, state, { ...state, devices: { ...state.devices, [DEVICE]: gone } });
  claims.interrupted = true;
  await turn();
  const shown = await store.states.load(user);
  const missing = { ...gone, missingSince: Math.floor(Date.now() / 1000) - 8 * 86_400 };
  await store.states.commit(user, shown, { ...shown, devices: { ...shown.devices, [DEVICE]: missing } });
  await shift(store, { next: 0 }, 'devices');
  return { ofDevice: () => [...retained.keys()].filter((topic) => topic.includes(DEVICE)) };
}

describe('the turn of somebody', () => {
  it.each([false, true])(
    'who has a device no more takes what is published of it away (discovery: %s)',
    async (discovery) => {
      const world = await turnWorld({ discovery });
      const { ofDevice } = await withoutDevice(world);
      expect(ofDevice().length).toBeGreaterThan(1);

      await world.turn();
      // Where nothing told that it is gone, the next turn sees that nothing is shown of it.
      await world.turn();

      expect(ofDevice()).toEqual([]);
      expect(world.claims.noted.filter((topic) => topic.includes(DEVICE))).toEqual([]);
      expect([...world.retained.keys()].some((topic) => topic.startsWith('withings/device/'))).toBe(true);
    },
  );

  it('who has a device no more leaves what is published of it to somebody else who has it', async () => {
    const world = await turnWorld({ discovery: true });
    const { ofDevice } = await withoutDevice(world);
    const topics = ofDevice();
    expect(topics.length).toBeGreaterThan(1);
    for (const topic of topics) world.inherited.add(topic);

    await world.turn();
    await world.turn();

    expect(ofDevice()).toEqual(topics);
  });

  it('who is disabled leaves the values, and says that they are not kept up to date', async () => {
    const { turn, claims, retained } = await turnWorld();
    await turn();
    claims.enabled = false;
    await turn();
    expect(retained.get('withings/anna/availability')).toBe('offline');
    expect(retained.has(WEIGHT)).toBe(true);
  });

  it.each([true, false])(
    'who was renamed moves the topics, and what reads them first (discovery: %s)',
    async (discovery) => {
      const { turn, claims, retained, sent, store } = await turnWorld({ discovery });
      await turn();
      const before = [...retained].filter(([topic]) => topic.startsWith('withings/anna/'));
      claims.account = { ...claims.account, name: 'anne' };
      await store.people.put(String(ANNA), 'anne');
      sent.length = 0;
      await turn();

      const after = [...retained.keys()].filter((topic) => topic.startsWith('withings/anne/'));
      expect(after.sort()).toEqual(before.map(([topic]) => topic.replace('/anna/', '/anne/')).sort());
      expect([...retained].filter(([topic, payload]) => `${topic} ${payload}`.includes('/anna/'))).toEqual([]);
      expect(claims.noted.filter((topic) => topic.includes('/anna/'))).toEqual([]);
      expect(claims.noted).toContain('withings/anne/weight');
      const first = sent.findIndex((message) => message.startsWith('withings/anna/'));
      expect(sent.slice(first).every((message) => /^withings\/anna\/[\w/]+=$/.test(message))).toBe(true);
      const retold = sent.some((message) => message.includes('/config=') && message.includes('withings/anne/weight'));
      expect(retold).toBe(discovery);
    },
  );

  it('whose account has other units is published in them', async () => {
    const { turn, claims, retained } = await turnWorld();
    await turn();
    const kilograms = Number(retained.get(WEIGHT));
    claims.account = { ...claims.account, units: 'us' };
    claims.filled = 0;
    await turn();
    expect(Number(retained.get(WEIGHT))).toBeCloseTo(kilograms / 0.45359237, 0);
  });

  it('who was removed takes everything away', async () => {
    const { turn, claims, retained, store } = await turnWorld();
    await turn();
    Object.assign(claims, { enabled: false, leaves: true });
    await store.people.remove(String(ANNA));
    await turn();
    expect(retained.size).toBe(0);
    expect(await store.announced.of(String(ANNA))).toEqual([]);
  });
});

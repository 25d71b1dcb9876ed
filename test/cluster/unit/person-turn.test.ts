import { describe, expect, it } from 'vitest';
import { nextWeighIn } from '../../../src/demo/invented-people.js';
import { LeaseLostError } from '../../../src/store/errors.js';
import { ANNA } from '../../demo/helpers.js';
import { turnWorld } from './turn-world.js';

const WEIGHT = 'withings/anna/weight';
const MEASURES = 1;
const ACTIVITY = 16;
/** Of an account without curves of the day. */
const OF_ACTIVITY = ['activity', 'workouts'];

function weighs({ cloud, notify }: Awaited<ReturnType<typeof turnWorld>>): string {
  const { grpid } = nextWeighIn(cloud.people.get(ANNA)!, Date.now());
  notify(MEASURES);
  return String(grpid);
}

describe('a turn of a person', () => {
  it('brings everything the first time, gives the claim back, and says when to come again', async () => {
    const { turn, retained, claims } = await turnWorld();
    const started = Date.now();

    const next = await turn();

    expect(retained.get(WEIGHT)).toMatch(/^\d/);
    expect(retained.get('withings/anna/availability')).toBe('online');
    expect(claims.given).toBe(1);
    expect(next).toBeGreaterThanOrEqual(started);
  });

  it('works off what Withings tells of an activity also for somebody who wants no curves of the day', async () => {
    const world = await turnWorld();
    await world.turn();
    for (const feed of OF_ACTIVITY) await shift(world.store, {}, feed);
    world.notify(ACTIVITY);

    await world.turn();

    expect(world.noticed()).toBe(0);
  });

  it('asks for each feed of what Withings has told once, when they were not to be asked for at the same time', async () => {
    const world = await turnWorld();
    await world.turn();
    const now = Date.now();
    await shift(world.store, {}, 'activity');
    // So short a while ago that Withings would not answer again.
    await shift(world.store, { lastSuccess: Math.floor(now / 1000) - 5 }, 'workouts');
    const calls = world.cloud.requests.length;
    world.notify(ACTIVITY, now - 3000);

    await world.turn();
    expect(world.noticed()).toBe(1);
    await shift(world.store, {}, 'workouts');
    await world.turn();

    expect(world.noticed()).toBe(0);
    const asked = world.cloud.requests.slice(calls).map(({ action }) => action);
    expect(asked.filter((action) => /getactivity|getworkouts/.test(action)).sort()).toEqual([
      'getactivity',
      'getworkouts',
    ]);
  });

  it('that fails to fetch what Withings has told of keeps it, and says to come again soon', async () => {
    const world = await turnWorld();
    await world.turn();
    await shift(world.store);
    const group = weighs(world);
    const heal = world.cloud.fault({ kind: 'status', status: 2556, path: '/measure' });

    const next = await world.turn();

    expect(world.noticed()).toBe(1);
    expect(next! - Date.now()).toBeLessThan(60_000);
    heal();
    await shift(world.store, { next: 0 });
    await world.turn();
    expect(world.sent.some((line) => line.includes(`"group_id":"${group}"`))).toBe(true);
    expect(world.noticed()).toBe(0);
  });

  it('of a bridge that ended while it was claimed asks for nothing, and leaves what Withings has told of', async () => {
    const world = await turnWorld();
    await world.turn();
    await shift(world.store);
    weighs(world);
    const calls = world.cloud.requests.length;
    world.stop.abort();

    await world.turn();

    expect(world.cloud.requests).toHaveLength(calls);
    expect(world.noticed()).toBe(1);
    expect((await world.store.states.load(String(ANNA))).feeds.measures?.lastError).toBeUndefined();
  });

  it('hides the tokens as long as it lasts, and no longer', async () => {
    const { turn, holds, brokerIs, log, store } = await turnWorld();
    const { accessToken, refreshToken } = (await store.logins.of(String(ANNA)))!;
    const shown = () => [accessToken, refreshToken].map(log.blank);
    const reached = holds(WEIGHT);

    const turned = turn();
    await reached;
    expect(shown()).toEqual(['***', '***']);
    brokerIs(false);
    await turned;

    expect(shown()).toEqual([accessToken, refreshToken]);
  });

  it('asks and publishes nothing more when nothing is due', async () => {
    const { turn, cloud, sent, store } = await turnWorld();
    await turn();
    // Until the past is read there is always something to do.
    for (
      let turns = 0;
      (await store.states.load(String(ANNA))).feeds.measures?.past?.complete !== true && turns < 30;
      turns++
    )
      await turn();
    const [calls, messages] = [cloud.requests.length, sent.length];
    const asked = () => cloud.requests.slice(calls).filter(({ action }) => action === 'getmeas');

    await turn();

    expect(asked()).toEqual([]);
    expect(sent.slice(messages)).toEqual([]);
  });

  it('publishes what Withings has told of, and that alone', async () => {
    const world = await turnWorld();
    await world.turn();
    const before = world.sent.length;
    await shift(world.store);
    const group = weighs(world);

    await world.turn();

    const topics = world.sent.slice(before).map((line) => line.split('=')[0]);
    expect(topics).toContain('withings/anna/reading');
    expect(world.sent.slice(before).some((line) => line.includes(`"group_id":"${group}"`))).toBe(true);
    expect(topics).not.toContain('withings/anna/sleep_score');
    expect(world.noticed()).toBe(0);
  });

  it('looks for what was deleted where somebody asks, and else once a day', async () => {
    const world = await turnWorld();
    await world.turn();
    const before = world.retained.get(WEIGHT);
    const rows = world.cloud.people.get(ANNA)!.measuregrps;
    const isWeight = ({ measures }: (typeof rows)[number]) => measures.some(({ type }) => type === MEASURES);
    const newest = rows.filter(isWeight).toSorted((a, b) => b.date - a.date)[0]!;
    rows.splice(rows.indexOf(newest), 1);
    await shift(world.store);
    world.notify(MEASURES);
    await world.turn();
    const told = world.retained.get(WEIGHT);
    await shift(world.store);
    world.notify(MEASURES, Date.now(), true);

    await world.turn();

    expect(told).toBe(before);
    expect(world.retained.get(WEIGHT)).not.toBe(before);
  });

  it('keeps a notice whose question has just been asked, and comes back for it', async () => {
    const world = await turnWorld();
    await world.turn();
    weighs(world);

    const next = await world.turn();

    expect(world.noticed()).toBe(1);
    expect(next! - Date.now()).toBeLessThanOrEqual(12_000);
  });

  it('publishes everything once more where nobody knows what has arrived', async () => {
    const { turn, claims, retained } = await turnWorld();
    await turn();
    const all = new Map(retained);
    for (const loss of [{ interrupted: true }, { fill: 2 }]) {
      Object.assign(claims, loss);
      retained.clear();
      await turn();
      expect([...retained.keys()].sort()).toEqual([...all.keys()].sort());
    }
    expect(claims.filled).toBe(2);
  });

  it('does not give the claim back while the broker has not got everything, and comes back soon', async () => {
    const { turn, claims, retained, brokerIs } = await turnWorld();
    brokerIs(false);

    const next = await turn();

    expect(claims.given).toBe(0);
    expect(next! - Date.now()).toBeLessThanOrEqual(5000);
    brokerIs(true);
    await turn();
    expect(claims.given).toBe(1);
    expect(retained.has(WEIGHT)).toBe(true);
  });

  it.each([false, true])(
    'takes a no of the broker for an answer, and publishes nothing twice for it (discovery: %s)',
    async (discovery) => {
      const { turn, claims, refuses, refused, sent } = await turnWorld({ discovery });
      refuses((topic) => topic.startsWith(discovery ? 'homeassistant/' : WEIGHT));
      const started = Date.now();

      await turn();
      expect(claims).toMatchObject({ given: 1, interrupted: false });
      expect(refused.length).toBeGreaterThan(0);
      const [messages, refusals] = [sent.length, refused.length];
      const next = await turn();

      expect(next).toBeGreaterThanOrEqual(started);
      expect(claims.given).toBe(2);
      expect(refused).toHaveLength(refusals);
      expect(sent.slice(messages)).not.toContain('withings/anna/availability=online');
    },
  );

  it('counts as failed where the broker does not answer in time, so that it comes again later each time', async () => {
    const { turn, claims, holds } = await turnWorld({ patience: 100 });
    void holds(WEIGHT);

    await expect(turn()).rejects.toThrow('the broker has not taken all');

    expect(claims).toMatchObject({ given: 0, interrupted: true });
  });

  it('publishes nothing more when another bridge has the person meanwhile', async () => {
    const world = await turnWorld();
    await world.turn();
    await shift(world.store);
    weighs(world);
    const before = world.sent.length;
    world.loses();

    await expect(world.turn()).rejects.toThrow(LeaseLostError);

    expect(world.sent.slice(before)).toEqual([]);
  });

  it('ends where it may note nothing, and is taken once more at once', async () => {
    const { turn, notesNothing, claims, sent } = await turnWorld();
    notesNothing();

    expect(await turn()).toBeLessThanOrEqual(Date.now());

    expect(claims.given).toBe(0);
    expect(sent).toEqual([]);
  });

  it('ends when the connection goes in the middle of it, and comes back soon', async () => {
    const { turn, claims, brokerIs, holds } = await turnWorld();
    const isHeld = holds('withings/anna/weight');
    const turning = turn();
    await isHeld;
    brokerIs(false);

    const next = await turning;

    expect(claims.given).toBe(0);
    expect(next! - Date.now()).toBeLessThanOrEqual(5000);
  });

  it('says once that a login is gone, and asks no more until there is another', async () => {
    const { turn, cloud, retained, lines } = await turnWorld();
    await turn();
    cloud.revoke(ANNA);
    const next = await turn();
    expect(next).toBeGreaterThan(Date.now());
    await turn();
    expect(lines.filter((line) => line.includes('cannot get in at Withings')).length).toBeLessThanOrEqual(1);
    expect(retained.has('withings/anna/availability')).toBe(true);
  });

  it('announces the person to Home Assistant where that is wanted, and nothing twice', async () => {
    const { turn, retained, sent } = await turnWorld({ discovery: true });
    await turn();
    const messages = [...retained.keys()].filter((topic) => topic.startsWith('homeassistant/device/'));
    expect(messages.length).toBeGreaterThan(2);
    const before = sent.length;
    await turn();
    expect(sent.slice(before).filter((line) => line.startsWith('homeassistant/'))).toEqual([]);
  });

  it('leaves no listener behind', async () => {
    const { turn, downs } = await turnWorld();
    await turn();
    expect(downs.size).toBe(0);
  });
});

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
    claims.enabled = false;
    await store.people.remove(String(ANNA));
    await turn();
    expect(retained.size).toBe(0);
    expect(await store.announced.of(String(ANNA))).toEqual([]);
  });
});

/** The last answer is old enough for the same question. */
async function shift(
  store: Awaited<ReturnType<typeof turnWorld>>['store'],
  more: { readonly next?: number; readonly lastSuccess?: number } = {},
  name = 'measures',
): Promise<void> {
  const state = await store.states.load(String(ANNA));
  const feed = state.feeds[name];
  const older = { ...feed, lastSuccess: feed!.lastSuccess! - 60, ...more };
  await store.states.commit(String(ANNA), state, { ...state, feeds: { ...state.feeds, [name]: older } });
}

const DEVICE = 'gone0';

/** Published once with one more device than Withings lists, and which will have been missing for a week at the next turn. */
async function withoutDevice({ store, turn, retained, claims }: Awaited<ReturnType<typeof turnWorld>>) {
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

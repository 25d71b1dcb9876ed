import { describe, expect, it } from 'vitest';
import { LeaseLostError } from '../../../src/store/errors.js';
import { ANNA } from '../../demo/helpers.js';
import { shift, WEIGHT, weighs } from './turn-steps.js';
import { turnWorld } from './turn-world.js';

describe('a turn of a person, and the broker:', () => {
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

  it('publishes everything once more where nobody knows what has arrived', async () => {
    const { turn, claims, retained } = await turnWorld();
    await turn();
    const all = new Map(retained);
    for (const loss of [{ interrupted: true }, { fill: 2 }, { shownAs: 'before' }]) {
      Object.assign(claims, loss);
      retained.clear();
      await turn();
      expect([...retained.keys()].sort()).toEqual([...all.keys()].sort());
    }
    expect(claims).toMatchObject({ filled: 2, shownAs: 'now' });
  });

  it('does not give the claim back while the broker has not got everything, and comes back soon', async () => {
    const { turn, claims, retained, brokerIs, clock } = await turnWorld();
    brokerIs(false);

    const next = await turn();

    expect(claims.given).toBe(0);
    expect(next! - clock()).toBeLessThanOrEqual(1000);
    brokerIs(true);
    await turn();
    expect(claims.given).toBe(1);
    expect(retained.has(WEIGHT)).toBe(true);
  });

  it.each([false, true])(
    'takes a no of the broker for an answer, and publishes nothing twice for it (discovery: %s)',
    async (discovery) => {
      const { turn, claims, refuses, refused, sent, clock } = await turnWorld({ discovery });
      refuses((topic) => topic.startsWith(discovery ? 'homeassistant/' : WEIGHT));
      const started = clock();

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
    const { turn, notesNothing, claims, sent, clock } = await turnWorld();
    notesNothing();

    expect(await turn()).toBeLessThanOrEqual(clock());

    expect(claims.given).toBe(0);
    expect(sent).toEqual([]);
  });

  it('ends when the connection goes in the middle of it, and comes back soon', async () => {
    const { turn, claims, brokerIs, holds, clock } = await turnWorld();
    const isHeld = holds('withings/anna/weight');
    const turning = turn();
    await isHeld;
    brokerIs(false);

    const next = await turning;

    expect(claims.given).toBe(0);
    expect(next! - clock()).toBeLessThanOrEqual(1000);
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

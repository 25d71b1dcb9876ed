import { describe, expect, it } from 'vitest';
import { takeAway } from '../../../src/cluster/take-away.js';
import type { TurnParts } from '../../../src/cluster/turn-parts.js';
import type { Outlet } from '../../../src/mqtt/link.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import { LeaseLostError } from '../../../src/store/errors.js';
import { EMPTY_PERSON, type PersonState } from '../../../src/store/person-state.js';
import { systemTools } from '../../../src/tools.js';
import { openOneBridge } from './one-bridge.js';
import { account } from './world.js';

const [ANNA, BEN] = ['7001', '7002'];
const SCALE = 'scale "of all"';
const WATCH = 'watch';
const topicOf = (device: string) => `withings/device/${device}/battery`;
const weightOf = (userId: string) => `withings/${userId}/weight`;

/** Anna and Ben, with a scale that both have and a watch of Anna's, noted by whoever had the last turn. */
async function household() {
  const { store, sql, cluster } = await openOneBridge();

  const turns = {
    [ANNA]: [SCALE, WATCH],
    [BEN]: [SCALE],
  };
  async function turn(userId: string): Promise<void> {
    const claim = await cluster.claims.take(userId, 'one');
    await store.announced.note([
      { topic: weightOf(userId), kind: 'value', userId, device: undefined },
      ...turns[userId]!.map((device) => ({ topic: topicOf(device), kind: 'value', userId, device }) as const),
    ]);
    await cluster.claims.give(claim!, 1, '');
  }
  for (const userId of [ANNA, BEN]) {
    await cluster.accounts.add(account(userId));
    await store.people.put(userId, userId);
    const devices = turns[userId]!.map((id) => [id, { device: { id }, readings: {} }]);
    await cluster.claims.take(userId, 'one');
    const state = { ...EMPTY_PERSON, devices: Object.fromEntries(devices) as PersonState['devices'] };
    await store.states.commit(userId, EMPTY_PERSON, state);
  }

  const emptied: string[] = [];
  const outlet: Outlet = {
    window: 10,
    publish(topic, payload, _retain, done) {
      if (payload === '') emptied.push(topic);
      queueMicrotask(() => done());
    },
  };
  const parts = {
    ...{ store, cluster, tools: systemTools, signal: new AbortController().signal, outlet: () => outlet },
    ...{ onDown: () => () => {}, onPublished() {}, onRefused() {} },
    ...{ context: { topics: createTopics('withings') }, formerBases: { ownerOf: async () => 'ours' } },
  } as unknown as TurnParts;
  return {
    ...{ store, cluster, sql, turn },
    /** @returns what is emptied of somebody who is removed */
    async removed(userId: string) {
      await cluster.accounts.remove(userId);
      await store.people.remove(userId);
      emptied.length = 0;
      expect(await takeAway(userId, parts)).toBeUndefined();
      return [...emptied].sort();
    },
    notedOf: async (userId: string) => (await store.announced.of(userId)).map(({ topic }) => topic).sort(),
    filledOf: async (userId: string) =>
      Number((await sql.get('select filled from person where user_id = $1', userId))?.filled),
  };
}

describe('a device that two people have', () => {
  it('stays on the broker when the one who published it last is removed, and goes with the other one', async () => {
    const { turn, removed, notedOf } = await household();
    for (const userId of [BEN, ANNA]) await turn(userId);

    expect(await removed(ANNA)).toEqual([weightOf(ANNA), topicOf(WATCH)].sort());
    expect(await notedOf(ANNA)).toEqual([]);
    expect(await notedOf(BEN)).toEqual([weightOf(BEN), topicOf(SCALE)].sort());

    expect(await removed(BEN)).toEqual([weightOf(BEN), topicOf(SCALE)].sort());
    expect(await notedOf(BEN)).toEqual([]);
  });

  it('goes with whoever is removed where the other one has no account any more', async () => {
    const { turn, removed, notedOf, cluster } = await household();
    for (const userId of [BEN, ANNA]) await turn(userId);
    await cluster.accounts.remove(BEN);

    expect(await removed(ANNA)).toEqual([weightOf(ANNA), topicOf(SCALE), topicOf(WATCH)].sort());
    expect(await notedOf(BEN)).toEqual([weightOf(BEN)]);
  });

  it('is published anew by the other one, soon', async () => {
    const { turn, removed, filledOf, cluster } = await household();
    for (const userId of [BEN, ANNA]) await turn(userId);
    expect(await filledOf(BEN)).toBe(1);

    await removed(ANNA);

    expect(await filledOf(BEN)).toBeLessThan(1);
    expect(await cluster.queue.size()).toMatchObject({ waiting: 1, due: 1 });
  });

  it('is handed over by the one who has it no more, and by nobody who has lost the person', async () => {
    const { turn, cluster, notedOf, filledOf } = await household();
    for (const userId of [BEN, ANNA]) await turn(userId);
    const topics = [topicOf(SCALE), topicOf(WATCH)];
    await expect(cluster.heirs.handOver(ANNA, topics)).rejects.toThrow(LeaseLostError);

    await cluster.claims.take(ANNA, 'one');

    expect(await cluster.heirs.handOver(ANNA, topics)).toEqual([topicOf(WATCH)]);
    expect(await notedOf(ANNA)).toEqual([weightOf(ANNA), topicOf(WATCH)].sort());
    expect(await filledOf(BEN)).toBeLessThan(1);
  });

  it('is nobody’s to take away whose note it is not any more', async () => {
    const { turn, cluster, filledOf } = await household();
    for (const userId of [ANNA, BEN]) await turn(userId);
    await cluster.claims.take(ANNA, 'one');
    expect(await cluster.heirs.handOver(ANNA, [topicOf(SCALE)])).toEqual([]);
    expect(await filledOf(BEN)).toBe(1);
  });
});

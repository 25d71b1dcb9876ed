import { describe, expect, it } from 'vitest';
import { keepLogin } from '../../../src/bridge/login/keep-login.js';
import { takeAway } from '../../../src/cluster/take-away.js';
import type { TurnParts } from '../../../src/cluster/turn-parts.js';
import type { Outlet } from '../../../src/mqtt/link.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import { LeaseLostError } from '../../../src/store/errors.js';
import { EMPTY_PERSON } from '../../../src/store/person-state.js';
import type { AnnouncedTopic } from '../../../src/store/store.js';
import { systemTools } from '../../../src/tools.js';
import { NODE, openOneBridge } from './one-bridge.js';
import { account } from './world.js';

const [FORMER, NEW] = ['7001', '7002'];
const WEIGHT = 'withings/anna/weight';
const HEIGHT = 'withings/anna/height';
const SCALE = 'withings/device/scale/battery';

const note = (topic: string, userId: string): AnnouncedTopic => ({
  ...{ topic, kind: 'value', userId },
  device: topic === SCALE ? 'scale' : undefined,
});

function login(userId: string) {
  return { userId, accessToken: `access-${userId}`, refreshToken: `refresh-${userId}`, expiresAt: 0, scope: '' };
}

/** Anna, published by one bridge in a turn that is still under way, and a broker in memory. */
async function clinic() {
  const { store, sql, cluster } = await openOneBridge();
  await cluster.accounts.add(account('anna'));
  const keep = (userId: string) => {
    const place = { store, name: 'anna', configured: [], replace: true, queue: cluster.queue, clock: Date.now };
    return keepLogin(place, login(userId));
  };
  await keep(FORMER);
  await cluster.claims.take(FORMER, NODE.id);
  await store.announced.note([WEIGHT, HEIGHT, SCALE].map((topic) => note(topic, FORMER)));

  const world = {
    /** When the broker is asked to empty one of them, and before it has said yes. */
    meanwhile: async (_topic: string) => {},
  };
  const emptied: string[] = [];
  const outlet: Outlet = {
    window: 10,
    publish(topic, _payload, _retain, done) {
      emptied.push(topic);
      world.meanwhile(topic).then(() => done(), done);
    },
  };
  const parts = {
    ...{ store, cluster, tools: systemTools, signal: new AbortController().signal, outlet: () => outlet, node: NODE },
    ...{ onDown: () => () => {}, onPublished() {}, onRefused() {} },
    ...{ context: { topics: createTopics('withings') }, formerBases: { ownerOf: async () => 'ours' } },
  } as unknown as TurnParts;
  return Object.assign(world, {
    ...{ store, cluster, keep, emptied },
    ended: () => takeAway(FORMER, parts),
    notedOf: async (userId: string) => (await store.announced.of(userId)).map(({ topic }) => topic).sort(),
    due: async () => {
      const jobs = await sql.all('select key from graphile_worker.jobs where run_at <= clock_timestamp() order by id');
      return jobs.map(({ key }) => String(key));
    },
    /** Nothing is wanted of anybody. */
    rest: () => sql.run('select graphile_worker.remove_job(key) from graphile_worker.jobs'),
  });
}

describe('somebody in whose place another one has connected', () => {
  it('has a turn at once, before the other one', async () => {
    const { keep, due } = await clinic();
    await keep(NEW);
    expect(await due()).toEqual([FORMER, NEW]);
  });

  it('leaves nothing on the broker, and nothing noted', async () => {
    const { keep, ended, emptied, notedOf } = await clinic();
    await keep(NEW);
    expect(await ended()).toBeUndefined();
    expect(emptied.sort()).toEqual([HEIGHT, WEIGHT, SCALE].sort());
    expect(await notedOf(FORMER)).toEqual([]);
  });

  it('takes away nothing that the other one has published by then', async () => {
    const { keep, ended, emptied, notedOf, store, cluster } = await clinic();
    await keep(NEW);
    await cluster.claims.take(NEW, NODE.id);
    await store.announced.note([note(WEIGHT, NEW), note(SCALE, NEW)]);
    expect(await ended()).toBeUndefined();
    expect(emptied).toEqual([HEIGHT]);
    expect(await notedOf(NEW)).toEqual([SCALE, WEIGHT].sort());
  });

  it.each(['is over', 'goes on'])(
    'has that published anew which the other one publishes at this very moment, in a turn that %s',
    async (how) => {
      const world = await clinic();
      const { keep, ended, notedOf, due, rest, store, cluster } = world;
      await keep(NEW);
      await rest();
      const claim = (await cluster.claims.take(NEW, NODE.id))!;
      world.meanwhile = async (topic) => {
        if (topic === HEIGHT) return;
        await store.announced.note([note(topic, NEW)]);
        if (topic === WEIGHT && how === 'is over') await cluster.claims.give(claim, 1, '');
      };

      expect(await ended()).toBeUndefined();

      expect(await notedOf(NEW)).toEqual([SCALE, WEIGHT].sort());
      expect(await notedOf(FORMER)).toEqual([]);
      expect(await due()).toEqual([NEW]);
      if (how === 'goes on') expect(await cluster.claims.give(claim, 1, '')).toBe(true);
      const again = (await cluster.claims.take(NEW, NODE.id))!;
      expect(again.filled).toBeLessThan(1);
      expect(await cluster.claims.give(again, 1, '')).toBe(true);
      expect(await cluster.claims.take(NEW, NODE.id)).toMatchObject({ filled: 1 });
    },
  );

  it('writes nothing any more, and takes no topic back, in a turn that is still under way', async () => {
    const { keep, store, cluster, notedOf } = await clinic();
    await keep(NEW);
    await cluster.claims.take(NEW, NODE.id);
    await store.announced.note([note(WEIGHT, NEW)]);

    await expect(store.announced.note([note(WEIGHT, FORMER)])).rejects.toThrow(LeaseLostError);
    const state = { ...EMPTY_PERSON, zone: 'Europe/Paris' };
    await expect(store.states.commit(FORMER, EMPTY_PERSON, state)).rejects.toThrow(LeaseLostError);

    expect(await notedOf(NEW)).toEqual([WEIGHT]);
  });
});

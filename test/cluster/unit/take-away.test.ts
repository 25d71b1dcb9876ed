import { describe, expect, it } from 'vitest';
import { endService } from '../../../src/cluster/end-service.js';
import type { TurnParts } from '../../../src/cluster/turn-parts.js';
import type { Outlet } from '../../../src/mqtt/link.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import type { AnnouncedTopic } from '../../../src/store/store.js';

const ANNA = '7001';
const NOW = 1_000_000;

type Answer = 'taken' | 'refused' | 'none';

/** Somebody of whom these topics are noted, and a broker that answers as a test says. */
function createWorld(
  names: readonly string[],
  {
    isDisabled = false,
    patience = 'endless' as 'endless' | 'none',
    formerBase = 'ours' as 'ours' | 'others' | 'unknown',
  } = {},
) {
  let noted: readonly AnnouncedTopic[] = names.map((topic) => ({
    ...{ topic, kind: topic.startsWith('homeassistant/') ? 'discovery' : 'value', userId: ANNA },
    device: topic.includes('/device/') ? topic.split('/')[2] : undefined,
  }));
  const stop = new AbortController();
  const downs = new Set<() => void>();
  const [sent, refused]: [string[], string[]] = [[], []];
  const world = {
    answer: (_topic: string): Answer => 'taken',
    /** While the store is asked for the person. */
    meanwhile() {},
    onSent() {},
    /** In the time in which Home Assistant hears what was said to it. */
    async heard() {},
    inherited: [] as readonly string[],
  };
  let outlet: Outlet | undefined = {
    window: 10,
    publish(topic, payload, _retain, done) {
      if (!outlet) return;
      sent.push(`${topic}=${payload}`);
      const answer = world.answer(topic);
      if (answer === 'taken') queueMicrotask(() => done());
      if (answer === 'refused') queueMicrotask(() => done(new Error('Not authorized')));
      world.onSent();
    },
  };
  const parts = {
    store: {
      announced: {
        of: async () => noted,
      },
      people: { get: async () => undefined },
    },
    context: { topics: createTopics('withings') },
    formerBases: { ownerOf: async () => formerBase },
    node: { id: 'a1' },
    cluster: {
      claims: {
        async leave() {
          world.meanwhile();
          return !isDisabled;
        },
      },
      heirs: {
        handOver: async (_: string, topics: readonly string[]) =>
          topics.filter((topic) => !world.inherited.includes(topic)),
        async forget(_: string, _topics: readonly string[], taken: readonly string[]) {
          noted = noted.filter(({ topic }) => !taken.includes(topic));
        },
      },
    },
    tools: {
      clock: () => NOW,
      sleep: (milliseconds: number, signal?: AbortSignal) =>
        milliseconds === 2000
          ? world.heard()
          : patience === 'none'
            ? Promise.resolve()
            : new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    },
    signal: stop.signal,
    outlet: () => outlet,
    onDown(listener: () => void) {
      downs.add(listener);
      return () => void downs.delete(listener);
    },
    onPublished() {},
    onRefused: (topic: string) => refused.push(topic),
  } as unknown as TurnParts;
  return Object.assign(world, {
    ...{ sent, refused, stop, downs },
    noted: () => noted.map(({ topic }) => topic),
    turn: () => endService(ANNA, parts),
    goDown() {
      outlet = undefined;
      for (const listener of [...downs]) listener();
    },
  });
}

const WEIGHT = 'withings/anna/weight';
const HEIGHT = 'withings/anna/height';
const SCALE = 'withings/device/d1/battery';
const AVAILABILITY = 'withings/anna/availability';

describe('taking away what was published of somebody', () => {
  it('who was removed empties all of it, and forgets it', async () => {
    const { turn, sent, noted, downs } = createWorld([WEIGHT, SCALE]);
    expect(await turn()).toBeUndefined();
    expect(sent.sort()).toEqual([`${WEIGHT}=`, `${SCALE}=`].sort());
    expect(noted()).toEqual([]);
    expect(downs.size).toBe(0);
  });

  it('tells Home Assistant first, and gives it time before the topics go that it reads', async () => {
    const message = 'homeassistant/device/withings_7001/config';
    const world = createWorld([WEIGHT, message]);
    world.heard = async () => void world.sent.push('heard');
    expect(await world.turn()).toBeUndefined();
    expect(world.sent).toEqual([`${message}=`, 'heard', `${WEIGHT}=`]);
    expect(world.noted()).toEqual([]);
  });

  it('leaves what goes with a device that somebody else has', async () => {
    const world = createWorld([WEIGHT, SCALE]);
    world.inherited = [SCALE];
    expect(await world.turn()).toBeUndefined();
    expect(world.sent).toEqual([`${WEIGHT}=`]);
    expect(world.noted()).toEqual([SCALE]);
  });

  it('ends when the connection has gone while the store was asked', async () => {
    const world = createWorld([WEIGHT]);
    world.meanwhile = world.goDown;
    expect(await world.turn()).toBe(NOW + 5000);
    expect(world.noted()).toEqual([WEIGHT]);
  });

  it.each(['the connection', 'the bridge', 'the patience'])(
    'ends with %s, and keeps in mind what the broker has not taken by then',
    async (what) => {
      const world = createWorld([WEIGHT, HEIGHT], { patience: what === 'the patience' ? 'none' : 'endless' });
      world.answer = (topic) => (topic === WEIGHT ? 'taken' : 'none');
      world.onSent = () => {
        // When the other one has been taken.
        if (world.sent.length === 2)
          queueMicrotask(() => {
            if (what === 'the connection') world.goDown();
            if (what === 'the bridge') world.stop.abort();
          });
      };
      expect(await world.turn()).toBe(NOW + 5000);
      expect(world.noted()).toEqual([HEIGHT]);
      expect(world.downs.size).toBe(0);
    },
  );

  it('goes on behind a message that the broker refuses, and comes back an hour later for that one alone', async () => {
    const world = createWorld([WEIGHT, HEIGHT]);
    world.answer = (topic) => (topic === WEIGHT ? 'refused' : 'taken');
    expect(await world.turn()).toBe(NOW + 3_600_000);
    expect([world.noted(), world.refused]).toEqual([[WEIGHT], [WEIGHT]]);
  });

  it.each([
    { formerBase: 'ours', after: undefined, sent: 3, left: [] },
    { formerBase: 'others', after: undefined, sent: 1, left: [] },
    { formerBase: 'unknown', after: NOW + 5000, sent: 1, left: ['old/anna/availability', 'old/device/d1/battery'] },
  ] as const)('touches a former base topic only where it is its own: $formerBase', async (wanted) => {
    const names = [WEIGHT, 'old/anna/availability', 'old/device/d1/battery'];
    const world = createWorld(names, { formerBase: wanted.formerBase });
    expect(await world.turn()).toBe(wanted.after);
    expect(world.sent).toHaveLength(wanted.sent);
    expect(world.noted()).toEqual(wanted.left);
  });

  it.each([
    ['ours', ['old/anna/availability=offline'], undefined],
    ['others', [], undefined],
    ['unknown', [], NOW + 5000],
  ] as const)('who is disabled does not say so below the former base topic of somebody else: %s', async (...wanted) => {
    const [formerBase, sent, again] = wanted;
    const world = createWorld(['old/anna/availability'], { isDisabled: true, formerBase });
    expect(await world.turn()).toBe(again);
    expect(world.sent).toEqual(sent);
    expect(world.noted()).toHaveLength(1);
  });

  it('who is disabled says so, and takes a no of the broker for an answer', async () => {
    const world = createWorld([WEIGHT, AVAILABILITY], { isDisabled: true });
    world.answer = () => 'refused';
    expect(await world.turn()).toBeUndefined();
    expect(world.sent).toEqual([`${AVAILABILITY}=offline`]);
    expect(world.noted()).toHaveLength(2);
  });
});

import { describe, expect, it } from 'vitest';
import { createLeading } from '../../../src/cluster/leading.js';
import { shownAsText } from '../../../src/cluster/shown-as.js';
import { infoPayload } from '../../../src/mqtt/broker-memory.js';
import type { ClusterSession } from '../../../src/mqtt/cluster-session.js';
import type { Presence } from '../../../src/mqtt/presence.js';
import { createTopics } from '../../../src/mqtt/topics.js';
import type { Cluster } from '../../../src/store/cluster.js';
import { logLines } from '../../log-lines.js';

const INFO = 'withings/bridge/info';
const SHOWN_AS = { base: 'withings', prefix: null, version: '1' };

/** A broker with one topic, and a store that counts. */
function createWorld(kept?: string) {
  const retained = new Map(kept === undefined ? [] : [[INFO, kept]]);
  const done: string[] = [];
  let fill = 3;
  let gone: string[] = [];
  let up = () => {};
  let isHeld = false;
  const session = {
    connected: () => true,
    onUp(listener: () => void) {
      up = listener;
      return () => {};
    },
    read: async (topic: string) => retained.get(topic),
    async say(topic: string, payload: string) {
      retained.set(topic, payload);
      return true;
    },
    async clearStates(nodes: readonly string[]) {
      done.push(`clear ${nodes.join(' ')}`);
      return true;
    },
  } as unknown as ClusterSession;
  const presence: Presence = {
    async begin() {
      if (!isHeld) done.push('hold');
      isHeld = true;
      return true;
    },
    async end(how) {
      done.push(how);
      isHeld = false;
    },
    holds: () => isHeld,
  };
  const cluster = {
    accounts: {
      filling: async () => fill,
      async fill() {
        fill += 1;
        return fill;
      },
      count: async () => ({ all: 100 }),
    },
    bridges: {
      living: async () => [{}, {}],
      gone: async () => gone,
      async forget(ids: readonly string[]) {
        gone = gone.filter((id) => !ids.includes(id));
        done.push(`forget ${ids.join(' ')}`);
      },
    },
    queue: {
      async wantAll(spread: number) {
        done.push(`want all in ${spread}`);
      },
      async wantBehind(_: string, spread: number) {
        done.push(`catch up in ${spread}`);
      },
    },
  } as unknown as Cluster;
  const leading = createLeading({
    ...{ cluster, session, presence, topics: createTopics('withings'), log: logLines().log },
    ...{ shownAs: SHOWN_AS, instance: 'x', signal: new AbortController().signal },
    settings: { get: async () => shownAsText(SHOWN_AS), async put() {} },
    formerBases: { ownerOf: async () => 'ours' },
  });
  /** Everything here is done in promises that wait for nothing else. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    ...{ leading, done, retained, settle, up: () => up() },
    bury(...ids: string[]) {
      gone = ids;
    },
  };
}

const KEPT = infoPayload({ version: '1', instance: 'x', fill: 3, bridges: 2 });

describe('the bridge that leads', () => {
  it('holds the common state as long as it is told that it leads', async () => {
    const { leading, done, settle } = createWorld(KEPT);
    leading.tell(true);
    leading.tell(true);
    await settle();
    leading.tell(false);
    leading.tell(false);
    expect(done).toEqual(['hold', 'catch up in 9000', 'handover']);
  });

  it('has everybody published once more where the broker has lost its memory, and says which filling holds', async () => {
    const { leading, done, retained, settle } = createWorld();
    leading.tell(true);
    await settle();
    expect(done).toContain('want all in 9000');
    expect(JSON.parse(retained.get(INFO)!)).toEqual({ version: '1', instance: 'x', fill: 4, bridges: 2 });
  });

  it('looks again when its connection was away', async () => {
    const { leading, done, retained, settle, up } = createWorld(KEPT);
    leading.tell(true);
    await settle();
    retained.clear();
    up();
    await settle();
    expect(done.filter((line) => line.startsWith('want'))).toHaveLength(1);
  });

  it('clears the states of bridges that are gone for long', async () => {
    const { leading, done, settle, bury } = createWorld(KEPT);
    bury('b2', 'c3');
    leading.tell(true);
    await settle();
    expect(done.slice(1)).toEqual(['catch up in 9000', 'clear b2 c3', 'forget b2 c3']);
  });

  it('does none of it for others', async () => {
    const { leading, done, settle, up } = createWorld();
    leading.tell(false);
    up();
    await settle();
    expect(done).toEqual([]);
  });

  it('hands over at its end, or says that nobody is left', async () => {
    const { leading, done } = createWorld(KEPT);
    await leading.end(true);
    expect(done).toEqual(['hold', 'last']);
    expect(leading.isLast()).toBe(true);
  });
});

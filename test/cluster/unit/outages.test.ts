import { setMaxListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createMembership, SIGN_TIMES } from '../../../src/cluster/membership.js';
import { createSharedClock } from '../../../src/cluster/shared-clock.js';
import type { BridgeNode, Bridges } from '../../../src/store/cluster.js';
import { logLines } from '../../log-lines.js';
import { createVirtualTime } from '../../virtual-time.js';

const LONGEST_PAUSE = 3000;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** A database in memory, with a clock that can be set, and bridges that sign there: `bridges.ts` of PostgreSQL in small. */
function createWorld() {
  const time = createVirtualTime(0);
  const signs = new Map<string, number>();
  const cutOff = new Set<string>();
  const gone = new Map<string, number>();
  let offset = 1_800_000_000_000;
  const database = () => offset + time.now();
  const clock = { passed: 0, last: database() };
  /** Of the signs. */
  const passed = () => clock.passed + Math.min(Math.max(database() - clock.last, 0), LONGEST_PAUSE);

  function bridgesOf(own: string): Bridges {
    const reach = () => {
      if (cutOff.has(own)) throw new Error('no database');
    };
    return {
      async join({ id }) {
        signs.set(id, passed());
      },
      async beat(id) {
        reach();
        if (!signs.has(id)) return false;
        Object.assign(clock, { passed: passed(), last: database() });
        signs.set(id, clock.passed);
        return true;
      },
      async time() {
        reach();
        return database();
      },
      async bury(silent) {
        reach();
        const dead = [...signs].filter(([, at]) => at < passed() - silent).map(([id]) => id);
        for (const id of dead) {
          signs.delete(id);
          gone.set(id, time.now());
        }
        return dead.map(nodeOf);
      },
      async leave() {},
      living: async () => [],
      gone: async () => [],
      async forget() {},
      lead: async () => false,
    };
  }

  async function start(id: string): Promise<AbortController> {
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    stops.push(stop);
    const membership = createMembership({
      ...{ bridges: bridgesOf(id), node: nodeOf(id), log: logLines().log, signal: stop.signal, stopwatch: time.now },
      clock: createSharedClock({ own: database, stopwatch: time.now, onApart() {} }),
      tools: { clock: time.now, random: Math.random, sleep: (milliseconds, wake) => time.sleep(milliseconds, wake) },
      onBuried: () => stop.abort(),
      onLeads() {},
      onTakeover() {},
    });
    await membership.join();
    void membership.run();
    return stop;
  }

  return {
    ...{ time, start, gone },
    cutOff: (...ids: string[]) => ids.forEach((id) => void cutOff.add(id)),
    join: (...ids: string[]) => ids.forEach((id) => void cutOff.delete(id)),
    setClock(milliseconds: number) {
      offset += milliseconds;
    },
  };
}

function nodeOf(id: string): BridgeNode {
  return { id, host: 'box', pid: 1, version: '1' };
}

/** Three bridges whose signs are apart by half a second. */
async function three() {
  const world = createWorld();
  const bridges = [];
  for (const id of ['a', 'b', 'c']) {
    bridges.push(await world.start(id));
    await world.time.pass(500);
  }
  await world.time.pass(20_000);
  return { ...world, bridges };
}

const PROMISED = 20_000;

describe('bridges', () => {
  it.each([5000, 15_000, 600_000])(
    'that all were without the database for %i ms bury nobody when it is back',
    async (milliseconds) => {
      const { time, cutOff, join, gone } = await three();
      cutOff('a', 'b', 'c');
      await time.pass(milliseconds);
      // One is back at once, and the others in the time that a try to connect may take.
      join('a');
      await time.pass(5000);
      join('b', 'c');
      await time.pass(60_000);
      expect([...gone.keys()]).toEqual([]);
    },
  );

  it.each([13_000, 3_600_000, -3_600_000])('bury nobody when the clock of the database is set by %i ms', async (by) => {
    const { time, setClock, gone } = await three();
    setClock(by);
    await time.pass(60_000);
    expect([...gone.keys()]).toEqual([]);
  });

  it('bury one that died, within the time that is promised', async () => {
    const { time, bridges, gone } = await three();
    bridges[1]?.abort();
    const since = time.now();
    await time.pass(PROMISED);
    expect([...gone.keys()]).toEqual(['b']);
    expect((gone.get('b') ?? 0) - since).toBeLessThanOrEqual(SIGN_TIMES.dead + SIGN_TIMES.between);
  });

  it('bury one that alone was cut off from the database', async () => {
    const { time, cutOff, join, gone } = await three();
    cutOff('b');
    await time.pass(15_000);
    join('b');
    await time.pass(60_000);
    expect([...gone.keys()]).toEqual(['b']);
  });

  it('bury one that died while the database was away, within the time that is promised from then on', async () => {
    const { time, bridges, cutOff, join, gone } = await three();
    cutOff('a', 'b', 'c');
    await time.pass(15_000);
    bridges[1]?.abort();
    join('a', 'b', 'c');
    await time.pass(PROMISED);
    expect([...gone.keys()]).toEqual(['b']);
  });

  it.each([1000, 3000, 6000])(
    'bury one that died before the database was away for %i ms, within the time that is promised',
    async (milliseconds) => {
      const { time, bridges, cutOff, join, gone } = await three();
      bridges[1]?.abort();
      const since = time.now();
      await time.pass(10_000 - milliseconds);
      cutOff('a', 'b', 'c');
      await time.pass(milliseconds);
      join('a', 'b', 'c');
      await time.pass(60_000);
      expect([...gone.keys()]).toEqual(['b']);
      expect((gone.get('b') ?? 0) - since).toBeLessThanOrEqual(PROMISED);
    },
  );

  it('bury one that died, within the time that is promised, where those who live were away one after the other', async () => {
    const { time, bridges, cutOff, join, gone } = await three();
    cutOff('a');
    await time.pass(5000);
    bridges[1]?.abort();
    const since = time.now();
    await time.pass(4000);
    join('a');
    await time.pass(2500);
    cutOff('c');
    await time.pass(10_000);
    expect([...gone.keys()]).toEqual(['b']);
    expect((gone.get('b') ?? 0) - since).toBeLessThanOrEqual(SIGN_TIMES.dead + SIGN_TIMES.between);
  });

  it('that come after a death bury the dead within the time that is promised', async () => {
    const { time, start, bridges, gone } = await three();
    for (const bridge of bridges) bridge.abort();
    await time.pass(30_000);
    await start('d');
    await time.pass(PROMISED);
    expect([...gone.keys()].toSorted()).toEqual(['a', 'b', 'c']);
  });
});

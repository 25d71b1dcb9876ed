import { setMaxListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createDeliveryLoop } from '../../../src/sinks/influx/delivery.js';
import type { ReadBack } from '../../../src/sinks/influx/read-back.js';
import type { WriteResult } from '../../../src/sinks/influx/write.js';
import { StoreError } from '../../../src/store/errors.js';
import type { Delivery } from '../../../src/store/store.js';
import { createVirtualTime } from '../../virtual-time.js';
import { delivery } from './samples.js';

const PLACE = 'influx http://a db=health';
const MINUTE = 60_000;

/** A store with pages that wait, and a server that is told what to say. */
function setUp({ pages = [] as number[][], oldest = undefined as Delivery | undefined } = {}) {
  const time = createVirtualTime();
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const waiting = pages.map((takenAts) => takenAts.map((takenAt) => delivery({ takenAt })));
  const said: string[] = [];
  const written: number[] = [];
  const tries: number[] = [];
  const start = time.now();
  const world = {
    result: { kind: 'written' } as WriteResult,
    readBack: 'there' as ReadBack,
    storeError: undefined as Error | undefined,
    mayDeliver: true,
    onWritten: () => {},
    looks: 0,
    again: 0,
  };
  const loop = createDeliveryLoop({
    destination: PLACE,
    deliveries: {
      async next() {
        if (world.storeError) throw world.storeError;
        const page = waiting[0];
        return page && { deliveries: page, acknowledge: async () => void waiting.shift() };
      },
      async again() {
        world.again += 1;
        waiting.push([delivery({ takenAt: 1 })]);
      },
      oldest: async () => oldest,
    },
    server: {
      async write(deliveries) {
        tries.push(time.now() - start);
        if (world.result.kind === 'written') written.push(...deliveries.map(({ reading }) => reading.takenAt));
        world.onWritten();
        return world.result;
      },
      async readBack() {
        world.looks += 1;
        return world.readBack;
      },
    },
    signal: stop.signal,
    async sleep(milliseconds) {
      await time.sleep(milliseconds, stop.signal);
      stop.signal.throwIfAborted();
    },
    random: () => 0,
    mayDeliver: () => world.mayDeliver,
    onObstacle: ({ kind, reason }) => said.push(`${kind}: ${reason}`),
    onDelivered: (count) => count > 0 && said.push(`delivered ${count}`),
    onPartly: (reason) => said.push(`partly: ${reason}`),
    onThrownAway: (takenAt) => said.push(`thrown away: ${takenAt}`),
    onAgain: () => said.push('again'),
    onStoreFailed: (error) => said.push(`store: ${(error as Error).message}`),
  });
  return { time, stop, loop, world, waiting, said, written, tries };
}

describe('what waits', () => {
  it('is delivered page by page, and so is what comes later', async () => {
    const { time, stop, loop, waiting, said, written } = setUp({ pages: [[1, 2], [3]] });
    const running = loop.run();
    await time.pass(100);
    expect([written, said, waiting]).toEqual([[1, 2, 3], ['delivered 3'], []]);
    waiting.push([delivery({ takenAt: 4 })]);
    await time.pass(5000);
    expect(written).toEqual([1, 2, 3, 4]);
    stop.abort();
    await running;
  });

  it('stays while another process is to deliver it, and after the page at which that begins', async () => {
    const { time, stop, loop, world, written } = setUp({ pages: [[1], [2], [3]] });
    world.mayDeliver = false;
    const running = loop.run();
    await time.pass(MINUTE);
    expect(written).toEqual([]);

    world.mayDeliver = true;
    world.onWritten = () => {
      world.mayDeliver = false;
    };
    await time.pass(MINUTE);
    expect(written).toEqual([1]);

    world.onWritten = () => {};
    world.mayDeliver = true;
    await time.pass(MINUTE);
    expect(written).toEqual([1, 2, 3]);
    stop.abort();
    await running;
  });

  it('stays while the server is away, which is asked at growing distances', async () => {
    const { time, stop, loop, world, waiting, written, tries } = setUp({ pages: [[1], [2]] });
    world.result = { kind: 'away', reason: 'no' };
    const running = loop.run();
    await time.pass(30 * MINUTE);
    expect(waiting).toHaveLength(2);
    expect(tries.slice(0, 8).map((at) => at / 1000)).toEqual([0, 5, 15, 35, 75, 155, 315, 615]);
    world.result = { kind: 'written' };
    await time.pass(5 * MINUTE);
    expect(written).toEqual([1, 2]);
    stop.abort();
    await running;
  });

  it('comes when the server wants it to', async () => {
    const { time, stop, loop, world, tries } = setUp({ pages: [[1]] });
    world.result = { kind: 'away', reason: 'busy', waitSeconds: 60 };
    const running = loop.run();
    await time.pass(MINUTE);
    expect(tries).toEqual([0, MINUTE]);
    stop.abort();
    await running;
  });

  it('is acknowledged when the server will never take some of it, and not when it refuses', async () => {
    const { loop, world, waiting, said } = setUp({ pages: [[1], [2]] });
    world.result = { kind: 'refused', reason: 'HTTP 401' };
    expect(await loop.once()).toBe(false);
    expect(waiting).toHaveLength(2);
    world.result = { kind: 'partly', reason: 'too old' };
    expect(await loop.once()).toBe(true);
    expect(waiting).toEqual([]);
    expect(said).toEqual(['refused: HTTP 401', 'partly: too old', 'partly: too old', 'delivered 2']);
  });

  it('waits for the store, too', async () => {
    const { time, stop, loop, world, said, written } = setUp({ pages: [[1]] });
    world.storeError = new StoreError('the disk is full');
    const running = loop.run();
    await time.pass(100);
    world.storeError = undefined;
    await time.pass(5000);
    expect([said, written]).toEqual([['store: the disk is full', 'delivered 1'], [1]]);
    stop.abort();
    await running;
  });

  it('is left alone when everything stops', async () => {
    const { stop, loop, waiting, said } = setUp({ pages: [[1]] });
    stop.abort();
    await loop.run();
    expect([waiting.length, said]).toEqual([1, []]);
  });
});

describe('an old reading is looked for', () => {
  const oldest = delivery({ takenAt: 1_262_304_000 });

  it('once in a run, when nothing waits any more', async () => {
    const { time, stop, loop, world, said } = setUp({ pages: [[1]], oldest });
    const running = loop.run();
    await time.pass(MINUTE);
    expect([world.looks, said]).toEqual([1, ['delivered 1']]);
    stop.abort();
    await running;
  });

  it('and missed, with a word about it', async () => {
    const { time, stop, loop, world, said, written } = setUp({ pages: [[1]], oldest });
    world.readBack = 'gone';
    const running = loop.run();
    await time.pass(10 * MINUTE);
    expect(said).toEqual(['delivered 1', 'thrown away: 1262304000']);
    expect([written, world.again]).toEqual([[1, 1_262_304_000], 0]);
    stop.abort();
    await running;
  });

  it('and if the server keeps it now, all is written once more', async () => {
    const { time, stop, loop, world, said, written } = setUp({ oldest });
    world.readBack = 'gone';
    const running = loop.run();
    await time.pass(8000);
    expect(written).toEqual([1_262_304_000]);
    world.readBack = 'there';
    await time.pass(MINUTE);
    expect(said).toEqual(['again', 'delivered 1']);
    expect(written).toEqual([1_262_304_000, 1]);
    stop.abort();
    await running;
  });

  it('without a word where the server offers no way, or is away by then', async () => {
    for (const result of ['written', 'away'] as const) {
      const { time, stop, loop, world, said } = setUp({ oldest });
      world.readBack = result === 'away' ? 'gone' : 'unknown';
      world.result = result === 'away' ? { kind: 'away', reason: 'no' } : { kind: 'written' };
      const running = loop.run();
      await time.pass(MINUTE);
      expect(said).toEqual([]);
      stop.abort();
      await running;
    }
  });
});

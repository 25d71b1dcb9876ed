import { expect, it, onTestFinished } from 'vitest';
import { followStore } from '../../src/bridge/store-watch.js';
import { logLines } from '../log-lines.js';
import { createVirtualTime } from '../virtual-time.js';

/** Follows a store of which others write as `changes` says, one look after the other. */
function setUp(changes: boolean[], look: () => Promise<void> = async () => {}) {
  const time = createVirtualTime();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { log } = logLines();
  const world = { isHeld: true };
  const looks: string[] = [];
  const following = followStore(
    {
      store: {
        changedElsewhere: async () => changes.shift() ?? false,
        lease: { isHeld: async () => world.isHeld },
      } as unknown as Parameters<typeof followStore>[0]['store'],
      tools: { clock: time.now, sleep: time.sleep, random: () => 0 } as Parameters<typeof followStore>[0]['tools'],
      signal: stop.signal,
      onLeaseLost: () => looks.push('lost'),
      log,
    },
    async () => {
      looks.push('look');
      await look();
    },
  );
  return { time, stop, world, looks, following };
}

it('looks again at what another process has written until the look has succeeded', async () => {
  const answers = [() => Promise.reject(new Error('EIO')), async () => {}];
  const { time, stop, looks, following } = setUp([false, true], () => answers.shift()!());

  await time.pass(10_000);
  stop.abort();
  await following;

  expect(looks).toEqual(['look', 'look']);
});

it('tells once that another process has taken over, and looks no more', async () => {
  const { time, world, looks, following } = setUp([false, true, true, true]);
  world.isHeld = false;

  await time.pass(10_000);
  await following;

  expect(looks).toEqual(['lost']);
});

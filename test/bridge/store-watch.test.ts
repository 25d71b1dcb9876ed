import { expect, it } from 'vitest';
import { followStore } from '../../src/bridge/store-watch.js';
import { logLines } from '../log-lines.js';
import { createVirtualTime } from '../virtual-time.js';

it('looks again at what another process has written until the look has succeeded', async () => {
  const time = createVirtualTime();
  const stop = new AbortController();
  const changes = [false, true];
  const looks: string[] = [];
  const answers = [() => Promise.reject(new Error('EIO')), async () => {}];
  const { log } = logLines();

  const following = followStore(
    {
      store: {
        changedElsewhere: async () => changes.shift() ?? false,
        lease: { isHeld: async () => true },
      } as unknown as Parameters<typeof followStore>[0]['store'],
      tools: { clock: time.now, sleep: time.sleep, random: () => 0 } as Parameters<typeof followStore>[0]['tools'],
      signal: stop.signal,
      onLeaseLost: () => looks.push('lost'),
      log,
    },
    async () => {
      looks.push('look');
      await answers.shift()!();
    },
  );
  await time.pass(10_000);
  stop.abort();
  await following;

  expect(looks).toEqual(['look', 'look']);
});

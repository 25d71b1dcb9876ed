import { expect, it } from 'vitest';
import { createSettling, type SettlingOptions } from '../../src/bridge/settling.js';

it('goes on after one time that failed', async () => {
  let times = 0;
  const tools = { clock: () => 0, random: () => 0, sleep: () => new Promise<void>(() => {}) };
  const settling = createSettling({
    tools,
    signal: new AbortController().signal,
    config: { accounts: [] as const },
    announced: { settled: async () => {} },
    find: () => undefined,
    onSettled() {
      times += 1;
      if (times === 1) throw new Error('a fault of ours');
    },
  } as unknown as SettlingOptions);

  await expect(settling.now()).rejects.toThrow('a fault of ours');
  await settling.now();

  expect(times).toBe(2);
});

import { describe, expect, it } from 'vitest';
import { standBy } from '../../src/mqtt/standby.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp(answers: boolean[]) {
  const sleeps: { milliseconds: number; wake: () => void }[] = [];
  let gone = 0;
  let asked = 0;
  const standby = standBy({
    sleep: (milliseconds) => new Promise((wake) => sleeps.push({ milliseconds, wake })),
    ask: async () => {
      asked += 1;
      return answers.shift() ?? false;
    },
    onGone: () => {
      gone += 1;
    },
  });
  return {
    standby,
    waits: () => sleeps.map(({ milliseconds }) => milliseconds),
    gone: () => gone,
    asked: () => asked,
    async wake() {
      for (const { wake } of sleeps.splice(0)) wake();
      await turn();
    },
  };
}

describe('a bridge that waits for another one to go', () => {
  it('asks a minute after its own connection, longer than the other one may need to come back', async () => {
    const { waits, gone, wake } = setUp([false]);
    expect(waits()).toEqual([60_000]);

    await wake();

    expect(gone()).toBe(1);
  });

  it('waits on while the other one answers', async () => {
    const { gone, asked, wake } = setUp([true]);

    await wake();

    expect([asked(), gone()]).toEqual([1, 0]);
  });

  it('asks half a minute after a goodbye', async () => {
    const { standby, waits, gone, wake } = setUp([true, false]);
    await wake();
    standby.leaving();
    expect(waits()).toEqual([30_000]);

    await wake();

    expect(gone()).toBe(1);
  });

  it.each(['heard', 'end'] as const)('does not take over when it was back by then (%s)', async (what) => {
    const { standby, gone, asked, wake } = setUp([false]);
    standby.leaving();
    standby[what]();

    await wake();

    expect([asked(), gone()]).toEqual([0, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import { watchAnswers } from '../../src/mqtt/acknowledgements.js';
import { createInbox } from './watch.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp() {
  let now = 0;
  const sleeps = createInbox<{ milliseconds: number; wake: () => void }>();
  const missing: string[] = [];
  const owed = watchAnswers({
    clock: () => now,
    sleep: (milliseconds) => new Promise((wake) => sleeps.put({ milliseconds, wake })),
    onMissing: (what) => missing.push(what),
  });
  return {
    owed,
    missing,
    sleeps,
    at(time: number) {
      now = time;
    },
    /** The wait under way ends when its time has come; resolves with how long it was. */
    async passes() {
      const { milliseconds, wake } = await sleeps.take();
      now += milliseconds;
      wake();
      await turn();
      return milliseconds;
    },
  };
}

describe('an answer that is owed', () => {
  it('is missing after 30 s', async () => {
    const { owed, missing, passes } = setUp();
    owed('a');

    expect(await passes()).toBe(30_000);

    expect(missing).toEqual(['a']);
  });

  it('that came is not missed, and one that was owed later has its own 30 s', async () => {
    const { owed, missing, passes, at } = setUp();
    const came = owed('a');
    at(10_000);
    came();
    owed('b');

    at(0);
    await passes();
    expect(missing).toEqual([]);
    expect(await passes()).toBe(10_000);
    expect(missing).toEqual(['b']);
  });

  it('is not missed while a slow broker answers one after the other', async () => {
    const { owed, missing, passes } = setUp();
    const answers = ['a', 'b', 'c', 'd'].map((what) => owed(what));

    for (const came of answers) {
      came();
      await passes();
    }

    expect(missing).toEqual([]);
  });

  it('is missed although later ones come', async () => {
    const { owed, missing, passes } = setUp();
    owed('lost');
    for (let count = 0; count < 5; count++) owed('later')();

    await passes();

    expect(missing).toEqual(['lost']);
  });
});

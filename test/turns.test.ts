import { expect, it } from 'vitest';
import { createTurns } from '../src/turns.js';

it('work in turn is never done at the same time, and one that fails holds up no other', async () => {
  const turns = createTurns();
  const said: string[] = [];
  const work = (name: string, fails = false) =>
    turns.take(async () => {
      said.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      said.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });

  const all = await Promise.allSettled([work('a', true), work('b'), work('c')]);

  expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

it('does one thing after the other, in the order in which they came', async () => {
  const line = createTurns();
  const done: string[] = [];
  let go = () => {};
  const turn = new Promise<void>((resolve) => {
    go = resolve;
  });

  const first = line.take(async () => {
    await turn;
    done.push('first');
  });
  const second = line.take(() => void done.push('second'));
  await Promise.resolve();
  expect(done).toEqual([]);
  go();
  await Promise.all([first, second]);
  expect(done).toEqual(['first', 'second']);
});

it('is done with what was added in the meantime', async () => {
  const line = createTurns();
  const done: string[] = [];

  void line.take(() => {
    done.push('first');
    void line.take(async () => {
      await Promise.resolve();
      void line.take(() => void done.push('last'));
    });
  });
  await line.done();

  expect(done).toEqual(['first', 'last']);
});

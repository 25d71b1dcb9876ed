import { expect, it } from 'vitest';
import { createTurns } from '../../src/bridge/turns.js';

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

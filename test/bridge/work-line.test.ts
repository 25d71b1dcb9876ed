import { expect, it } from 'vitest';
import { createWorkLine } from '../../src/bridge/work-line.js';

it('does one thing after the other, in the order in which they came', async () => {
  const line = createWorkLine();
  const done: string[] = [];
  let go = () => {};
  const turn = new Promise<void>((resolve) => {
    go = resolve;
  });

  const first = line.add(async () => {
    await turn;
    done.push('first');
  });
  const second = line.add(() => void done.push('second'));
  await Promise.resolve();
  expect(done).toEqual([]);
  go();
  await Promise.all([first, second]);
  expect(done).toEqual(['first', 'second']);
});

it('is done with what was added in the meantime', async () => {
  const line = createWorkLine();
  const done: string[] = [];

  void line.add(() => {
    done.push('first');
    void line.add(async () => {
      await Promise.resolve();
      void line.add(() => void done.push('last'));
    });
  });
  await line.done();

  expect(done).toEqual(['first', 'last']);
});

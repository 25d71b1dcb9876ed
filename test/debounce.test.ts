import { expect, it } from 'vitest';
import { debounce } from '../src/tools.js';
import { createVirtualTime } from './virtual-time.js';

it('does it once for all that ask until then, and again for who asks later', async () => {
  const time = createVirtualTime();
  let done = 0;
  const ask = debounce(1000, time.sleep, async () => {
    done += 1;
  });

  for (let times = 0; times < 5; times++) ask();
  await time.pass(999);
  expect(done).toBe(0);
  await time.pass(1);
  expect(done).toBe(1);
  ask();
  await time.pass(1000);

  expect(done).toBe(2);
});

it('does it again after it failed', async () => {
  const time = createVirtualTime();
  let tried = 0;
  const ask = debounce(10, time.sleep, () => {
    tried += 1;
    return Promise.reject(new Error('full'));
  });

  ask();
  await time.pass(10);
  ask();
  await time.pass(10);

  expect(tried).toBe(2);
});

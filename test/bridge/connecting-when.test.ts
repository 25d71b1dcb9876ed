import { describe, expect, it } from 'vitest';
import { createVirtualTime } from '../virtual-time.js';
import { comesBack, connectingWorld } from './connecting-world.js';

describe('the time of a login', () => {
  const MINUTE = 60_000;

  it('is ten minutes; then it is over, which is shown as long', async () => {
    const time = createVirtualTime();
    const { open, connecting, heard, exchanges } = await connectingWorld({
      tools: { clock: time.now, sleep: time.sleep },
    });
    const url = await open();
    const until = new Date(time.now() + 10 * MINUTE).toISOString();
    expect(connecting.of('anna')).toMatchObject({ phase: 'waiting', until });

    await time.pass(10 * MINUTE - 1);
    expect(connecting.of('anna')?.phase).toBe('waiting');
    await time.pass(1);

    expect(connecting.of('anna')).toMatchObject({ phase: 'failed', problem: { code: 'expired' } });
    expect(await comesBack(url)).toMatch(/^400 .*within 10 minutes: connect again/);
    expect(exchanges()).toBe(0);
    await time.pass(10 * MINUTE);
    expect([connecting.of('anna'), heard.times]).toEqual([null, 3]);
  });

  it('ends with the answer, and what came of it is shown for ten minutes', async () => {
    const time = createVirtualTime();
    const { open, connecting } = await connectingWorld({ tools: { clock: time.now, sleep: time.sleep } });
    await comesBack(await open());

    await time.pass(10 * MINUTE - 1);
    expect(connecting.of('anna')?.phase).toBe('done');
    await time.pass(1);

    expect(connecting.of('anna')).toBeNull();
  });
});

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { withings2mqtt } from '../process/world.js';
import { SEED, totalOf, WALK_TIMEOUT, walk } from './walk.js';
import { filesIn, witness } from './witness.js';

const WALKS = 2;

describe(`a fault at each system call on files of (CRASH_SEED=${SEED})`, { timeout: WALK_TIMEOUT }, () => {
  const total = totalOf(WALKS, 'faults at file operations of auth --import', () => 'logins lost: 0');

  it('auth --import over a login', async () => {
    const here = await witness(0);
    const file = join(here.dir, 'new.json');
    let before = '';

    await walk(
      {
        here,
        args: ['auth', 'anna', '-c', here.config, '--import', file],
        few: 4,
        async prepare() {
          before = (await here.logins()).anna!.refreshToken;
          await writeFile(file, JSON.stringify(here.cloud.login(ANNA)));
        },
        async check(after, exit) {
          // Tried by a refresh, they are another pair by now; which works, as every one does that is there.
          if (exit === 0) expect((await here.logins()).anna!.refreshToken, after).not.toBe(before);
          await here.checkKept(after);
        },
      },
      total,
    );
  });

  it('the very first auth --import', async () => {
    const here = await witness(0);
    const file = join(here.dir, 'new.json');
    const args = ['auth', 'anna', '-c', here.config, '--import', file];
    const checkLogin = async (after: string) => {
      const logins = await here.logins();
      expect(Object.keys(logins), after).toEqual(['anna']);
      expect(here.deadLogins(logins), after).toEqual([]);
    };

    await walk(
      {
        here,
        args,
        few: 4,
        async prepare() {
          await rm(here.data('.'), { recursive: true });
          await writeFile(file, JSON.stringify(here.cloud.login(ANNA)));
        },
        async check(after, exit) {
          if (exit === 0) await checkLogin(after);
        },
        async next(after) {
          const again = withings2mqtt(args);
          expect(await again.exit, `${after}: ${again.output()}`).toBe(0);
          await checkLogin(after);
          const files = (await filesIn(here.data('.'))).filter((name) => name !== 'lease.db');
          expect(files, after).toEqual(['withings2mqtt.db']);
        },
      },
      total,
    );
  });
});

import { readdir, readFile, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Tokens } from '../../src/withings/tokens.js';
import { keepLogin, stateOf, withStore } from '../stored.js';
import { leaveBehind, makeOldFolder } from './left-behind.js';
import { FAULTS_AT_MOST, SEED, totalOf, WALK_TIMEOUT, walk } from './walk.js';
import { type Witness, witness } from './witness.js';

const WALKS = 3;
const OLD_FILES = ['history.json', 'state.json', 'tokens.json'];

describe(`a fault at each system call on files of (CRASH_SEED=${SEED})`, { timeout: WALK_TIMEOUT }, () => {
  const total = totalOf(
    WALKS,
    'faults at file operations of a start',
    ({ again }) => `logins lost: 0, readings lost: 0, wrong or older values: 0, told again: ${again}`,
  );

  it('a start after a crash', async () => {
    const here = await witness(FAULTS_AT_MOST);

    await walk(
      {
        here,
        args: ['run', '--once', '-c', here.config],
        few: 9,
        async prepare() {
          here.weighIn();
          await leaveBehind(here.data('.'));
        },
      },
      total,
    );
  });

  it('a first start', async () => {
    const here = await witness(0);

    await walk(
      {
        here,
        args: ['run', '--once', '-c', here.config],
        few: 5,
        async prepare() {
          const logins = await here.logins();
          await rm(here.data('.'), { recursive: true });
          for (const [name, login] of Object.entries(logins)) await keepLogin(here.data('.'), name, login);
          await forgetBridge(here);
        },
      },
      total,
    );
  });

  it('a first start in a folder of version 0.1.0', async () => {
    const here = await witness(FAULTS_AT_MOST);
    const dataDir = here.data('.');
    const old = new Map<string, string>();

    await walk(
      {
        here,
        args: ['run', '--once', '-c', here.config],
        few: 6,
        async prepare() {
          const logins = await here.logins();
          const states = { anna: await stateOf(dataDir, 'anna'), ben: await stateOf(dataDir, 'ben') };
          const instance = await withStore(dataDir, ({ settings }) => settings.instance());
          await makeOldFolder(dataDir, { logins, states, instance });
          for (const name of OLD_FILES) old.set(name, await readFile(here.data(name), 'utf8'));
          here.weighIn();
        },
        async check(after) {
          const names = await readdir(dataDir);
          for (const [name, text] of old) {
            const places = [name, `${name}.0.1.0`].filter((place) => names.includes(place));
            expect(places, `${after}: ${name} is lost, or there twice`).toHaveLength(1);
            expect(await readFile(here.data(places[0]!), 'utf8'), `${after}: ${name} is another one`).toBe(text);
          }
          // Not all of them have left the old file for the store.
          const kept = names.includes('tokens.json') ? oldLogins(old.get('tokens.json')!) : await here.logins();
          expect(here.deadLogins(kept), after).toEqual([]);
        },
        next: (after) =>
          here.checkNextStart(
            after,
            OLD_FILES.map((name) => `${name}.0.1.0`),
          ),
      },
      total,
    );
  });
});

/** Nobody was on the broker before whose answer it would wait for, and nothing is known to Home Assistant. */
async function forgetBridge({ seen }: Witness): Promise<void> {
  const discovery = seen.messages.map(({ topic }) => topic).filter((topic) => topic.startsWith('homeassistant/'));
  for (const topic of ['withings/bridge/info', 'withings/bridge/state', ...new Set(discovery)]) {
    await seen.client.publishAsync(topic, '', { retain: true });
  }
}

function oldLogins(text: string): Record<string, Pick<Tokens, 'refreshToken'>> {
  const { accounts } = JSON.parse(text) as { accounts: Record<string, { refresh_token: string }> };
  return Object.fromEntries(
    Object.entries(accounts).map(([name, { refresh_token: refreshToken }]) => [name, { refreshToken }]),
  );
}

import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { loginOf, withStore } from '../stored.js';
import { freePort } from './port.js';
import { type Program, type World, withings2mqtt, world } from './world.js';

const peopleOf = ({ data }: World) => withStore(data('.'), ({ people }) => people.list());

/** Where the browser is sent to when this person says yes. */
async function allowedBy(userid: number, url: string): Promise<string> {
  const body = new URLSearchParams({
    ...Object.fromEntries(new URL(url).searchParams),
    decision: 'allow',
    userid: String(userid),
  });
  const answer = await fetch(url.replace(/\?.*/, ''), { method: 'POST', body, redirect: 'manual' });
  return answer.headers.get('location')!;
}

/** `auth anna` in which this person signs in; resolves when it has ended. */
async function signIn(here: World, userid: number, ...args: readonly string[]): Promise<Program> {
  const program = withings2mqtt(['auth', 'anna', '-c', here.config, ...args]);
  const [url] = await program.prints(/http:\/\/\S+authorize2\S+/);
  await program.prints(/Waiting for the browser/);
  program.process.stdin?.write(`${await allowedBy(userid, url!)}\n`);
  await program.exit;
  return program;
}

describe('auth anna, by another person', () => {
  it('is refused with both facts, and stores nothing; with --replace the former one is gone', async () => {
    const here = await world({ redirectPort: await freePort() });
    await here.importLogin('anna', ANNA);
    const before = await loginOf(here.data('.'), 'anna');

    const refused = await signIn(here, BEN);
    expect(await refused.exit).toBe(1);
    expect(refused.stderr()).toMatch(
      `that was the Withings user ${BEN}, and anna is the Withings user ${ANNA}; nothing was stored`,
    );
    expect(refused.stderr()).toContain('withings2mqtt auth anna --replace');
    expect(await loginOf(here.data('.'), 'anna')).toEqual(before);

    const replaced = await signIn(here, BEN, '--replace');
    expect(await replaced.exit, replaced.output()).toBe(0);
    expect(replaced.stdout()).toContain(
      `All that was kept of the Withings user ${ANNA}, who was anna, is gone from here`,
    );
    expect(await peopleOf(here)).toEqual([{ userId: String(BEN), name: 'anna' }]);
    expect((await loginOf(here.data('.'), 'anna'))?.userId).toBe(String(BEN));
  });

  it('is refused as before when it is another account, also to replace', async () => {
    const here = await world({ redirectPort: await freePort() });
    await here.importLogin('anna', ANNA);
    await here.importLogin('ben', BEN);

    const program = await signIn(here, BEN, '--replace');

    expect(await program.exit).toBe(1);
    expect(program.stderr()).toMatch(/that was the Withings user of account ben; sign out of Withings in the browser/);
    expect(await peopleOf(here)).toHaveLength(2);
  });

  it('renames who is known by a name that is not configured any more', async () => {
    const here = await world({ redirectPort: await freePort() });
    await here.importLogin('anna', ANNA);
    await withStore(here.data('.'), ({ people }) => people.put(String(ANNA), 'annie'));

    const program = await signIn(here, ANNA);

    expect(await program.exit, program.output()).toBe(0);
    expect(program.stdout()).toContain(
      `The Withings user ${ANNA} was annie here, and is anna from now on; nothing is read again.`,
    );
    expect(await peopleOf(here)).toEqual([{ userId: String(ANNA), name: 'anna' }]);
  });

  it('is told by an import, too', async () => {
    const here = await world({ redirectPort: await freePort() });
    await here.importLogin('anna', ANNA);

    await expect(here.importLogin('anna', BEN)).rejects.toThrow(
      new RegExp(
        `^that was the Withings user ${BEN}, and anna is .*withings2mqtt auth anna --import \\S+ --replace$`,
        'm',
      ),
    );
    expect((await loginOf(here.data('.'), 'anna'))?.userId).toBe(String(ANNA));
  });
});

describe('auth beside a bridge', () => {
  it('takes the address that the browser ended on where the bridge has the port', async () => {
    const port = await freePort();
    const server = createServer((_, response) => response.writeHead(404).end());
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const here = await world({ redirectPort: port, yaml: `server: { port: ${port} }\n` });

    const program = await withStore(here.data('.'), async ({ lease }) => {
      await lease.acquire({ host: 'box', pid: 1, since: Date.now(), accounts: ['anna'] });
      return signIn(here, ANNA);
    });

    expect(await program.exit, program.output()).toBe(0);
    expect(program.stdout()).toContain(
      'The running bridge answers there, and cannot finish this login: copy the address',
    );
    expect(program.stdout()).toContain('The running bridge uses them at once.');
  });
});

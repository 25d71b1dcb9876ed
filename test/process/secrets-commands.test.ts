import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { findLeaks } from './leaks.js';
import { type Secretive, secretive } from './secretive.js';
import type { Program } from './world.js';

const COMMANDS = ['run', 'demo', 'auth', 'accounts', 'check', 'measures', 'history'];

/** Runs commands one after the other; what each of them said, by its arguments. */
async function said({ run, config }: Secretive, commands: readonly (readonly string[])[], env = {}) {
  const outputs: Record<string, string> = {};
  for (const command of commands) {
    const program = run([...command, '-c', config], env);
    await program.exit;
    outputs[command.join(' ')] = program.output();
  }
  return outputs;
}

/** Every call fails with an answer that repeats what it should not. */
async function gossipEverywhere({ cloud, gossip }: Secretive, ...more: string[]): Promise<() => void> {
  const error = await gossip(...more);
  const mends = [
    cloud.fault({ path: '/v2/oauth2', kind: 'status', status: 503, error }),
    cloud.fault({ path: '/v2/signature', kind: 'status', status: 293, error }),
    cloud.fault({ path: '/measure', kind: 'status', status: 293, error }),
  ];
  return () => {
    for (const mend of mends) mend();
  };
}

describe('no secret gets out of a command', () => {
  it('that reads, well and failing', async () => {
    const home = await secretive();
    await home.authorize();
    const measures = [
      ['measures', 'anna'],
      ['measures', 'ben', '--format', 'csv'],
    ];
    const commands = [['run', '--once'], ['check'], ['accounts', 'list'], ...measures];

    const well = await said(home, commands);
    const mend = await gossipEverywhere(home);
    const failing = await said(home, commands);
    mend();
    const lockedOut = await said(home, [['check']], { BROKER_PASSWORD: 'wrong-password' });

    // Nobody is at the address of Home Assistant.
    expect(well.check?.match(/FAIL.*/g)).toEqual([expect.stringContaining('homeassistant: ')]);
    expect(failing.check).toMatch(/FAIL {2}credentials: .*\*\*\*/);
    expect(failing['measures anna']).toMatch(/status 293: .*\*\*\*/);
    expect(lockedOut.check).toMatch(/FAIL {2}broker: .*refuses the login/);
    const secrets = { ...(await home.secrets()), 'wrong password': 'wrong-password' };
    const everything = { ...prefixed('well', well), ...prefixed('failing', failing), ...prefixed('out', lockedOut) };
    expect(findLeaks({ ...everything, mqtt: home.messages(), ...(await home.files()) }, secrets)).toEqual([]);
    expect(Object.keys(everything).filter((name) => everything[name] === '')).toEqual([]);
  });

  it('on a connection that breaks', async () => {
    const home = await secretive();
    await home.authorize();
    home.cloud.fault({ path: '/v2/signature', kind: 'reset' });
    home.cloud.fault({ path: '/v2/oauth2', kind: 'html', body: `<html>${await home.gossip()}</html>` });

    const outputs = await said(home, [['check'], ['measures', 'anna']]);

    expect(outputs.check).toMatch(/FAIL {2}credentials: no connection/);
    expect(findLeaks(outputs, await home.secrets())).toEqual([]);
  });

  it('whose files are damaged', async () => {
    const home = await secretive();
    await home.authorize();
    const path = join(home.dir, 'data', 'withings2mqtt.db');
    const store = await readFile(path);
    const damages = [store.subarray(100), Buffer.from(store).fill('x', 0, 3000)];

    for (const damage of damages) {
      await writeFile(path, damage);
      const outputs = await said(home, [
        ['run', '--once'],
        ['measures', 'anna'],
      ]);

      expect(outputs['measures anna']).toMatch(/damaged|not authorised/);
      expect(findLeaks({ ...outputs, ...(await home.files()) }, await home.secrets())).toEqual([]);
    }
  });

  // test/config/secrecy.test.ts has every other way.
  it.each([
    ['a quote that is not closed', '!secret client', '"geheim-geheim-42'],
    ['a password in the address of the broker', 'mqtt://', 'mqtt://bridge:geheim-geheim-42@'],
  ])('whose configuration has %s', async (_, good, bad) => {
    const home = await secretive();
    const text = await readFile(home.config, 'utf8');
    await home.file('config.yaml', text.replace(good, bad));

    const outputs = await said(home, [['run']]);

    expect(outputs.run).toMatch(/config\.yaml:\d+:\d+: /);
    expect(findLeaks(outputs, { 'a secret': 'geheim-geheim-42' })).toEqual([]);
  });

  it('that helps, whatever is in the environment', async () => {
    const home = await secretive();
    const secrets = await home.secrets();
    const env = {
      WITHINGS2MQTT_WITHINGS_CLIENT_SECRET: secrets['client secret']!,
      WITHINGS2MQTT_MQTT_PASSWORD: secrets['broker password']!,
    };
    const programs: Program[] = [['--help'], ...COMMANDS.map((command) => [command, '--help']), ['run', '--wrong']].map(
      (args) => home.run(args, env),
    );
    const demo = home.run(['demo', '--once'], env);
    await Promise.all([...programs, demo].map(({ exit }) => exit));

    const outputs = { help: programs.map((program) => program.output()).join('\n'), demo: demo.output() };

    expect(findLeaks(outputs, { ...secrets, 'secret of the demo': 'demo-client-secret' })).toEqual([]);
    // Tokens of the simulated cloud are 40 hex digits, and so are the ids of devices in topics.
    expect(demo.output().replace(/device\/[0-9a-f]{40}/g, '')).not.toMatch(/[0-9a-f]{40}/i);
    expect(findLeaks(outputs, { usage: 'usage: withings2mqtt', topic: 'withings/anna/weight' })).toEqual([
      'usage in help',
      'topic in demo',
    ]);
  });
});

describe('no secret gets out of a login', () => {
  it.each(['callback', 'pasted'] as const)('by %s, well and failing', async (way) => {
    const home = await secretive();
    const outputs: Record<string, string> = {};
    const states: Record<string, string> = {};
    for (const fails of [false, true]) {
      const program = home.run(['auth', 'anna', '-c', home.config]);
      const [url] = await program.prints(/http:\/\/\S+authorize2\S+/);
      await program.prints(/within 30 seconds/);
      const allowed = await fetch(`${url}&mode=demo`, { redirect: 'manual' });
      const back = new URL(allowed.headers.get('location')!);
      const [code, state] = [back.searchParams.get('code')!, back.searchParams.get('state')!];
      const mend = fails ? await gossipEverywhere(home, code, state) : undefined;

      const page = way === 'callback' ? await fetch(back) : undefined;
      if (way === 'pasted') program.process.stdin?.write(`${back}\n`);

      expect(await program.exit, program.output()).toBe(fails ? 1 : 0);
      mend?.();
      // The address to open is for the person, and holds the state of this login.
      outputs[fails ? 'failing' : 'well'] = program.output().replace(url, '');
      if (page) outputs[`page ${fails}`] = `${JSON.stringify([...page.headers])} ${await page.text()}`;
      states[`state ${fails}`] = state;
    }

    expect(outputs.failing).toMatch(/anna is not authorised: .*503: .*\*\*\*/);
    expect(findLeaks({ ...outputs, ...(await home.files()) }, { ...(await home.secrets()), ...states })).toEqual([]);
    expect(findLeaks(outputs, { canary: 'authorised' })).toHaveLength(way === 'callback' ? 4 : 2);
  });

  it('by an import that fails', async () => {
    const home = await secretive();
    const reply = home.cloud.login(ANNA);
    const good = JSON.stringify(reply);
    const texts = [good.slice(0, -9), good.replace('refresh_token', 'refresh'), `[${good}]`];

    for (const text of texts) {
      const file = await home.file('import.json', text);
      const outputs = await said(home, [['auth', 'anna', '--import', file]]);

      expect(Object.values(outputs).join()).toMatch(/import\.json (is no JSON|has no usable)/);
      expect(findLeaks(outputs, await home.secrets())).toEqual([]);
    }
  });
});

function prefixed(start: string, outputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(outputs).map(([name, text]) => [`${start} ${name}`, text]));
}

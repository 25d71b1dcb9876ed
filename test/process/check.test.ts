import { access, rename } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { startFakeHomeAssistant, TOKEN } from '../statistics/fake-home-assistant.js';
import { freePort } from './port.js';
import { subscriber, withings2mqtt, world } from './world.js';

async function answersAt(url: string): Promise<void> {
  const answers = async () => (await fetch(url).catch(() => undefined))?.ok;
  await expect.poll(answers, { timeout: 30_000, interval: 100 }).toBe(true);
}

describe('check', () => {
  it('has a line for each thing that must work', async () => {
    const { config, authorize } = await world();
    await authorize();

    const program = withings2mqtt(['check', '-c', config]);

    expect(await program.exit, program.output()).toBe(0);
    const lines = program.stdout().trim().split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'ok    config',
      'ok    credentials',
      'ok    store',
      'ok    login anna',
      'ok    login ben',
      'ok    broker',
    ]);
  });

  it('tells of the server and of Home Assistant, where they are set, beside a bridge that runs and without one', async () => {
    const ha = await startFakeHomeAssistant();
    const port = await freePort();
    const sections = `server: { port: ${port} }\nhomeassistant: { url: '${ha.url}', token: ${TOKEN} }\n`;
    const { config, authorize } = await world({ yaml: sections });
    await authorize();
    const check = async () => {
      const program = withings2mqtt(['check', '-c', config]);
      await program.exit;
      expect(program.output()).not.toContain(TOKEN);
      return program.stdout().match(/^.* (server|homeassistant): .*$/gm);
    };
    const at = `127.0.0.1:${port}`;
    const taken = `ok    homeassistant: ${ha.url} takes the token (Home Assistant ${ha.behaviour.version})`;

    expect(await check()).toEqual([`ok    server: ${at}, as soon as the bridge runs`, taken]);
    const bridge = withings2mqtt(['run', '-c', config]);
    await answersAt(`http://${at}/health`);
    ha.behaviour.token = 'another';
    expect(await check()).toEqual([
      `ok    server: ${at} answers`,
      expect.stringMatching(/^FAIL {2}homeassistant: Home Assistant refuses the token; .*set homeassistant\.token/),
    ]);
    bridge.process.kill('SIGTERM');
    await bridge.exit;
    const other = createServer((_, response) => response.end('no bridge'));
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    await ha.close();
    expect(await check()).toEqual([
      `FAIL  server: ${at}: another program has this port; change server.port, or stop that one`,
      expect.stringMatching(/^FAIL {2}homeassistant: .*cannot be reached/),
    ]);
  });

  it('says that there is no database, and that the bridge that answers does not run from there, where the folder is gone', async () => {
    const [port, pagePort] = [await freePort(), await freePort()];
    const sections = { yaml: `server: { port: ${port} }\n`, page: `{ port: ${pagePort} }` };
    const { config, authorize, brokerUrl, data, dir } = await world(sections);
    await authorize();
    const seen = await subscriber(brokerUrl, 'withings/bridge/state');
    withings2mqtt(['run', '-c', config]);
    await answersAt(`http://127.0.0.1:${port}/health`);
    await seen.sees('withings/bridge/state', (payload) => payload === 'online');
    const place = join(dir, 'data');
    const none = `there is no database in ${place}; a first start makes one; is the volume mounted?`;
    const answers = `a bridge answers here that does not run from ${place}: is the right volume mounted there? Else`;

    await rename(data('.'), join(dir, 'gone'));
    const check = withings2mqtt(['check', '-c', config]);
    const list = withings2mqtt(['accounts', 'list', '-c', config]);

    expect(await check.exit).toBe(1);
    const lines = check
      .stdout()
      .split('\n')
      .filter((line) => / (store|broker|page|server): /.test(line));
    expect(lines).toEqual([
      `FAIL  store: ${none}`,
      expect.stringMatching(
        new RegExp(`^FAIL {2}broker: .*another bridge is at work .*, or stop it; it does not run from ${place}$`),
      ),
      `FAIL  page: http://127.0.0.1:${pagePort}: ${answers} change page.port, or stop that one`,
      `FAIL  server: 127.0.0.1:${port}: ${answers} change server.port, or stop that one`,
    ]);
    expect(await list.exit).toBe(0);
    expect(list.stdout().split('\n').slice(0, 2)).toEqual([none, 'anna  not authorised yet']);
    await expect(access(data('.'))).rejects.toThrow('ENOENT');
  });

  it('names the cause of what does not', async () => {
    const brokerUrl = `mqtt://127.0.0.1:${await freePort()}`;
    const { config, cloud, authorize } = await world({ brokerUrl });
    await authorize('anna', ANNA);
    cloud.revoke(ANNA);

    const program = withings2mqtt(['check', '-c', config]);

    expect(await program.exit).toBe(1);
    expect(program.stdout()).toMatch(/FAIL {2}login anna: .*run: withings2mqtt auth anna/);
    expect(program.stdout()).toMatch(/FAIL {2}login ben: not authorised yet; run: withings2mqtt auth ben/);
    expect(program.stdout()).toMatch(/FAIL {2}broker: mqtt:.*connection refused/);
  });

  it('says of a lost login what to do, also where Withings answers only that it was asked a moment ago', async () => {
    const { config, cloud, authorize } = await world();
    await authorize('anna', ANNA);
    cloud.revoke(ANNA);
    const round = withings2mqtt(['run', '--once', '-c', config]);
    expect(await round.exit, round.output()).toBe(1);
    cloud.fault({
      action: 'requesttoken',
      kind: 'status',
      status: 601,
      error: 'Same arguments in less than 10 seconds',
    });

    const program = withings2mqtt(['check', '-c', config]);

    expect(await program.exit).toBe(1);
    expect(program.stdout()).toMatch(/FAIL {2}login anna: .*status 503.*; run: withings2mqtt auth anna/);
  });

  it('tells a wrong client secret from a dead login', async () => {
    const { config, authorize } = await world();
    await authorize();

    const program = withings2mqtt(['check', '-c', config], { WITHINGS2MQTT_WITHINGS_CLIENT_SECRET: 'another-secret' });

    expect(await program.exit).toBe(1);
    expect(program.stdout()).toMatch(/FAIL {2}credentials: .*check withings.client_id and withings.client_secret/);
    expect(program.output()).not.toContain('another-secret');
  });

  it.each([
    ['html', /an HTML page/],
    ['empty', /an empty body/],
    ['truncated', /JSON that breaks off/],
    ['reset', /no connection to Withings/],
  ] as const)('puts an answer that is %s into words', async (kind, words) => {
    const { config, cloud, authorize } = await world();
    await authorize();
    cloud.fault({ path: '/v2/signature', kind });

    const program = withings2mqtt(['check', '-c', config]);

    expect(await program.exit).toBe(1);
    expect(program.stdout()).toMatch(words);
  });
});

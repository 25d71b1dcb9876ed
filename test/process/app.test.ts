import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answeredBy } from '../bridge/connecting-world.js';
import { ANNA, CLIENT } from '../demo/helpers.js';
import { startFakeHomeAssistant, TOKEN } from '../statistics/fake-home-assistant.js';
import { keepLogin, tokensOf } from '../stored.js';
import { appWorld, OPTIONS, SHORT_PAUSES } from './app-world.js';
import { openPage } from './page-client.js';
import { SUPERVISOR_TOKEN } from './supervisor.js';
import { subscriber } from './world.js';

const WEIGHT = 'sensor.withings_anna_weight';
const WITHIN = { timeout: 30_000, interval: 100 };

async function homeAssistant() {
  const weight = { uniqueId: `withings_${ANNA}_weight`, unit: 'kg', unitClass: 'mass' } as const;
  return startFakeHomeAssistant({ entities: [{ entityId: WEIGHT, kind: 'mean', ...weight }] });
}

describe('as an App of Home Assistant', () => {
  it('goes from options to values on its broker, the page, and the history', async () => {
    const ha = await homeAssistant();
    const app = await appWorld({ core: { url: ha.url, token: TOKEN } });
    await app.authorize();
    const seen = await subscriber(app.brokerUrl, 'withings/#', 'homeassistant/#');

    const bridge = app.run(['run'], SHORT_PAUSES);

    await seen.sees('withings/anna/weight', (payload) => payload === '70.25');
    await seen.sees(`homeassistant/device/withings_${ANNA}/config`, (payload) => payload.includes('"Anna"'));
    const page = await openPage(app.pagePort);
    await page.sees('anna', ({ metrics }) => metrics.weight?.value === 70.25);
    await expect.poll(() => ha.statistics.get(WEIGHT)?.hours.size, WITHIN).toBeGreaterThan(0);
    expect(await app.run(['health']).exit).toBe(0);
    bridge.process.kill('SIGTERM');
    expect(await bridge.exit).toBe(0);
    expect(app.supervisor.requests.filter((request) => request.startsWith('GET'))).toEqual(['GET /services/mqtt']);
    expect(app.supervisor.requests).toContain('SOCKET /core/api/websocket');
    expect(app.supervisor.denied).toEqual([]);
    for (const secret of [SUPERVISOR_TOKEN, TOKEN, CLIENT.client_secret]) expect(bridge.output()).not.toContain(secret);
  });

  it('says that Home Assistant restarts in the middle of an import, and writes the rest later', async () => {
    const ha = await homeAssistant();
    const app = await appWorld({ core: { url: ha.url, token: TOKEN } });
    await app.authorize();
    ha.behaviour.cutAtImport = 1;
    const first = app.run(['run'], SHORT_PAUSES);
    await first.prints(/warn .*anna: no history in Home Assistant yet: /);
    first.process.kill('SIGTERM');
    await first.exit;
    app.supervisor.restarting = true;
    const away = app.run(['history', 'anna']);
    expect(await away.exit).toBe(1);
    expect(away.stderr()).toMatch(/HTTP 502/);
    app.supervisor.restarting = false;

    const second = app.run(['run'], SHORT_PAUSES);

    await expect.poll(() => ha.statistics.get(WEIGHT)?.hours.size, WITHIN).toBe(2);
    second.process.kill('SIGTERM');
    expect(await second.exit).toBe(0);
  });

  it('takes a config.yaml before its options, in each command', async () => {
    const ha = await homeAssistant();
    const app = await appWorld({ core: { url: ha.url, token: TOKEN } });
    await app.authorize();
    const file = join(app.dir, 'own.yaml');
    await writeFile(file, 'accounts: [{ name: anna, units: us }]\n');

    const measures = app.run(['measures', 'anna', '-c', file]);
    const check = app.run(['check', '-c', file]);

    expect(await measures.exit, measures.stderr()).toBe(0);
    expect(await check.exit, check.output()).toBe(0);
    expect(check.stdout()).toContain(`ok    config: ${file}, and the options of the App: anna\n`);
    expect(check.stdout()).toContain(`ok    homeassistant: ${app.supervisor.url}/core takes the token`);
    expect(check.stdout()).toMatch(/^ok {4}broker: mqtt:\/\/127\.0\.0\.1:\d+ answers/m);
  });

  it.each([
    ['no option', {}, {}, 'option client_id: has no value; expected the client id of your Withings application\n'],
    ['no broker', OPTIONS, { mqtt: 'absent' }, /^option mqtt\.url: Home Assistant has no MQTT broker; install .*\n$/],
    ['a capital', { ...OPTIONS, accounts: [{ name: 'Me' }] }, {}, /^option accounts\[0\]\.name: is not valid; .*\n$/],
  ] as const)('says in one line what is wrong, and ends with 2: %s', async (_, options, supervisor, line) => {
    const app = await appWorld(supervisor, options);

    const bridge = app.run(['run']);

    expect(await bridge.exit).toBe(2);
    expect(bridge.stderr()).toMatch(line);
    expect(bridge.stdout()).toBe('');
  });

  it('lets health be as it is, whatever the Supervisor does', async () => {
    const app = await appWorld({ mqtt: 'broken' });

    const health = app.run(['health']);

    expect(await health.exit).toBe(1);
    expect(health.stdout()).toBe(`FAIL: no bridge is running with ${app.dir}\n`);
    expect(app.supervisor.requests).toEqual([]);
  });

  it('is none without a token, or without options: then the configuration is a file', async () => {
    const app = await appWorld();

    const withoutToken = app.run(['check', '-c', join(app.dir, 'none.yaml')], { SUPERVISOR_TOKEN: '' });
    const withoutOptions = app.run(['check', '-c', join(app.dir, 'none.yaml')], {
      WITHINGS2MQTT_DATA_DIR: join(app.dir, 'other'),
    });

    for (const program of [withoutToken, withoutOptions]) {
      expect(await program.exit).toBe(2);
      expect(program.stderr()).toContain('none.yaml: no such file; copy config.example.yaml');
    }
  });

  it('says on the page that a restored login was renewed since; connecting again suffices', async () => {
    const app = await appWorld();
    const restored = tokensOf(ANNA, app.cloud.login(ANNA), 0);
    await keepLogin(app.dir, 'anna', restored);
    const once = app.run(['run', '--once']);
    expect(await once.exit, once.output()).toBe(0);
    await keepLogin(app.dir, 'anna', restored);

    const bridge = app.run(['run']);
    const page = await openPage(app.pagePort);
    const lost = await page.sees('anna', ({ authorization }) => authorization === 'required');
    expect(lost.login_problem).toEqual(expect.any(String));
    expect(lost.metrics.weight?.value).toBe(70.25);
    const address = await answeredBy(ANNA, await page.connect('anna'));
    const pasted = await page.post('people/anna/code', { address });

    expect(pasted.status, JSON.stringify(pasted.body)).toBe(200);
    await page.sees('anna', ({ authorization }) => authorization === 'ok');
    bridge.process.kill('SIGTERM');
    expect(await bridge.exit).toBe(0);
  });
});

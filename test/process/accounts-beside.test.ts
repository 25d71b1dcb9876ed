import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { withStore } from '../stored.js';
import { subscriber, type World, withings2mqtt, world } from './world.js';

const GONE = (payload: string) => payload === '';
const THERE = (payload: string) => payload !== '';
/** Anna's 70.25 kg, as they are shown of whoever is called ben. */
const IN_POUNDS = '154.8747';

/** A bridge that runs with these logins, and has made its first fetch. */
async function bridgeWith(logins: Readonly<Record<string, number>>, rename: Readonly<Record<string, string>> = {}) {
  const here = await world();
  for (const [name, userid] of Object.entries(logins)) await here.importLogin(name, userid);
  await withStore(here.data('.'), async ({ people }) => {
    for (const [userId, name] of Object.entries(rename)) await people.put(userId, name);
  });
  const seen = await subscriber(here.brokerUrl, '#');
  const bridge = withings2mqtt(['run', '-c', here.config]);
  await seen.sees('withings/anna/weight', (payload) => payload === '70.25');
  return { ...here, seen, bridge };
}

async function succeeds({ config }: World, ...args: readonly string[]): Promise<string> {
  const program = withings2mqtt([...args, '-c', config]);
  expect(await program.exit, program.output()).toBe(0);
  return program.stdout();
}

describe('beside a bridge that runs', () => {
  it('a new login is used without a restart', async () => {
    const { cloud, seen, importLogin } = await bridgeWith({ anna: ANNA, ben: BEN });
    cloud.revoke(ANNA);
    await seen.client.publishAsync('withings/bridge/request/refresh', '{}');
    await seen.sees('withings/anna/authorization', (payload) => payload === 'required');

    await importLogin('anna', ANNA);

    await seen.sees('withings/anna/authorization', (payload) => payload === 'ok');
    await seen.sees('withings/anna/availability', (payload) => payload === 'online');
  });

  it('a name without login and a login without name are told how to come together, and do', async () => {
    const here = await bridgeWith({ anna: ANNA, ben: BEN }, { [BEN]: 'benjamin' });
    const { seen, bridge } = here;
    await bridge.prints(/withings2mqtt accounts rename benjamin ben/);

    expect(await succeeds(here, 'accounts', 'rename', 'benjamin', 'ben')).toContain(
      'The running bridge takes it over by itself.',
    );

    await seen.sees('withings/ben/weight', (payload) => Number(payload) > 0);
    expect(await succeeds(here, 'accounts', 'list')).toMatch(new RegExp(`^ben +Withings user ${BEN}; login: ok`, 'm'));
  });

  it('a person who gets a name that it does not know stays as they are there until the next start', async () => {
    const here = await bridgeWith({ anna: ANNA, ben: BEN });
    const { seen, bridge, config } = here;
    const device = `homeassistant/device/withings_${ANNA}/config`;
    await seen.sees(device, (payload) => payload !== '');
    const yaml = await readFile(config, 'utf8');
    await writeFile(config, yaml.replace('- name: anna', '- name: annika'));

    const said = await succeeds(here, 'accounts', 'rename', 'anna', 'annika');
    await bridge.prints(/anna: is called annika in the store now/);
    // By then all of what had gone would be gone.
    await here.importLogin('ben', BEN);
    await bridge.prints(/ben: has a new login/);

    expect(said).toContain('Still to do: start the bridge anew; it goes on under anna until then.');
    expect(seen.payload('withings/anna/weight')).toBe('70.25');
    expect(seen.messages.filter(({ topic, payload }) => topic === device && payload === '')).toEqual([]);
    expect(bridge.output()).not.toContain('auth anna');
    bridge.process.kill('SIGTERM');
    expect(await bridge.exit, bridge.output()).toBe(0);
    withings2mqtt(['run', '-c', config]);
    await seen.sees('withings/annika/weight', (payload) => payload === '70.25');
    await seen.sees('withings/anna/weight', GONE);
    expect(seen.messages.filter(({ topic, payload }) => topic === device && payload === '')).toEqual([]);
  });

  it('a person who gets the name of an account without a login has everything there, and the same device', async () => {
    const here = await bridgeWith({ anna: ANNA });
    const { seen } = here;
    const device = `homeassistant/device/withings_${ANNA}/config`;
    await seen.sees(device, THERE);

    await succeeds(here, 'accounts', 'rename', 'anna', 'ben');

    await seen.sees(device, (payload) => payload.includes('withings/ben/weight'));
    await seen.sees('withings/anna/height', GONE);
    expect(seen.payload('withings/ben/weight')).toBe(IN_POUNDS);
    expect(Number(seen.payload('withings/ben/height'))).toBeGreaterThan(0);
    expect(seen.payload('withings/ben/availability')).toBe('online');
    expect(seen.payload('withings/anna/availability')).toBe('offline');
    expect(seen.messages.filter(({ topic, payload }) => topic === device && payload === '')).toEqual([]);
  });

  it('two people who swap their names have all of theirs', async () => {
    const here = await bridgeWith({ anna: ANNA, ben: BEN });
    const { seen } = here;
    await seen.sees('withings/ben/weight', THERE);

    for (const [from, to] of ['anna nobody', 'ben anna', 'nobody ben'].map((names) => names.split(' ')))
      await succeeds(here, 'accounts', 'rename', from!, to!);

    await seen.sees('withings/anna/height', GONE);
    await seen.sees('withings/ben/height', THERE);
    await seen.sees(`homeassistant/device/withings_${ANNA}/config`, (payload) =>
      payload.includes('withings/ben/weight'),
    );
    const later = await subscriber(here.brokerUrl, '#');
    await later.sees('withings/ben/weight', (payload) => payload === IN_POUNDS);
    await later.sees('withings/ben/height', THERE);
    await later.sees('withings/anna/weight', (payload) => payload === '80');
  });

  it('a person who is removed is gone from the broker, and nobody else', async () => {
    const here = await bridgeWith({ anna: ANNA, ben: BEN });
    const { seen, bridge } = here;
    await seen.sees('withings/anna/api_problem', (payload) => payload !== '');
    await seen.sees('withings/ben/weight', (payload) => Number(payload) > 0);
    await seen.sees(`homeassistant/device/withings_${ANNA}/config`, (payload) => payload !== '');

    await succeeds(here, 'accounts', 'remove', 'anna');

    await seen.sees('withings/anna/weight', GONE);
    await seen.sees('withings/anna/height/attributes', GONE);
    await seen.sees(`homeassistant/device/withings_${ANNA}/config`, GONE);
    for (const topic of ['availability', 'authorization', 'authorization/attributes', 'api_problem'])
      await seen.sees(`withings/anna/${topic}`, GONE);
    expect(Number(seen.payload('withings/ben/weight'))).toBeGreaterThan(0);
    await bridge.prints(/info .*anna: was removed/);
    expect(bridge.output()).not.toMatch(/error .*anna/);

    await here.importLogin('anna', ANNA);

    await seen.sees('withings/anna/availability', (payload) => payload === 'online');
    await seen.sees('withings/anna/weight', (payload) => payload === '70.25');
  });

  it('a person who is replaced leaves nothing under the name', async () => {
    const here = await bridgeWith({ anna: ANNA });
    const { seen, cloud, dir } = here;
    await writeFile(`${dir}/ben.json`, JSON.stringify(cloud.login(BEN)));

    await succeeds(here, 'auth', 'anna', '--import', `${dir}/ben.json`, '--replace');

    await seen.sees('withings/anna/height', GONE);
    await seen.sees('withings/anna/weight', (payload) => payload === '80');
    await seen.sees(`homeassistant/device/withings_${ANNA}/config`, GONE);
  });

  it('a list says when each feed is next', async () => {
    const here = await bridgeWith({ anna: ANNA, ben: BEN });

    expect(await succeeds(here, 'accounts')).toMatch(
      new RegExp(`^anna +Withings user ${ANNA}; login: ok; last data: \\d.*\\n( +\\w+ +next: .*\\n)+ben`, 'm'),
    );
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { withings2mqtt } from '../process/world.js';
import { arrived } from './arrived.js';
import type { HomeAssistant } from './home-assistant.js';
import { type House, openHouse } from './house.js';

const WITHIN = { timeout: 20_000, interval: 250 };

/** By entity id, the unique id. */
async function registered({ entities }: HomeAssistant, fits: (id: string) => boolean): Promise<Record<string, string>> {
  const ours = [...(await entities())].filter(([id]) => fits(id));
  return Object.fromEntries(ours.map(([id, { uniqueId }]) => [id, uniqueId]).sort());
}

/** Starts the bridge, and it again with a changed configuration once Home Assistant has made everything. */
async function changedConfig(house: House, change: (yaml: string) => string, commands: readonly string[][] = []) {
  const { ha, config } = house;
  const program = await house.startBridge();
  await arrived(house);
  const before = await registered(ha, () => true);
  program.process.kill('SIGTERM');
  await program.exit;
  await edit(config, change);
  for (const command of commands) expect(await withings2mqtt([...command, '-c', config]).exit).toBe(0);
  return { before, again: await house.startBridge() };
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')));
}

describe('an account that is renamed', () => {
  it('keeps its entities, under new topics, and leaves nothing of the old ones', async () => {
    const house = await openHouse();
    const { ha, retained } = house;

    const { before } = await changedConfig(house, (yaml) => yaml.replace('- name: anna', '- name: annika'), [
      ['accounts', 'rename', 'anna', 'annika'],
    ]);

    await expect.poll(async () => (await retained('withings/anna/#')).size, WITHIN).toBe(0);
    await arrived(house);
    expect(await registered(ha, () => true)).toEqual(before);
    const weight = (await ha.entities()).get('sensor.withings_anna_weight');
    expect(weight).toMatchObject({
      device: 'Annika',
      state: { state: (await retained('withings/#')).get('withings/annika/weight') },
    });
    expect([...(await retained('homeassistant/#')).values()].filter((text) => text.includes('/anna/'))).toEqual([]);
    expect(await ha.complaints()).toEqual([]);
  });
});

describe('an account that is no longer configured', () => {
  it('takes its entities and devices with it', async () => {
    const house = await openHouse();
    const { ha, retained } = house;

    const { before } = await changedConfig(house, (yaml) => yaml.replace(/ {2}- name: ben\n( {4}.*\n)*/, ''));

    const others = Object.fromEntries(Object.entries(before).filter(([id]) => !/_ben_|_body_plus_/.test(id)));
    await expect.poll(() => registered(ha, () => true), WITHIN).toEqual(others);
    const devices = await ha.ws<{ name: string }[]>({ type: 'config/device_registry/list' });
    expect(devices.filter(({ name }) => name === 'Ben' || name === 'Body+')).toEqual([]);
    await expect.poll(async () => (await retained('withings/ben/#')).size, WITHIN).toBe(0);
    expect(await ha.complaints()).toEqual([]);
  });
});

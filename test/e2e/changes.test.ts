import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ANNA } from '../demo/helpers.js';
import { type World, withings2mqtt } from '../process/world.js';
import { loggedIn } from './bridge.js';
import { mosquittoPub, readRetainedLines } from './clients.js';
import { type Mosquitto, startMosquitto } from './mosquitto.js';

const ANNA_CONFIG = `homeassistant/device/withings_${ANNA}/config`;

async function once({ config }: World): Promise<void> {
  const program = withings2mqtt(['run', '--once', '-c', config]);
  expect(await program.exit, program.output()).toBe(0);
}

/** A bridge that has run once, and will run with a changed configuration. */
async function ranOnce() {
  const broker = await startMosquitto();
  const parts = await loggedIn({ brokerUrl: broker.url });
  await once(parts);
  const edit = async (path: string, change: (text: string) => string) =>
    writeFile(path, change(await readFile(path, 'utf8')));
  return { broker, edit, ...parts };
}

async function retained(broker: Mosquitto, filter: string): Promise<Map<string, string>> {
  const lines = await readRetainedLines(broker, filter);
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}

function uniqueIds(config: string | undefined): string[] {
  const { components } = JSON.parse(config ?? '');
  return Object.values<{ unique_id: string }>(components)
    .map(({ unique_id }) => unique_id)
    .sort();
}

describe('a renamed account', () => {
  it('has its topics under the new name only, and the same unique ids', async () => {
    const { broker, edit, ...parts } = await ranOnce();
    const before = uniqueIds((await retained(broker, ANNA_CONFIG)).get(ANNA_CONFIG));
    await edit(parts.config, (yaml) => yaml.replace('- name: anna', '- name: annika'));
    expect(await withings2mqtt(['accounts', 'rename', 'anna', 'annika', '-c', parts.config]).exit).toBe(0);

    await once(parts);

    expect([...(await retained(broker, 'withings/anna/#')).keys()]).toEqual([]);
    expect((await retained(broker, 'withings/annika/#')).get('withings/annika/weight')).toBe('70.25');
    const devices = await retained(broker, 'homeassistant/#');
    expect(devices.size).toBe(4);
    expect(uniqueIds(devices.get(ANNA_CONFIG))).toEqual(before);
    expect(devices.get(ANNA_CONFIG)).not.toContain('withings/anna/');
  });
});

describe('an account that is no longer configured', () => {
  it('leaves neither topics nor a device', async () => {
    const { broker, edit, ...parts } = await ranOnce();
    await edit(parts.config, (yaml) => yaml.replace('  - name: anna\n', ''));

    await once(parts);

    expect([...(await retained(broker, 'withings/anna/#')).keys()]).toEqual([]);
    expect([...(await retained(broker, 'homeassistant/#')).keys()]).not.toContain(ANNA_CONFIG);
  });
});

describe('a changed', () => {
  it('base topic: everything is under the new one, nothing is left, and what others keep there stays', async () => {
    const { broker, edit, ...parts } = await ranOnce();
    await mosquittoPub(broker, 'withings/kitchen/temperature', '20', { retain: true });
    await edit(parts.config, (yaml) => yaml.replace('mqtt:\n', 'mqtt:\n  base_topic: health\n'));

    await once(parts);

    expect((await retained(broker, 'health/#')).get('health/anna/weight')).toBe('70.25');
    const devices = await retained(broker, 'homeassistant/#');
    expect(devices.size).toBe(4);
    expect([...devices.values()].filter((config) => config.includes('"withings/'))).toEqual([]);
    expect([...(await retained(broker, 'withings/#')).keys()]).toEqual(['withings/kitchen/temperature']);
  });

  it('base topic: one that another bridge has taken meanwhile is left to it', async () => {
    const { broker, edit, ...parts } = await ranOnce();
    await edit(parts.config, (yaml) => yaml.replace('mqtt:\n', 'mqtt:\n  base_topic: health\n'));
    const other = await loggedIn({ brokerUrl: broker.url });
    await once(other);

    await once(parts);

    expect((await retained(broker, 'withings/#')).get('withings/anna/weight')).toBe('70.25');
  });

  it('discovery prefix: the devices are under the new one alone, and gone when Home Assistant is off', async () => {
    const { broker, edit, ...parts } = await ranOnce();
    await edit(parts.config, (yaml) => `${yaml}homeassistant:\n  discovery_prefix: ha\n`);

    await once(parts);

    expect((await retained(broker, 'ha/#')).size).toBe(4);
    expect((await retained(broker, 'homeassistant/#')).size).toBe(0);
    await edit(parts.config, (yaml) => yaml.replace('discovery_prefix: ha', 'enabled: false'));
    await once(parts);
    expect((await retained(broker, 'ha/#')).size).toBe(0);
    expect((await retained(broker, 'withings/#')).get('withings/anna/weight')).toBe('70.25');
  });
});

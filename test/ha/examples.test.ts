import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nextWeighIn } from '../../src/demo/invented-people.js';
import type { HomeAssistant } from './home-assistant.js';
import { ANNA, openHouse } from './house.js';

const WITHIN = { timeout: 20_000, interval: 250 };
const CORE_CARDS = ['heading', 'tile', 'statistics-graph', 'entities', 'gauge'];

interface Dashboard {
  readonly title: string;
  readonly views: readonly {
    readonly type: string;
    readonly sections: readonly { readonly cards: readonly Card[] }[];
  }[];
}

interface Card {
  readonly type: string;
  readonly entity?: string;
  readonly entities?: readonly (string | { readonly entity: string })[];
}

function example(name: string): Promise<string> {
  return readFile(fileURLToPath(new URL(`../../examples/home-assistant/${name}`, import.meta.url)), 'utf8');
}

async function notifications({ ws }: HomeAssistant): Promise<string[]> {
  const all = await ws<{ message: string; notification_id: string }[]>({ type: 'persistent_notification/get' });
  // What the machine lacks, Home Assistant tells under this name.
  return all.flatMap(({ message, notification_id }) => (notification_id === 'invalid_config' ? [] : [message])).sort();
}

describe('examples/home-assistant/dashboard.yaml', () => {
  it('is of core cards, for entities that are there', async () => {
    const house = await openHouse();
    const { ha } = house;
    await house.startBridge();
    await expect.poll(() => ha.state('sensor.withings_anna_last_sync'), WITHIN).toMatch(/^2/);
    const dashboard = parse(await example('dashboard.yaml')) as Dashboard;

    const url_path = 'withings-examples';
    await ha.ws({ type: 'lovelace/dashboards/create', url_path, title: dashboard.title, mode: 'storage' });
    await ha.ws({ type: 'lovelace/config/save', url_path, config: dashboard });

    expect(await ha.ws({ type: 'lovelace/config', url_path })).toEqual(dashboard);
    expect(dashboard.views.map(({ type }) => type)).toEqual(['sections']);
    const cards = dashboard.views.flatMap(({ sections }) => sections.flatMap((section) => section.cards));
    expect(cards.map(({ type }) => type).filter((type) => !CORE_CARDS.includes(type))).toEqual([]);
    const states = await ha.states();
    const shown = cards.flatMap(({ entity, entities = [] }) =>
      [entity ?? [], ...entities].flatMap((one) => (typeof one === 'object' && 'entity' in one ? one.entity : one)),
    );
    expect(shown.length).toBeGreaterThan(25);
    expect(shown.filter((id) => states.get(id) === undefined)).toEqual([]);
    expect(await ha.complaints()).toEqual([]);
  });
});

describe('examples/home-assistant/automations.yaml', { timeout: 240_000 }, () => {
  it('tells of a weigh-in, of a low battery and of a lost login', async () => {
    const yaml = await example('automations.yaml');
    const house = await openHouse({ yaml: `automation:\n${yaml}` });
    const { ha, anna, cloud, sub } = house;
    await house.startBridge();
    await expect.poll(() => ha.state('sensor.withings_anna_last_sync'), WITHIN).toMatch(/^2/);
    const automations = [...(await ha.states()).values()].filter(({ entity_id }) =>
      entity_id.startsWith('automation.'),
    );
    expect(automations.map(({ state }) => state)).toEqual(['on', 'on', 'on']);
    expect(await notifications(ha)).toEqual([]);
    // One that is asked for while another is under way is refused.
    const refresh = async () => {
      const before = sub.received().length;
      await ha.call('button.press', { entity_id: 'button.withings_anna_refresh' });
      await sub.sees(({ topic }) => topic === 'withings/bridge/response/refresh', before);
    };

    const { measures } = nextWeighIn(anna, Date.now());
    // Nothing that one rounds up and another one down.
    const weight = Object.assign(measures.find(({ type }) => type === 1)!, { value: 7132, unit: -2 });
    await refresh();
    const said = `Anna: ${(weight.value * 10 ** weight.unit).toFixed(1)} kg`;
    await expect.poll(() => notifications(ha), WITHIN).toEqual([said]);

    const [scale] = anna.devices as { battery: string }[];
    scale!.battery = 'low';
    await refresh();
    await expect.poll(() => notifications(ha), WITHIN).toEqual([said, 'The battery of the scale is low.']);

    cloud.revoke(ANNA);
    await refresh();
    await expect
      .poll(() => notifications(ha), WITHIN)
      .toEqual([said, 'The battery of the scale is low.', expect.stringMatching(/run: withings2mqtt auth anna$/)]);
    expect(await ha.complaints()).toEqual([]);
  });
});

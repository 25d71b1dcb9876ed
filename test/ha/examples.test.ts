import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { HomeAssistant } from './home-assistant.js';
import { openHouse } from './house.js';

const WITHIN = { timeout: 20_000, interval: 250 };
const CORE_CARDS = ['heading', 'tile', 'statistics-graph', 'entities', 'gauge'];
/** With how many entities at least. */
const DASHBOARDS = { dashboard: 30, 'dashboard-family': 20 };

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
  readonly entities?: readonly Shown[];
  readonly badges?: readonly Shown[];
}

type Shown = string | { readonly entity: string };

async function example(name: string): Promise<Dashboard> {
  const path = fileURLToPath(new URL(`../../examples/home-assistant/${name}.yaml`, import.meta.url));
  return parse(await readFile(path, 'utf8')) as Dashboard;
}

/** Gives it to Home Assistant as somebody does who pastes it, and looks how it is kept. */
async function paste({ ws }: HomeAssistant, name: string, dashboard: Dashboard): Promise<void> {
  const url_path = `withings-${name}`;
  await ws({ type: 'lovelace/dashboards/create', url_path, title: dashboard.title, mode: 'storage' });
  await ws({ type: 'lovelace/config/save', url_path, config: dashboard });
  expect(await ws({ type: 'lovelace/config', url_path })).toEqual(dashboard);
}

function entitiesOf(cards: readonly Card[]): string[] {
  const shown = cards.flatMap(({ entity, entities = [], badges = [] }) =>
    [entity ?? [], ...entities, ...badges].flat(),
  );
  return shown.map((one) => (typeof one === 'object' ? one.entity : one));
}

describe('examples/home-assistant', () => {
  it('has dashboards of core cards, for entities that are there', async () => {
    const house = await openHouse();
    const { ha, config } = house;
    // Of each account the whole that there is.
    await writeFile(config, (await readFile(config, 'utf8')).replace(/^( +)- name: anna$/m, '$&\n$1  intraday: true'));
    await house.startBridge();
    await expect.poll(() => ha.state('sensor.withings_ben_last_sync'), WITHIN).toMatch(/^2/);

    for (const [name, least] of Object.entries(DASHBOARDS)) {
      const dashboard = await example(name);
      await paste(ha, name, dashboard);
      expect(dashboard.views.map(({ type }) => type)).toEqual(['sections']);
      const cards = dashboard.views.flatMap(({ sections }) => sections.flatMap((section) => section.cards));
      expect(cards.map(({ type }) => type).filter((type) => !CORE_CARDS.includes(type))).toEqual([]);
      const shown = entitiesOf(cards);
      expect(shown.length).toBeGreaterThan(least);
      await expect
        .poll(async () => {
          const states = await ha.states();
          return shown.filter((id) => (states.get(id)?.state ?? 'unavailable') === 'unavailable');
        }, WITHIN)
        .toEqual([]);
    }
    expect(await ha.complaints()).toEqual([]);
  });
});

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openHouse } from './house.js';

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

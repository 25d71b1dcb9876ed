import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cardsOf, entitiesOf, example, paste } from './dashboards.js';
import { openHouse } from './house.js';

const WITHIN = { timeout: 20_000, interval: 250 };
const CORE_CARDS = ['heading', 'tile', 'statistics-graph', 'entities', 'gauge'];
/** With how many entities at least. */
const DASHBOARDS = { dashboard: 30, 'dashboard-family': 20 };

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
      const cards = cardsOf(dashboard);
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

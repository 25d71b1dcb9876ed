import { appendFile, readFile, writeFile } from 'node:fs/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useChromium } from '../chromium/chromium.js';
import { SHORT_PAUSES } from '../process/app-world.js';
import { isArchived } from '../stored.js';
import { arrived } from './arrived.js';
import { cardsOf, example, paste } from './dashboards.js';
import type { HomeAssistant } from './home-assistant.js';
import { type House, openHouse } from './house.js';
import { hoursOf } from './statistics.js';

const IMAGES = new URL('../../docs/images/', import.meta.url);
const WIDTH = 1280;
/** Each whole, and no more. */
const PICTURES = { dashboard: 1000, 'dashboard-family': 1400 };
const LONG = { timeout: 120_000, interval: 500 };
const DAYS = 90;

/** Somebody who is signed in, and sees no menu. */
async function asUser(context: BrowserContext, { url, token }: HomeAssistant): Promise<void> {
  const expires = Date.now() + 3_600_000;
  const tokens = { hassUrl: url, clientId: `${url}/`, access_token: token, token_type: 'Bearer', refresh_token: '' };
  const kept = { hassTokens: { ...tokens, expires, expires_in: 3600 }, dockedSidebar: 'always_hidden' };
  const write = Object.entries(kept).map(
    ([key, value]) => `localStorage.setItem(${JSON.stringify(key)}, ${JSON.stringify(JSON.stringify(value))});`,
  );
  await context.addInitScript(write.join('\n'));
}

/** What it would ask or tell its owner of its own. */
async function quiet({ ws }: HomeAssistant): Promise<void> {
  await ws({ type: 'http/config/promote' }).catch(() => {});
  const { issues } = await ws<{ issues: { domain: string; issue_id: string }[] }>({ type: 'repairs/list_issues' });
  for (const { domain, issue_id } of issues) await ws({ type: 'repairs/ignore_issue', domain, issue_id, ignore: true });
}

/** The lab's Home Assistant lacks packages that its list of all actions needs, and the browser waits for that list. */
async function withoutActions(context: BrowserContext): Promise<void> {
  await context.routeWebSocket(/\/api\/websocket$/, (browser) => {
    const server = browser.connectToServer();
    let asked: unknown;
    browser.onMessage((text) => {
      for (const { id, type } of [JSON.parse(String(text)) as Frame | Frame[]].flat())
        if (type === 'get_services') asked = id;
      server.send(text);
    });
    server.onMessage((text) => {
      const frame = JSON.parse(String(text)) as Frame | Frame[];
      const mended = (one: Frame) =>
        one.id === asked && one.success === false ? { ...one, success: true, result: {} } : one;
      browser.send(JSON.stringify(Array.isArray(frame) ? frame.map(mended) : mended(frame)));
    });
  });
}

interface Frame {
  readonly id?: number;
  readonly type: string;
  readonly success?: boolean;
}

/** Anna and Ben as they have been for years, in a Home Assistant that knows all of it. */
async function withHistory(): Promise<House> {
  const house = await openHouse();
  const { ha, config } = house;
  await ha.stop();
  await ha.skipQuestions();
  await ha.startAgain();
  await quiet(ha);
  await writeFile(config, (await readFile(config, 'utf8')).replace(/^( +)- name: anna$/m, '$&\n$1  intraday: true'));
  const homeassistant = { url: ha.url, token: ha.token, import_history: true };
  await appendFile(config, `\nhomeassistant: ${JSON.stringify(homeassistant)}\n`);
  await house.startBridge(SHORT_PAUSES);
  for (const name of ['anna', 'ben']) {
    await expect.poll(() => isArchived(house.data('.'), name), LONG).toBe(true);
    for (const metric of ['weight', 'activity_steps']) {
      const hours = () => hoursOf(house, `sensor.withings_${name}_${metric}`).then(({ length }) => length);
      await expect.poll(hours, LONG).toBeGreaterThan(DAYS);
    }
  }
  return house;
}

/** For the documentation; it is no part of the test. */
async function take(page: Page, name: string): Promise<void> {
  // Until the curves are drawn, which nothing tells.
  await page.waitForTimeout(2000);
  await writeFile(new URL(`${name}.png`, IMAGES), await page.screenshot());
}

describe('the dashboards of examples/home-assistant', () => {
  const browser = useChromium();

  // With PICTURES=write they are those of the documentation.
  it('show every card in the browser, as in the pictures of the documentation', async () => {
    const house = await withHistory();
    await arrived(house);
    const { ha } = house;
    const context = await browser().newContext({
      locale: 'en-GB',
      colorScheme: 'light',
      timezoneId: 'Europe/Amsterdam',
    });
    await asUser(context, ha);
    await withoutActions(context);
    for (const [name, height] of Object.entries(PICTURES)) {
      const dashboard = await example(name);
      const path = await paste(ha, name, dashboard);
      const of = (type: string) => cardsOf(dashboard).filter((card) => card.type === type).length;
      await ha.call('persistent_notification.dismiss_all');
      const page = await context.newPage();
      await page.setViewportSize({ width: WIDTH, height });

      await page.goto(`${ha.url}/${path}/${dashboard.views[0]?.path}`);

      for (const type of ['tile', 'gauge', 'entities', 'statistics-graph', 'heading']) {
        await expect.poll(() => page.locator(`hui-${type}-card`).count(), LONG).toBe(of(type));
      }
      await expect
        .poll(() => page.locator('hui-statistics-graph-card canvas').count(), LONG)
        .toBe(of('statistics-graph'));
      expect(await page.locator('hui-error-card, hui-warning').count()).toBe(0);
      expect(await page.getByText(/No statistics found|Unavailable|Entity not found/).count()).toBe(0);
      if (process.env.PICTURES === 'write') await take(page, name);
      await page.close();
    }
    await context.close();
    expect((await ha.complaints()).filter((line) => !line.includes('pymicro_vad'))).toEqual([]);
  });
});

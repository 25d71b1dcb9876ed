// How long a person waits for a chart, in a real browser.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import type { Figure } from './figure.js';
import { programAfterFirstSync } from './idle-bridge.js';
import type { Sizes } from './sizes.js';
import { compare } from './statistics.js';
import { startWorld, wholePerson } from './world.js';

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
const PROBE = fileURLToPath(new URL('../../bench/picture-probe.js', import.meta.url));
const LONGEST_MILLISECONDS = 100;

/** Nothing without a browser, but a line that says so. */
export async function benchPicture({ years, picture: { rounds } }: Sizes): Promise<Figure[]> {
  if (!existsSync(CHROMIUM)) {
    console.error(`benchPicture: there is no Chromium at ${CHROMIUM} (apt-get install chromium), so no figure of it`);
    return [];
  }
  const world = await startWorld(wholePerson(years));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const bridge = await programAfterFirstSync(world);
    const page = await browser.newPage();
    await page.addInitScript({ path: PROBE });
    await page.goto(`${world.pageUrl}#/people/anna/charts?range=week`);
    await drawn(page);
    const { a, b } = await compare(
      rounds,
      () => picture(page, 'all'),
      () => picture(page, 'month'),
    );
    await bridge.stop();
    return [
      {
        what: `weigh-ins of ${years} years in the page, from request to picture`,
        ours: `${a.toFixed(0)} ms`,
        beside: `those of a month: ${b.toFixed(0)} ms`,
        ratio: a,
        unit: 'ms',
        limit: LONGEST_MILLISECONDS,
        better: 'less',
      },
    ];
  } finally {
    await browser.close();
    await world.close();
  }
}

/** Milliseconds from the request for a range to its picture. */
async function picture(page: Page, range: string): Promise<number> {
  await page.evaluate(`performance.clearResourceTimings(); location.hash = '#/people/anna/charts?range=${range}'`);
  return drawn(page);
}

/** By picture-probe.js. Not a text that the page would have to evaluate: its content policy forbids that. */
async function drawn(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => Reflect.get(globalThis, 'untilPicture')());
  return Number(await handle.jsonValue());
}

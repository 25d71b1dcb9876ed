import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { type Faults, watchFaults } from './faults.js';

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 900 };

export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: Faults;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Where requests may go beside the address itself. */
  readonly origins?: readonly string[];
  /** Before anything is loaded. */
  readonly prepare?: (context: BrowserContext) => Promise<void>;
}

/** A page in a context of its own, at an address; a fault that the test does not expect fails it. */
export async function openPage(browser: Browser, address: string, options: OpenOptions = {}): Promise<Opened> {
  const { origins = [], prepare, ...context } = options;
  const opened = await browser.newContext({ locale: 'en-GB', viewport: DESKTOP, ...context });
  opened.setDefaultTimeout(40_000);
  await prepare?.(opened);
  const page = await opened.newPage();
  const faults = await watchFaults(opened, page, { origins: [new URL(address).origin, ...origins] });
  onTestFinished(async () => {
    await opened.close();
    expect(faults.lines).toEqual([]);
  });
  await page.goto(address);
  return { page, context: opened, faults };
}

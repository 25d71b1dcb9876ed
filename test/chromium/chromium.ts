import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const DEBIAN = '/usr/bin/chromium';

/** It asks nobody on the network for anything, and draws without a graphics card. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The program that `CHROMIUM` names, or Debian's. @throws Error that says what to install */
export function chromiumPath(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const path = env.CHROMIUM || DEBIAN;
  if (!existsSync(path)) {
    throw new Error(`There is no Chromium at ${path}: apt-get install chromium, or name another one in CHROMIUM`);
  }
  return path;
}

export function startChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: [...FLAGS, ...flags] });
}

/** One for all tests of a file, which open a context each. */
export function useChromium(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());
  return () => {
    if (!browser) throw new Error('the browser is started before the first test, not before');
    return browser;
  };
}

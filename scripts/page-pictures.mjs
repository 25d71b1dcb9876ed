// node scripts/page-pictures.mjs, after npm run build: takes the two pictures of the README, docs/images/page.png and
// docs/images/page-charts.png, of the demo, in Debian's Chromium (or the one that CHROMIUM names).
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const IMAGES = new URL('../docs/images/', import.meta.url);
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
const MOST_BYTES = 250_000;
/** Until two years are in the archive, a window a second. */
const LONGEST_MILLISECONDS = 180_000;

const demo = spawn(process.execPath, [MAIN, 'demo'], { stdio: ['ignore', 'pipe', 'inherit'] });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: FLAGS });
try {
  const base = await addressOf(demo);
  await untilRead(base);
  await mkdir(IMAGES, { recursive: true });
  await take('page.png', `${base}#/`, 'h1', { fullPage: true });
  await take('page-charts.png', `${base}#/people/anna/charts?range=year`, 'canvas');
} finally {
  await browser.close();
  demo.kill('SIGINT');
}

/** What the demo says about its page. */
function addressOf({ stdout }) {
  return new Promise((resolve, reject) => {
    let text = '';
    stdout.setEncoding('utf8');
    stdout.on('data', (chunk) => {
      text += chunk;
      const [address] = text.match(/http:\/\/127\.0\.0\.1:\d+\/?/) ?? [];
      if (address) resolve(address.endsWith('/') ? address : `${address}/`);
    });
    stdout.once('close', () => reject(new Error(`the demo ended without an address:\n${text}`)));
  });
}

/** Each feed of Anna's that has a past has read two years of it. */
async function untilRead(base) {
  const begun = Date.now();
  const day = new Date(begun - 2 * 366 * 86_400_000).toISOString().slice(0, 10);
  for (;;) {
    const state = await fetch(`${base}api/state`).then(
      (answer) => answer.json(),
      () => undefined,
    );
    const pasts = (state?.people[0]?.feeds ?? []).flatMap(({ archive }) => (archive ? [archive] : []));
    if (pasts.length > 0 && pasts.every(({ complete, since }) => complete || (since && since <= day))) return;
    if (Date.now() - begun > LONGEST_MILLISECONDS) throw new Error('the demo has not read its past in time');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function take(name, address, ready, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', colorScheme: 'light' });
  await page.goto(address);
  await page.locator(ready).first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const picture = await page.screenshot(options);
  if (picture.length > MOST_BYTES) throw new Error(`${name} has ${picture.length} bytes, more than ${MOST_BYTES}`);
  await writeFile(new URL(name, IMAGES), picture);
  console.log(`${name}: ${picture.length} bytes`);
  await page.close();
}

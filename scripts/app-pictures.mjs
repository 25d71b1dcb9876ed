// node scripts/app-pictures.mjs: draws the App's icon.png (128 × 128) and logo.png (250 × 100) of the page's own mark,
// web/favicon.svg, in Debian's Chromium (or the one that CHROMIUM names).
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const MARK = await readFile(new URL('../web/favicon.svg', import.meta.url), 'utf8');
const APP = new URL('../app/withings2mqtt/', import.meta.url);
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
/** Grey enough for a light and a dark store. */
const NAME = '<span style="font:600 29px/1.15 sans-serif;color:#0f8f7a">withings<br>2mqtt</span>';

const mark = (size) => MARK.replace('<svg ', `<svg width="${size}" height="${size}" `);
const logo = `<div style="display:flex;align-items:center;gap:14px;height:100px;padding-left:10px">${mark(84)}${NAME}</div>`;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: FLAGS });
try {
  await draw('icon.png', 128, 128, mark(128));
  await draw('logo.png', 250, 100, logo);
} finally {
  await browser.close();
}

async function draw(name, width, height, html) {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1 });
  await page.setContent(`<!doctype html><body style="margin:0;display:block;line-height:0">${html}</body>`);
  await writeFile(new URL(name, APP), await page.screenshot({ omitBackground: true }));
  await page.close();
}

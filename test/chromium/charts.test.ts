import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { TOPICS } from '../../web/charts/chart-list.js';
import { useChromium } from './chromium.js';
import { ink } from './ink.js';
import { tabTo } from './keyboard.js';
import { type OpenOptions, openPage } from './open-page.js';
import { house } from './page-house.js';
import { wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');

async function openCharts(path: string, options: OpenOptions = {}) {
  const here = await house({ people: 'demo' });
  await here.start();
  const opened = await openPage(browser(), `${here.base}#/people/anna/charts${path}`, options);
  return { ...opened, here };
}

/** All charts have come in. */
async function settled(page: Page): Promise<void> {
  const figures = page.locator('figure.chart');
  await figures.first().waitFor();
  await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
}

const figureOf = (page: Page, name: string) =>
  page.locator('figure.chart').filter({ has: page.getByRole('heading', { level: 3, name, exact: true }) });

/** From where to where a chart goes, by its axis. */
const firstDay = (page: Page) => page.getByLabel(t('charts.from'), { exact: true }).inputValue();

describe('charts', () => {
  it('of each topic draw something', async () => {
    const { page, here } = await openCharts('?range=year');

    for (const topic of TOPICS) {
      await page.goto(`${here.base}#/people/anna/charts/${topic}?range=year`);
      await page
        .getByRole('link', { name: t(`topic.${topic}`), exact: true })
        .and(page.locator('[aria-current=page]'))
        .waitFor();
      await settled(page);
      const canvases = page.locator('figure.chart canvas');
      const figures = await page.locator('figure.chart').count();
      await expect.poll(() => canvases.count(), { message: topic }).toBeGreaterThanOrEqual(figures);
      for (const canvas of await canvases.all()) {
        await canvas.scrollIntoViewIfNeeded();
        await expect.poll(() => ink(canvas), { message: topic }).toBeGreaterThan(500);
      }
    }
  });

  it('of ten thousand years are those of what anybody can have measured, and the address says so', async () => {
    const { page } = await openCharts('/body?from=9999-12-31&to=0001-01-01');

    await settled(page);

    await expect.poll(() => page.url()).toContain('from=1900-01-01');
    expect(await firstDay(page)).toBe('1900-01-01');
    expect(await ink(page.locator('figure.chart canvas').first())).toBeGreaterThan(100);
  });

  it('take a date that is typed when it is whole, as one step of the history', async () => {
    const { page } = await openCharts('/body', { prepare: (context) => context.clock.install() });
    await settled(page);
    const steps = () => page.evaluate(() => history.length);
    const before = await steps();

    await page.getByLabel(t('charts.from'), { exact: true }).focus();
    // The same in the order of any country.
    await page.keyboard.type('0606');
    // All is drawn anew now and then.
    await page.clock.fastForward(30_000);
    await page.keyboard.type('2026');
    expect(page.url()).not.toContain('from=');
    await page.keyboard.press('Enter');

    await expect.poll(() => page.url()).toContain('from=2026-06-06');
    expect(await steps()).toBe(before + 1);
  });

  it('of a year have a bar for each week, and each day in the table', async () => {
    const { page } = await openCharts('/activity?range=year');
    await settled(page);
    const steps = page.locator('figure.chart').first();

    // The week before this one, which on a Monday is that day so far.
    await steps.getByRole('application').focus();
    for (const _ of [1, 2]) await page.keyboard.press('ArrowLeft');
    await expect.poll(() => steps.locator('.legend').textContent()).toMatch(/\d+ (\w+ )?\D \d+ \w+/);
    await steps.getByText(t('charts.as_table')).first().click();

    const days = await steps.locator('tbody th').allTextContents();
    const times = days.slice(0, 7).map((day) => Date.parse(day) / 86_400_000);
    expect(times.map((time) => Math.round(times[0]! - time))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('keep their range in the address, for all of them and after a reload', async () => {
    const { page } = await openCharts('');
    await settled(page);

    await page.getByRole('link', { name: t('span.year'), exact: true }).click();
    await expect.poll(() => page.url()).toContain('range=year');
    await page.getByRole('link', { name: t('topic.sleep'), exact: true }).click();
    await expect.poll(() => page.url()).toMatch(/sleep\?range=year$/);
    await page.getByLabel(t('charts.from'), { exact: true }).fill('2026-01-01');
    await page.getByLabel(t('charts.from'), { exact: true }).blur();
    await expect.poll(() => page.url()).toContain('from=2026-01-01');
    await page.reload();

    await settled(page);
    expect(await firstDay(page)).toBe('2026-01-01');
  });

  it('are zoomed by the keyboard, and say what is at the cursor', async () => {
    const { page } = await openCharts('?range=year');
    await settled(page);
    const weight = figureOf(page, 'Weight');
    const before = await firstDay(page);
    const plot = weight.getByRole('application');

    await plot.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => weight.locator('[aria-live=polite]').textContent()).toMatch(/Weight \d/);
    await page.keyboard.press('+');
    await expect.poll(() => firstDay(page)).not.toBe(before);
    await settled(page);
    await plot.focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => firstDay(page)).toBe(before);
  });

  it('are zoomed by the mouse, and back', async () => {
    const { page } = await openCharts('?range=year');
    await settled(page);
    const before = await firstDay(page);

    await drag(page, figureOf(page, 'Weight').locator('.u-over'));

    await expect.poll(() => firstDay(page)).not.toBe(before);
    await page.getByRole('button', { name: t('charts.zoom_back') }).click();
    await expect.poll(() => firstDay(page)).toBe(before);
  });

  it('have a table behind them, and a file', async () => {
    const { page } = await openCharts('?range=month');
    await settled(page);
    const weight = figureOf(page, 'Weight');

    await weight.getByText(t('charts.as_table')).click();
    const rows = weight.getByRole('rowheader');
    await rows.first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      weight.getByRole('link', { name: /CSV/ }).click(),
    ]);

    const csv = await readFile(await download.path(), 'utf8');
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    expect(csv.split('\n').filter((line) => line.includes('weight')).length).toBeGreaterThanOrEqual(await rows.count());
  });

  it('are reached by the Tab key', async () => {
    const { page } = await openCharts('?range=month');
    await settled(page);

    await page.getByRole('heading', { level: 1 }).focus();
    await tabTo(page, t('charts.keys', { name: 'Weight' }));
  });
});

async function drag(page: Page, over: Locator): Promise<void> {
  const box = await over.boundingBox();
  if (!box) throw new Error('the chart cannot be seen');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 5 });
  await page.mouse.up();
}

describe('one of many', () => {
  it('night is shown with its stages and its curves', async () => {
    const { page } = await openCharts('/sleep?range=month');
    await settled(page);

    await page.locator('.listing').getByRole('link').first().click();

    const night = page.locator('section.detail');
    await night.getByRole('heading', { level: 2 }).waitFor();
    await expect.poll(() => night.locator('canvas').count()).toBeGreaterThan(2);
    for (const canvas of await night.locator('canvas').all()) {
      await canvas.scrollIntoViewIfNeeded();
      await expect.poll(() => ink(canvas)).toBeGreaterThan(200);
    }
    await night.getByText(t('stage.deep'), { exact: true }).first().waitFor();
    await night.getByRole('heading', { name: t('curve.heart_rate'), exact: true }).waitFor();
    await page.reload();
    await night.getByRole('heading', { level: 2 }).waitFor();
  });

  it('ECG is shown on its paper', async () => {
    const { page } = await openCharts('/heart?range=year');
    await settled(page);

    await page.locator('.listing').getByRole('link').first().click();

    const line = page.getByRole('img', { name: /ECG/ }).first();
    await line.waitFor();
    const path = await line.locator('path.ecg-signal').getAttribute('d');
    expect(path?.length).toBeGreaterThan(1000);
    await page.getByText(t('ecg.scale')).waitFor();
  });
});

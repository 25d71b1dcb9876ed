import type { BrowserContext } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useChromium } from './chromium.js';
import { openPage } from './open-page.js';
import { house } from './page-house.js';
import { LOCALES, wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');

/** The browser's clock is wrong by so many hours. */
function setClockOff(hours: number): (context: BrowserContext) => Promise<void> {
  return async (context) => {
    await context.addInitScript((off) => {
      const Real = Date;
      const wrong = new Proxy(Real, {
        construct: (target, parts) => Reflect.construct(target, parts.length === 0 ? [Real.now() + off] : parts),
        get: (target, name) => (name === 'now' ? () => Real.now() + off : Reflect.get(target, name)),
      });
      Reflect.set(window, 'Date', wrong);
    }, hours * 3_600_000);
  };
}

describe('ages', () => {
  it.each([-10, 10])('are right by a browser whose clock is %i hours off', async (hours) => {
    const here = await house();
    await here.start();
    const { page } = await openPage(browser(), here.base, { prepare: setClockOff(hours) });

    const weighed = page.getByRole('region', { name: 'Anna' }).locator('time').first();
    await weighed.waitFor();

    const taken = await weighed.getAttribute('datetime');
    expect(Date.now() - Date.parse(taken ?? '')).toBeLessThan(2 * 3_600_000);
    expect(await weighed.textContent()).toMatch(/^1\sh ago/);
  });

  it('have the whole time for the mouse', async () => {
    const here = await house();
    await here.start();
    const { page } = await openPage(browser(), here.base);

    const weighed = page.getByRole('region', { name: 'Anna' }).locator('time').first();

    expect(await weighed.getAttribute('title')).toMatch(/\d{4}.*\d\d:\d\d/);
  });
});

describe('the language', () => {
  it.each(['en', 'de'] as const)('is that of the browser: %s', async (language) => {
    const here = await house();
    await here.start();
    const { page } = await openPage(browser(), here.base, { locale: LOCALES[language] });

    await page.getByRole('heading', { level: 1, name: wordsOf(language).t('home') }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
  });

  it('that is chosen stays, and so do the colours', async () => {
    const here = await house();
    await here.start();
    const { page } = await openPage(browser(), here.base, { colorScheme: 'light' });
    const german = wordsOf('de');
    const colours = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.getByRole('heading', { level: 1, name: t('home') }).waitFor();
    const light = await colours();

    await page.getByLabel(t('theme')).selectOption('dark');
    await page.getByLabel(t('language')).selectOption('de');
    await page.getByRole('heading', { level: 1, name: german.t('home') }).waitFor();
    const dark = await colours();
    await page.reload();

    await page.getByRole('heading', { level: 1, name: german.t('home') }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    expect(dark).not.toBe(light);
    expect(await colours()).toBe(dark);
    await page.getByLabel(german.t('theme')).selectOption('system');
    expect(await colours()).toBe(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(colours).toBe(dark);
  });
});

it('nothing moves where the system wants no motion', async () => {
  const here = await house();
  await here.start();
  const { page } = await openPage(browser(), here.base, { reducedMotion: 'reduce' });
  await page.getByRole('heading', { level: 1, name: t('home') }).waitFor();

  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((element) => {
      const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(element);
      const long = (duration: string) => duration.split(',').some((one) => Number.parseFloat(one) > 0.02);
      const moves = long(transitionDuration) || (animationName !== 'none' && long(animationDuration));
      return moves || scrollBehavior === 'smooth' ? [element.outerHTML.slice(0, 80)] : [];
    }),
  );

  expect(moving).toEqual([]);
});

it('the first load asks for four things at most, beside the stream and the icon', async () => {
  const here = await house();
  await here.start();
  const asked: string[] = [];
  const prepare = async (context: BrowserContext) => {
    context.on('request', (request) => asked.push(new URL(request.url()).pathname));
  };
  const { page } = await openPage(browser(), here.base, { prepare });
  await page.getByRole('heading', { level: 1, name: t('home') }).waitFor();
  await expect.poll(() => asked).toContain('/api/events');

  const counted = asked.filter((path) => path !== '/api/events' && !path.includes('favicon'));
  expect(counted.length, asked.join(' ')).toBeLessThanOrEqual(4);
});

it('what is searched for is found among all values', async () => {
  const here = await house();
  await here.start();
  const { page } = await openPage(browser(), `${here.base}#/people/anna`);
  const table = page.getByRole('table');
  await table.getByRole('rowheader', { name: 'Height', exact: true }).waitFor();

  await page.getByLabel(t('values.search')).fill('weig');

  await table.getByRole('rowheader', { name: 'Weight', exact: true }).waitFor();
  expect(await table.getByRole('rowheader', { name: 'Height', exact: true }).count()).toBe(0);
  await page.getByLabel(t('values.search')).fill('nothing is called so');
  await page.getByText(t('values.none')).waitFor();
});

import { expect, it } from 'vitest';
import { BEN } from '../demo/helpers.js';
import { useChromium } from './chromium.js';
import { openedBy } from './consent.js';
import { showsFocus, tabTo } from './keyboard.js';
import { openPage } from './open-page.js';
import { house } from './page-house.js';
import { wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');

it('the keyboard alone goes from the start to an account that is connected', async () => {
  const here = await house({ logins: { ben: BEN } });
  await here.start();
  const opened = await openPage(browser(), here.base);
  const { page } = opened;
  await page.getByRole('heading', { name: t('lost.title', { n: 1 }) }).waitFor();

  await tabTo(page, t('lost.connect_name', { name: 'Anna' }));
  expect(await showsFocus(page)).toBe(true);
  const tab = await openedBy(opened, () => page.keyboard.press('Enter'));
  await tabTo(tab, /anna/);
  await tab.keyboard.press('Space');
  await tabTo(tab, 'Allow this app');
  await tab.keyboard.press('Enter');

  await page
    .getByRole('main')
    .getByText(t('connect.done', { name: 'Anna' }))
    .waitFor();
  await tabTo(page, t('to_overview'));
  await page.keyboard.press('Enter');
  await page
    .getByRole('main')
    .getByRole('heading', { level: 1, name: t('home') })
    .waitFor();
});

it('the first thing that the Tab key comes to skips to the content', async () => {
  const here = await house();
  await here.start();
  const { page } = await openPage(browser(), here.base);
  await page.getByRole('heading', { level: 1, name: t('home') }).waitFor();

  await tabTo(page, t('skip'));
  await page.keyboard.press('Enter');

  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('main');
});

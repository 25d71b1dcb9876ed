import { expect, it } from 'vitest';
import { ANNA, BEN, group, person } from '../demo/helpers.js';
import { useChromium } from './chromium.js';
import { openPage } from './open-page.js';
import { house } from './page-house.js';
import { wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');

it.each([
  ['markup', '<script>alert(1)</script><img src=x onerror=alert(2)>'],
  ['emoji', '👩‍👩‍👧 Анна 🏋🏽‍♀️'],
  ['right-to-left text', 'שרה \u202Eאברהם'],
  ['a very long one', `${'Donaudampfschifffahrt'.repeat(6)}`],
])('a name with %s is shown as it is', async (_, name) => {
  const sections = `accounts: [{ name: anna, display_name: ${JSON.stringify(name)} }, { name: ben }]\n`;
  const here = await house({ sections });
  await here.start();
  const { page } = await openPage(browser(), here.base, { viewport: { width: 360, height: 740 } });

  const heading = page.getByRole('main').getByRole('heading', { level: 2, name, exact: true });
  await heading.waitFor();
  expect(await heading.getAttribute('dir')).toBe('auto');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.goto(`${here.base}#/people/anna`);
  await page.getByRole('heading', { level: 1, name: t('values.title', { name }) }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

it('a person without any data is told what to do', async () => {
  const here = await house({ people: [person(ANNA, 'anna'), person(BEN, 'ben', [group(1, 1_700_000_000)])] });
  await here.start();
  const { page } = await openPage(browser(), here.base);

  await page.getByRole('region', { name: 'Anna' }).getByText(t('person.no_data')).waitFor();
  await page.goto(`${here.base}#/people/anna`);
  await page.getByText(t('values.none')).waitFor();
});

it('a device without a name has one here', async () => {
  const anna = person(ANNA, 'anna', [group(1, Math.floor(Date.now() / 1000) - 60)]);
  const devices = [
    { type: 'Scale', battery: 'low', deviceid: 'd1', hash_deviceid: 'd1', timezone: 'Europe/Amsterdam' },
  ];
  const here = await house({ people: [{ ...anna, devices }, person(BEN, 'ben')] });
  await here.start();
  const { page } = await openPage(browser(), here.base);

  await page.getByRole('heading', { level: 3, name: t('devices.unnamed') }).waitFor();
});

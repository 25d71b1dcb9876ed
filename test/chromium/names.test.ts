import { expect, it } from 'vitest';
import { ANNA, BEN, group, person } from '../demo/helpers.js';
import { standingOut } from './axe.js';
import { useChromium } from './chromium.js';
import { openPage, PHONE } from './open-page.js';
import { house } from './page-house.js';
import { wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');

const NAMES = {
  anna: '<script>alert(1)</script><img src=x onerror=alert(2)>',
  ben: '👩‍👩‍👧 Анна 🏋🏽‍♀️',
  sara: 'שרה \u202Eאברהם',
  donau: 'Donaudampfschifffahrt'.repeat(6),
};

it('names with markup, emoji, right-to-left text and of any length are shown as they are', async () => {
  const accounts = Object.entries(NAMES).map(
    ([name, shown]) => `{ name: ${name}, display_name: ${JSON.stringify(shown)} }`,
  );
  const here = await house({ sections: `accounts: [${accounts.join(', ')}]\n` });
  await here.start();
  const { page } = await openPage(browser(), here.base, { viewport: PHONE });

  for (const name of Object.values(NAMES)) {
    const heading = page.getByRole('main').getByRole('heading', { level: 2, name, exact: true });
    await heading.waitFor();
    expect(await heading.getAttribute('dir')).toBe('auto');
  }
  expect(await standingOut(page)).toEqual([]);
  for (const [account, name] of Object.entries(NAMES)) {
    await page.goto(`${here.base}#/people/${account}`);
    await page.getByRole('heading', { level: 1, name: t('values.title', { name }) }).waitFor();
    expect(await standingOut(page), name).toEqual([]);
  }
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

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ANNA, group } from '../demo/helpers.js';
import { refresh } from '../process/home.js';
import { subscriber } from '../process/world.js';
import { useChromium } from './chromium.js';
import { startForwarder } from './forwarding.js';
import { openPage } from './open-page.js';
import { house, type PageHouse } from './page-house.js';
import { wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');

/** Anna steps on the scale. */
function weighIn({ cloud }: PageHouse, kilograms: number): void {
  const { measuregrps } = cloud.people.get(ANNA)!;
  const measures = [{ value: kilograms * 1000, type: 1, unit: -3 }];
  measuregrps.push(group(1000 + measuregrps.length, Math.floor(Date.now() / 1000), { measures }));
}

/** The same, and the bridge hears of it. */
async function newWeight(here: PageHouse, kilograms: number): Promise<void> {
  weighIn(here, kilograms);
  const seen = await subscriber(here.broker.watchUrl, 'withings/bridge/#');
  await refresh(seen, 'anna');
  await seen.close();
}

/** Nobody has loaded the page anew since. */
async function mark(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Reflect.set(window, 'isMarked', true));
  return () => page.evaluate(() => Reflect.get(window, 'isMarked') === true);
}

const weight = (page: Page, kilograms: number) =>
  page
    .getByRole('main')
    .getByText(new RegExp(`^${kilograms}(\\.\\d+)?\\skg$`))
    .first();

it('a weigh-in appears by itself', async () => {
  const here = await house();
  await here.start();
  const { page } = await openPage(browser(), here.base);
  await weight(page, 70).waitFor();
  const isSame = await mark(page);

  await newWeight(here, 72);

  await weight(page, 72).waitFor();
  expect(await isSame()).toBe(true);
});

it('what is new comes at once when it is asked for', async () => {
  const here = await house();
  await here.start();
  const { page } = await openPage(browser(), here.base);
  await weight(page, 70).waitFor();
  weighIn(here, 73);

  await page
    .getByRole('region', { name: 'Anna' })
    .getByRole('button', { name: t('person.fetch_now') })
    .click();

  // Where the first round is still under way, it goes on.
  const words = [t('person.fetch_done'), t('person.fetch_on')].map((text) => page.getByRole('main').getByText(text));
  await words[0]!.or(words[1]!).first().waitFor();
  await weight(page, 73).waitFor();
});

it('events that are cut begin anew, and nothing is missing', async () => {
  const here = await house();
  await here.start();
  const proxy = await startForwarder(here.base, ({ url = '/', headers }) => ({ path: url, headers }));
  const { page, faults } = await openPage(browser(), `${proxy.origin}/`);
  await weight(page, 70).waitFor();
  await expect.poll(proxy.streams).toBe(1);
  const isSame = await mark(page);

  faults.tolerate(/ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION/);
  proxy.cut();
  await newWeight(here, 74);

  await weight(page, 74).waitFor();
  await expect.poll(proxy.streams).toBe(1);
  expect(await isSame()).toBe(true);
});

it('a bridge that stops is said, and the page is well again when it is back', async () => {
  const here = await house();
  const first = await here.start();
  const { page, faults } = await openPage(browser(), here.base);
  await weight(page, 70).waitFor();
  const isSame = await mark(page);

  faults.tolerate(/ERR_/);
  await here.stop(first);
  const alert = page.getByRole('alert');
  await alert.getByText(t('away_without').split('.')[0]!).waitFor();
  await weight(page, 70).waitFor();
  weighIn(here, 75);
  await here.start();

  await weight(page, 75).waitFor();
  await expect.poll(() => alert.textContent()).toBe('');
  expect(await isSame()).toBe(true);
});

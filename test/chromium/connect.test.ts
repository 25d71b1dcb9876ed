import { expect, it } from 'vitest';
import { ANNA, BEN } from '../demo/helpers.js';
import { freePort } from '../process/port.js';
import { useChromium } from './chromium.js';
import { allowAs, openedBy } from './consent.js';
import { openPage } from './open-page.js';
import { house } from './page-house.js';
import { wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');

it('an account is connected in another tab, and its values appear by themselves', async () => {
  const here = await house({ logins: { ben: BEN } });
  await here.start();
  const opened = await openPage(browser(), here.base);
  const { page } = opened;
  const main = page.getByRole('main');

  await main.getByText(t('lost.never', { name: 'Anna' })).waitFor();
  const connect = page.getByRole('button', { name: t('lost.connect_name', { name: 'Anna' }) });
  const tab = await openedBy(opened, () => connect.click());
  await main.getByText(t('connect.waiting')).waitFor();
  await allowAs(tab, 'anna');

  await tab.getByText('anna is authorised').waitFor();
  await main.getByText(t('connect.done', { name: 'Anna' })).waitFor();
  await page.getByRole('link', { name: t('to_overview') }).click();
  await main.getByText('70.3 kg').or(main.getByText('70.25 kg')).first().waitFor();
  expect(await page.getByText(t('lost.never', { name: 'Anna' })).count()).toBe(0);
});

it('a lost login is the first thing that is said', async () => {
  const here = await house();
  here.cloud.revoke(ANNA);
  await here.start();
  const { page } = await openPage(browser(), here.base);

  const banner = page.getByRole('region', { name: t('lost.title', { n: 1 }) });
  await banner.waitFor();

  const [first] = await page.getByRole('main').getByRole('heading', { level: 2 }).allTextContents();
  expect(first).toBe(t('lost.title', { n: 1 }));
  expect(await banner.textContent()).toContain('Anna');
});

it('the address on which the browser ended is pasted, with the seconds counted down', async () => {
  const redirectUri = `https://localhost:${await freePort()}/oauth/callback`;
  const here = await house({ logins: { ben: BEN }, redirectUri });
  await here.start();
  const opened = await openPage(browser(), here.base);
  const { page, faults } = opened;
  const main = page.getByRole('main');

  const connect = page.getByRole('button', { name: t('lost.connect_name', { name: 'Anna' }) });
  const tab = await openedBy(opened, () => connect.click());
  await main.getByText(t('connect.waiting_paste')).waitFor();
  // First, since a code of Withings lives for half a minute.
  faults.tolerate(/400/);
  await page.getByLabel(t('connect.paste_label')).fill('https://example.org/');
  await page.getByRole('button', { name: t('connect.paste_button') }).click();
  await main.locator('.failure').filter({ hasText: /\w/ }).waitFor();
  const ended = tab.waitForEvent('requestfailed');
  await allowAs(tab, 'anna');
  const address = (await ended).url();
  await tab.close();

  // A headless browser has every page in front.
  await page.evaluate(() => {
    for (const name of ['blur', 'focus']) window.dispatchEvent(new Event(name));
  });
  const timer = page.getByRole('timer');
  const seconds = async () => Number(/\d+/.exec((await timer.textContent()) ?? '')?.[0]);
  const first = await seconds();
  expect(first).toBeGreaterThan(20);
  await expect.poll(seconds).toBeLessThan(first);

  await page.getByLabel(t('connect.paste_label')).fill(address);
  await page.getByRole('button', { name: t('connect.paste_button') }).click();

  await main.getByText(t('connect.done', { name: 'Anna' })).waitFor();
});

it('another person is refused with both, and takes the place when asked once more', async () => {
  const here = await house({ logins: { anna: ANNA }, sections: 'accounts: [{ name: anna }]\n' });
  await here.start();
  const opened = await openPage(browser(), `${here.base}#/people/anna/connect`);
  const { page } = opened;
  const main = page.getByRole('main');

  const first = await openedBy(opened, () => main.getByRole('button', { name: t('connect.reconnect') }).click());
  await allowAs(first, 'ben');
  await main.getByText(t('connect.failed')).waitFor();
  const said = (await main.locator('.failure').textContent()) ?? '';
  expect(said).toContain(String(ANNA));
  expect(said).toContain(String(BEN));

  await main.getByRole('button', { name: t('connect.replace'), exact: true }).click();
  const dialog = page.getByRole('dialog', { name: t('connect.replace_title', { name: 'Anna' }) });
  const second = await openedBy(opened, () => dialog.getByRole('button', { name: t('connect.replace_yes') }).click());
  await allowAs(second, 'ben');
  await main.getByText(t('connect.done', { name: 'Anna' })).waitFor();

  await page.getByRole('link', { name: t('to_overview') }).click();
  await main
    .getByText(/80(\.\d+)?\skg/)
    .first()
    .waitFor();
  expect(await main.textContent()).not.toContain('70.');
});

it('who does not agree is told so, and may try again', async () => {
  const here = await house({ logins: { ben: BEN } });
  await here.start();
  const opened = await openPage(browser(), `${here.base}#/people/anna/connect`);
  const main = opened.page.getByRole('main');

  const tab = await openedBy(opened, () => main.getByRole('button', { name: t('connect.start') }).click());
  await tab.getByRole('button', { name: 'Cancel' }).click();

  await main.getByText(t('connect.failed')).waitFor();
  await main.getByRole('button', { name: t('connect.again') }).waitFor();
});

it('two tabs connect two people at once', async () => {
  const here = await house({ logins: {} });
  await here.start();
  const both = await Promise.all(
    ['anna', 'ben'].map((name) => openPage(browser(), `${here.base}#/people/${name}/connect`)),
  );
  const start = (opened: (typeof both)[number]) =>
    openedBy(opened, () => opened.page.getByRole('button', { name: t('connect.start') }).click());

  const [annas, bens] = [await start(both[0]!), await start(both[1]!)];
  await Promise.all([allowAs(annas, 'anna'), allowAs(bens, 'ben')]);

  for (const [index, name] of ['Anna', 'Ben'].entries()) {
    await both[index]!.page.getByRole('main').getByText(t('connect.done', { name })).waitFor();
  }
  const { people } = await here.state();
  expect(people.map(({ user_id }) => user_id)).toEqual([String(ANNA), String(BEN)]);
});

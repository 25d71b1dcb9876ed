import { describe, expect, it } from 'vitest';
import { BEN } from '../demo/helpers.js';
import { useChromium } from './chromium.js';
import { allowAs, openedBy } from './consent.js';
import { startIngress } from './ingress.js';
import { ink } from './ink.js';
import { openPage } from './open-page.js';
import { house } from './page-house.js';
import { startPathProxy } from './path-proxy.js';
import { wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');
const PREFIX = '/health/withings';

describe('in a frame of Home Assistant', () => {
  it('it starts, hears of changes and connects', async () => {
    const here = await house({ logins: { ben: BEN } });
    await here.start();
    const ingress = await startIngress(here.base);
    const opened = await openPage(browser(), ingress.address);
    const frame = opened.page.frameLocator('iframe');
    const main = frame.getByRole('main');

    const connect = frame.getByRole('button', { name: t('lost.connect_name', { name: 'Anna' }) });
    const tab = await openedBy(opened, () => connect.click());
    await allowAs(tab, 'anna');

    await main.getByText(t('connect.done', { name: 'Anna' })).waitFor();
    expect(ingress.streams()).toBeGreaterThan(0);
  });

  it('charts, nights, files and the calendar come through', async () => {
    const here = await house({ people: 'demo' });
    await here.start();
    const ingress = await startIngress(here.base);
    const { page } = await openPage(browser(), ingress.address);
    const frame = page.frameLocator('iframe');

    await frame
      .getByRole('region', { name: 'Anna' })
      .getByRole('link', { name: t('person.charts') })
      .click();
    await expect.poll(() => ink(frame.locator('canvas').first())).toBeGreaterThan(500);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      frame.getByRole('link', { name: /CSV/ }).first().click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    await frame.getByRole('link', { name: t('topic.sleep'), exact: true }).click();
    await frame.locator('.listing').getByRole('link').first().click();
    await frame
      .locator('section.detail')
      .getByRole('heading', { name: t('curve.heart_rate'), exact: true })
      .waitFor();
    await frame.getByRole('link', { name: t('person.all_values') }).click();
    await frame.getByRole('button', { name: t('calendar.show') }).click();
    const address = await frame.getByLabel(t('calendar.address')).inputValue();
    expect(address).toContain(new URL(ingress.framed).pathname);
    expect((await fetch(address)).status).toBe(200);
  });
});

describe('below a path', () => {
  it('it signs in, shows and hears of changes', async () => {
    const here = await house({ people: 'demo', page: 'password: "korrekt pferd"' });
    await here.start();
    const proxy = await startPathProxy(here.base, PREFIX);
    const { page, faults } = await openPage(browser(), proxy.address);
    faults.tolerate(/401/);

    await page.getByLabel(t('sign_in.password')).fill('korrekt pferd');
    await page.getByRole('button', { name: t('sign_in.button') }).click();
    await page
      .getByRole('region', { name: 'Anna' })
      .getByRole('link', { name: t('person.charts') })
      .click();

    await expect.poll(() => ink(page.locator('canvas').first())).toBeGreaterThan(500);
    await expect.poll(proxy.streams).toBe(1);
    await page.reload();
    await page.locator('canvas').first().waitFor();
    expect(proxy.requests.filter((line) => !line.includes(` ${PREFIX}/`) && !line.endsWith('/favicon.ico'))).toEqual(
      [],
    );
  });
});

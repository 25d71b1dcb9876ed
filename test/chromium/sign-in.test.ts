import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { useChromium } from './chromium.js';
import { findingsOf, LOOKS, settled } from './every-view.js';
import { openPage } from './open-page.js';
import { house } from './page-house.js';
import { LOCALES, wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');
const PASSWORD = 'korrekt pferd batterie';

/** @returns the status of the answer */
async function enter(page: Page, password: string): Promise<number> {
  await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
  const answer = page.waitForResponse((one) => one.url().endsWith('/api/session'));
  await page.getByLabel(t('sign_in.password')).fill(password);
  await page.getByRole('button', { name: t('sign_in.button') }).click();
  return (await answer).status();
}

it('a wrong password is said, the right one enters, and one can leave again', async () => {
  const here = await house({ page: `password: "${PASSWORD}"` });
  await here.start();
  const { page, context, faults } = await openPage(browser(), here.base);
  faults.tolerate(/40[13]|429/);
  const field = page.getByLabel(t('sign_in.password'));
  const home = page.getByRole('heading', { level: 1, name: t('home') });

  expect(await enter(page, 'wrong')).toBe(401);
  await page
    .locator('.failure')
    .filter({ hasText: /password/i })
    .waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');

  // Wrong ones are slowed down.
  await expect.poll(() => enter(page, PASSWORD), { timeout: 20_000, interval: 300 }).toBe(200);
  await home.waitFor();
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: expect.stringMatching(/Lax|Strict/) });
  expect(await page.evaluate(() => document.cookie)).toBe('');

  await page.reload();
  await home.waitFor();
  await page.getByRole('button', { name: t('sign_out') }).click();
  await field.waitFor();
  await page.reload();
  await field.waitFor();
});

it('ten wrong passwords are slowed down, and it says so', async () => {
  const here = await house({ page: `password: "${PASSWORD}"` });
  await here.start();
  const { page, faults } = await openPage(browser(), here.base);
  faults.tolerate(/40[13]|429/);

  const answers: number[] = [];
  for (let tries = 1; tries <= 10; tries++) answers.push(await enter(page, `wrong ${tries}`));
  expect(new Set(answers)).toEqual(new Set([401, 429]));
  await expect.poll(() => enter(page, 'wrong again'), { timeout: 20_000 }).toBe(429);

  await page.locator('.failure').filter({ hasText: /\d+ s/ }).waitFor();
});

it('signing in has nothing for axe to find and fits', async () => {
  const here = await house({ page: 'password: secret' });
  await here.start();
  const findings: string[] = [];

  for (const look of LOOKS) {
    for (const locale of Object.values(LOCALES)) {
      const { page, faults, context } = await openPage(browser(), here.base, { ...look, locale });
      faults.tolerate(/401/);
      await settled(page);
      findings.push(...(await findingsOf(page, `${locale}, ${look.colorScheme}, ${look.viewport.width}`)));
      await context.close();
    }
  }

  expect(findings).toEqual([]);
});

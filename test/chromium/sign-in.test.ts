import { expect, it } from 'vitest';
import { useChromium } from './chromium.js';
import { openPage } from './open-page.js';
import { house } from './page-house.js';
import { wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');
const PASSWORD = 'korrekt pferd batterie';

it('a wrong password is said, the right one enters, and one can leave again', async () => {
  const here = await house({ page: `password: "${PASSWORD}"` });
  await here.start();
  const { page, context, faults } = await openPage(browser(), here.base);
  faults.tolerate(/40[13]|429/);
  const field = page.getByLabel(t('sign_in.password'));
  const button = page.getByRole('button', { name: t('sign_in.button') });

  await field.fill('wrong');
  await button.click();
  await page
    .locator('.failure')
    .filter({ hasText: /password/i })
    .waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');

  // Wrong ones are slowed down.
  await expect
    .poll(
      async () => {
        await field.fill(PASSWORD);
        await button.click();
        return page.getByRole('heading', { level: 1, name: t('home') }).isVisible();
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBe(true);
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: expect.stringMatching(/Lax|Strict/) });
  expect(await page.evaluate(() => document.cookie)).toBe('');

  await page.reload();
  await page.getByRole('heading', { level: 1, name: t('home') }).waitFor();
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
  page.on('response', (response) => {
    if (response.url().endsWith('/api/session')) answers.push(response.status());
  });

  for (let tries = 1; tries <= 10; tries++) {
    await page.getByLabel(t('sign_in.password')).fill(`wrong ${tries}`);
    await page.getByRole('button', { name: t('sign_in.button') }).click();
    await expect.poll(() => answers.length).toBe(tries);
  }

  expect(answers).toContain(429);
  await page
    .locator('.failure')
    .filter({ hasText: /second|moment|again/i })
    .waitFor();
});

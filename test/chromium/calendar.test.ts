import { expect, it } from 'vitest';
import { useChromium } from './chromium.js';
import { openPage } from './open-page.js';
import { house } from './page-house.js';
import { wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');

it('the calendar has an address that works, and another one when it is renewed', async () => {
  const here = await house({ people: 'demo' });
  await here.start();
  const { page } = await openPage(browser(), `${here.base}#/people/anna`);
  const field = page.getByLabel(t('calendar.address'));

  await page.getByRole('button', { name: t('calendar.show') }).click();
  const address = await field.inputValue();
  const calendar = await fetch(address);
  expect(calendar.headers.get('content-type')).toMatch(/^text\/calendar/);
  expect(await calendar.text()).toMatch(/^BEGIN:VCALENDAR[\s\S]*BEGIN:VEVENT/);
  await page.getByRole('button', { name: t('calendar.copy') }).click();
  await page.getByText(t('calendar.copied')).first().waitFor();

  await page.getByRole('button', { name: t('calendar.renew') }).click();
  const dialog = page.getByRole('dialog', { name: t('calendar.renew_title') });
  await dialog.getByRole('button', { name: t('calendar.renew_yes') }).click();
  await expect.poll(() => field.inputValue()).not.toBe(address);

  expect((await fetch(address)).status).toBe(404);
  expect((await fetch(await field.inputValue())).status).toBe(200);
});

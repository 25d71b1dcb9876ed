import { expect, it } from 'vitest';
import { startFakeHomeAssistant, TOKEN } from '../statistics/fake-home-assistant.js';
import { useChromium } from './chromium.js';
import { openPage } from './open-page.js';
import { DEMO_LOGINS, house } from './page-house.js';
import { wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');

async function withHomeAssistant(token = TOKEN) {
  const about = { kind: 'mean', unit: 'kg', unitClass: 'mass' } as const;
  const entity = { entityId: 'sensor.withings_anna_weight', uniqueId: `withings_${DEMO_LOGINS.anna}_weight`, ...about };
  const ha = await startFakeHomeAssistant({ entities: [entity] });
  const here = await house({ people: 'demo', sections: `homeassistant: { url: "${ha.url}", token: ${token} }\n` });
  await here.start();
  return { ha, ...(await openPage(browser(), `${here.base}#/people/anna`)) };
}

it('the past is imported into Home Assistant, and the result is said', async () => {
  const { page, ha } = await withHomeAssistant();

  await page.getByRole('button', { name: t('history.start') }).click();

  await page.locator('p.success').filter({ hasText: /\d/ }).waitFor();
  expect(ha.rowsWritten()).toBeGreaterThan(300);
});

it('a token that Home Assistant does not take is said', async () => {
  const { page, faults } = await withHomeAssistant('another-token');
  faults.tolerate(/40\d|50\d/);

  await page.getByRole('button', { name: t('history.start') }).click();

  await page.locator('.failure').filter({ hasText: /token/i }).waitFor();
});

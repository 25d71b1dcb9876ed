import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { TOPICS } from '../../web/charts/chart-list.js';
import { axeFindings, overhang } from './axe.js';
import { useChromium } from './chromium.js';
import { DESKTOP, openPage, PHONE } from './open-page.js';
import { DEMO_LOGINS, house, type PageHouse } from './page-house.js';
import { LOCALES } from './words.js';

const browser = useChromium();

/** Anna has everything; Ben has lost his login. */
async function startHouse(): Promise<PageHouse> {
  const here = await house({ people: 'demo' });
  here.cloud.revoke(DEMO_LOGINS.ben);
  await here.start();
  await expect.poll(async () => (await here.state()).people[1]?.authorization, { timeout: 20_000 }).toBe('required');
  return here;
}

/** Each place of the page, by what stands in the hash. */
async function placesOf({ base }: PageHouse): Promise<string[]> {
  const list = async (name: string): Promise<readonly Record<string, string>[]> => {
    const answer = await fetch(`${base}api/people/anna/${name}?from=2020-01-01&to=2099-01-01`);
    return (await answer.json()) as Record<string, string>[];
  };
  const night = (await list('nights')).filter(({ detail }) => detail).at(-1)?.date;
  const ecg = (await list('ecgs')).find(({ signal }) => signal)?.id;
  return [
    '',
    'people/anna',
    'people/ben/connect',
    ...TOPICS.map((topic) => `people/anna/charts/${topic}?range=year`),
    `people/anna/charts/sleep/${night}`,
    `people/anna/charts/heart/${ecg}`,
    'people/anna/print?range=month',
    'people/nobody',
    'somewhere/else',
  ];
}

/** The view is there with all that it asks for. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await expect.poll(() => page.locator('[aria-busy=true]').count(), { timeout: 20_000 }).toBe(0);
}

const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [PHONE, DESKTOP].map((viewport) => ({ colorScheme, viewport })),
);

describe.each(['en', 'de'] as const)('each view, in %s', (language) => {
  it.each(LOOKS)('has nothing for axe to find and fits: $colorScheme, $viewport.width pixels', async (look) => {
    const here = await startHouse();
    const { page } = await openPage(browser(), here.base, { ...look, locale: LOCALES[language] });
    const findings: string[] = [];

    for (const place of await placesOf(here)) {
      await page.goto(`${here.base}#/${place}`);
      await settled(page);
      for (const summary of await page.locator('.behind summary').all()) await summary.click();
      findings.push(...(await axeFindings(page)).map((finding) => `${place || 'start'}: ${finding}`));
      const pixels = await overhang(page);
      if (pixels > 0) findings.push(`${place || 'start'}: ${pixels} pixels stand out to the right`);
    }

    expect(findings).toEqual([]);
  });

  it.each(LOOKS)(
    'signing in has nothing for axe to find and fits: $colorScheme, $viewport.width pixels',
    async (look) => {
      const here = await house({ page: 'password: secret' });
      await here.start();
      const { page, faults } = await openPage(browser(), here.base, { ...look, locale: LOCALES[language] });
      faults.tolerate(/401/);
      await settled(page);

      expect(await axeFindings(page)).toEqual([]);
      expect(await overhang(page)).toBe(0);
    },
  );
});

import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { TOPICS } from '../../web/charts/chart-list.js';
import { axeFindings, standingOut } from './axe.js';
import { DESKTOP, openPage, PHONE } from './open-page.js';
import { DEMO_LOGINS, house, type PageHouse } from './page-house.js';
import { LOCALES } from './words.js';

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
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await expect.poll(() => page.locator('[aria-busy=true]').count(), { timeout: 20_000 }).toBe(0);
}

export const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [PHONE, DESKTOP].map((viewport) => ({ colorScheme, viewport })),
);

/** What axe finds in a view as it is, and what stands out of it. */
export async function findingsOf(page: Page, where: string): Promise<string[]> {
  const found = [...(await axeFindings(page)), ...(await standingOut(page))];
  return found.map((finding) => `${where}: ${finding}`);
}

/** Every place of the page in every look. @returns what is wrong with them, a line each */
export async function findingsOfAllViews(browser: Browser, language: keyof typeof LOCALES): Promise<string[]> {
  const here = await startHouse();
  const places = await placesOf(here);
  const findings: string[] = [];

  for (const look of LOOKS) {
    const { page, context } = await openPage(browser, here.base, { ...look, locale: LOCALES[language] });
    for (const place of places) {
      await page.goto(`${here.base}#/${place}`);
      await settled(page);
      for (const summary of await page.locator('.behind summary').all()) await summary.click();
      findings.push(...(await findingsOf(page, `/${place}, ${look.colorScheme}, ${look.viewport.width}`)));
    }
    await context.close();
  }

  return findings;
}

import { expect, it } from 'vitest';
import { useChromium } from './chromium.js';
import { openPage } from './open-page.js';
import { house } from './page-house.js';
import { readPdf } from './pdf-text.js';
import { wordsOf } from './words.js';

const browser = useChromium();
const { t } = wordsOf('en');
const A4 = [595, 842] as const;

it.each(['light', 'dark'] as const)(
  'the page for the doctor is printed on A4, from a %s screen',
  async (colorScheme) => {
    const here = await house({ people: 'demo' });
    await here.start();
    const { page } = await openPage(browser(), `${here.base}#/people/anna/print?range=month`, { colorScheme });
    const row = page.locator('.paper').getByRole('row');
    await expect.poll(() => row.count()).toBeGreaterThan(3);
    await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
    const cells = await page.locator('.paper tbody').first().getByRole('cell').allTextContents();

    const { pages, size, letters } = readPdf(await page.pdf({ preferCSSPageSize: true }));

    expect(size[0]).toBeCloseTo(A4[0], -1);
    expect(size[1]).toBeCloseTo(A4[1], -1);
    expect(pages).toBeLessThanOrEqual(3);
    expect(letters).toContain('Anna');
    const plain = (text: string) => text.replace(/\s/g, '');
    for (const cell of cells.slice(0, 12)) expect(letters).toContain(plain(cell));
    expect(letters).toContain(plain(t('print.average', { n: 0 })).replace(/\d.*/, ''));
    // What is for the screen is not on paper.
    expect(letters).not.toContain(plain(t('span.year')) + plain(t('span.all')));
    expect(letters).not.toContain(plain(t('print.to_charts')));
  },
);

it.each(['en', 'de'] as const)('on a phone no time and no number is broken, in %s', async (language) => {
  const here = await house({ people: 'demo' });
  await here.start();
  const size = { locale: language, viewport: { width: 390, height: 800 } };
  const { page } = await openPage(browser(), `${here.base}#/people/anna/print?range=month`, size);
  const rows = page.locator('.paper tbody tr');
  await expect.poll(() => rows.count()).toBeGreaterThan(3);

  const cells = page.locator('.paper tbody tr:not(.average) > *');
  const broken = await cells.evaluateAll((all) =>
    all.flatMap((cell) => {
      const range = cell.ownerDocument.createRange();
      range.selectNodeContents(cell);
      return range.getClientRects().length > 1 ? [cell.textContent] : [];
    }),
  );
  expect(broken).toEqual([]);
});

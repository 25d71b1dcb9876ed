import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const SCRIPT = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds against WCAG 2.2 AA on a page as it is now, a line each: rule, element, why. */
export async function axeFindings(page: Page | Frame): Promise<string[]> {
  // As the debugger's: no content policy stands in its way.
  if (!(await page.evaluate(() => Reflect.has(window, 'axe')))) await page.evaluate(await readFile(SCRIPT, 'utf8'));
  const { violations } = await page.evaluate(async (tags): Promise<Pick<AxeResults, 'violations'>> => {
    const axe = Reflect.get(window, 'axe') as typeof import('axe-core');
    return axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
  }, TAGS);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) => `${id} at ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`,
    ),
  );
}

/** By how many pixels a page can be scrolled sideways. */
export function overhang(page: Page | Frame): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

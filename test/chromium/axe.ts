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

/** What makes a page scroll sideways: the elements that stand out of it, outermost first; nothing where it does not. */
export function standingOut(page: Page | Frame): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth,
    );
    const named = wide.map((element) => `${element.localName}.${element.getAttribute('class') ?? ''}`);
    return [`${scrollWidth - clientWidth} pixels stand out to the right: ${named.slice(0, 5).join(', ')}`];
  });
}

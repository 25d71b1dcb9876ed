import type { Page } from 'playwright-core';

const MOST_STEPS = 80;

/** Goes on by the Tab key until something with this name has the focus. @throws Error when nothing has */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const { activeElement: element } = document;
      if (!element || element === document.body) return '';
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
      const own = element.getAttribute('aria-label') ?? labels.map((one) => one.textContent).join(' ');
      return (own || (element.textContent ?? '')).trim();
    });
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
    passed.push(focused);
  }
  throw new Error(`the Tab key does not come to ${name}, but to: ${passed.join(' | ')}`);
}

/** Whether one sees where the focus is: an outline that has a colour. */
export function showsFocus(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    if (!document.activeElement) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
  });
}

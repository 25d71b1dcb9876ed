/** The colours of a chart, as the sheet has them at the moment: light or dark, on the screen or on paper. */
export interface Look {
  /** @param name of a custom property, without its dashes */
  tone(name: string): string;
  /** The same, so that what lies below is seen. */
  faint(name: string): string;
}

/** Of two hexadecimal digits: a sixth, and a bit. */
const FAINT = '2e';

/** @param element within which it is drawn. Its tones are `#rrggbb` in the sheet */
export function lookOf(element: Element): Look {
  const tone = (name: string) => getComputedStyle(element).getPropertyValue(`--${name}`).trim();
  return { tone, faint: (name) => tone(name) + FAINT };
}

/** Dashes in pixels, so that lines are told apart without colours. */
export const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 4, 2, 4], [4, 2], [1, 4]];

/** Calls when the colours may have changed. @returns ends it */
export function onOtherLook(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const page = new MutationObserver(listener);
  page.observe(document.documentElement, { attributes: true });
  system.addEventListener('change', listener);
  return () => {
    page.disconnect();
    system.removeEventListener('change', listener);
  };
}

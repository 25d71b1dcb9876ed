import { expect, it } from 'vitest';
import { useChromium } from './chromium.js';
import { findingsOfAllViews } from './every-view.js';

const browser = useChromium();

// A file for each language: they take longest, and files run at the same time.
it('each view in German has nothing for axe to find and fits, light and dark, on a phone and a desktop', async () => {
  expect(await findingsOfAllViews(browser(), 'de')).toEqual([]);
});

import type { Locator } from 'playwright-core';

/** How many pixels of a canvas are not of its ground: 0 for an empty one. */
export function ink(canvas: Locator): Promise<number> {
  return canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error('that is no canvas');
    const context = element.getContext('2d');
    if (!context || element.width === 0 || element.height === 0) return 0;
    const { data } = context.getImageData(0, 0, element.width, element.height);
    let count = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) count++;
    return count;
  });
}

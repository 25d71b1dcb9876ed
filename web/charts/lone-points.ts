import type { Known } from './tracks.js';

/** Which points have no neighbour to draw a line to: without a dot nobody would see them. */
export function lonePoints(values: readonly Known[]): number[] {
  const lone: number[] = [];
  let run = 0;
  let last = 0;
  const close = () => {
    if (run === 1) lone.push(last);
    run = 0;
  };
  for (const [at, value] of values.entries()) {
    if (value === null) close();
    if (typeof value !== 'number') continue;
    run++;
    last = at;
  }
  close();
  return lone;
}

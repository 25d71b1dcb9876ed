import type { Stretch } from './days.js';

/** What a key does in a chart that has the focus. */
export type Step =
  | { readonly does: 'move'; readonly by: number }
  | { readonly does: 'jump'; readonly to: 'first' | 'last' }
  | { readonly does: 'zoom'; readonly factor: number }
  | { readonly does: 'back' };

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: { does: 'move', by: -1 },
  ArrowRight: { does: 'move', by: 1 },
  PageUp: { does: 'move', by: -10 },
  PageDown: { does: 'move', by: 10 },
  Home: { does: 'jump', to: 'first' },
  End: { does: 'jump', to: 'last' },
  '+': { does: 'zoom', factor: 0.5 },
  '=': { does: 'zoom', factor: 0.5 },
  '-': { does: 'zoom', factor: 2 },
  Escape: { does: 'back' },
};

/** @param key as KeyboardEvent.key has it */
export function stepOf(key: string): Step | undefined {
  return Object.hasOwn(STEPS, key) ? STEPS[key] : undefined;
}

/**
 * Where the cursor goes: among the points that can be seen and have a value.
 *
 * @param points indices, in order
 * @param at the index it stands on; undefined where it stands on none, as if after the last one
 */
export function movedTo(points: readonly number[], at: number | undefined, step: Step): number | undefined {
  if (step.does === 'jump') return step.to === 'first' ? points[0] : points.at(-1);
  if (step.does !== 'move') return at;
  if (at === undefined) return points.at(-1);
  const before = points.filter((point) => point < at).length;
  const place = before + step.by + (step.by > 0 && points[before] !== at ? -1 : 0);
  return points[Math.max(0, Math.min(points.length - 1, place))];
}

/** Closer or wider around a time, which keeps its place. */
export function zoomed({ min, max }: Stretch, factor: number, around: number): Stretch {
  return { min: around - (around - min) * factor, max: around + (max - around) * factor };
}

/** Within limits: never wider than they are, and moved rather than cut. */
export function within({ min, max }: Stretch, limits: Stretch): Stretch {
  const length = Math.min(max - min, limits.max - limits.min);
  const start = Math.max(limits.min, Math.min(min, limits.max - length));
  return { min: start, max: start + length };
}

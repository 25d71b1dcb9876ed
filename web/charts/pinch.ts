import type { Stretch } from './days.js';

/** Two fingers: the times that they took hold of, and where they are now, in pixels from the left edge. */
export interface Pinch {
  readonly times: readonly [number, number];
  readonly places: readonly [number, number];
  /** Of what is drawn, in pixels. */
  readonly width: number;
}

/** The nearest that two fingers can be, in pixels. */
const NEAREST = 20;

/** What has to be shown so that both times stay under their fingers. Undefined as long as that makes no sense. */
export function pinched({ times, places, width }: Pinch): Stretch | undefined {
  const [first, second] = times[0] < times[1] ? ([0, 1] as const) : ([1, 0] as const);
  const seconds = times[second] - times[first];
  const pixels = places[second] - places[first];
  if (seconds <= 0 || pixels < NEAREST) return undefined;
  const each = seconds / pixels;
  const min = times[first] - places[first] * each;
  return { min, max: min + width * each };
}

/** Undefined where there is no point; null for a gap. */
export type Known = number | null | undefined;

/** Points in the order of time, seconds since 1970. */
export interface Track {
  readonly t: readonly number[];
  readonly v: readonly Known[];
}

/** All times of all tracks, each once. */
export function joinTimes(tracks: readonly Track[]): readonly number[] {
  const [first, ...others] = tracks;
  const times = new Set(tracks.flatMap(({ t }) => t));
  // The same list where it is one and has no time twice: then nothing has to be placed.
  if (first?.t.length === times.size && others.every(({ t }) => t === first.t)) return first.t;
  return [...times].sort((a, b) => a - b);
}

/** The values of a track at times that have all of its own among them; of several at one time the last one counts. */
export function place({ t, v }: Track, times: readonly number[]): readonly Known[] {
  if (t === times) return v;
  let next = 0;
  return times.map((time) => {
    let last: Known;
    while (t[next] === time) last = v[next++];
    return last;
  });
}

/**
 * With a gap wherever two points are further apart than they may be, and than is usual among them.
 *
 * @param longest seconds
 */
export function withGaps({ t, v }: Track, longest: number): Track {
  const most = Math.max(longest, 3 * usualStep(t));
  if (!t.some((time, at) => at > 0 && time - t[at - 1]! > most)) return { t, v };
  const times: number[] = [];
  const values: Known[] = [];
  for (const [at, time] of t.entries()) {
    const before = t[at - 1];
    if (before !== undefined && time - before > most) {
      times.push((before + time) / 2);
      values.push(null);
    }
    times.push(time);
    values.push(v[at]);
  }
  return { t: times, v: values };
}

/** The median, of two the shorter one; 0 without any. */
function usualStep(t: readonly number[]): number {
  const steps = t.slice(1).map((time, at) => time - t[at]!);
  return steps.sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)] ?? 0;
}

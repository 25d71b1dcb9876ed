/** The paper that doctors read: 25 mm are a second, 10 mm a millivolt. */
export const MM_PER_SECOND = 25;
export const MM_PER_MILLIVOLT = 10;

/** A recording, cut into lines one below the other. All lengths in millimetres of paper. */
export interface Strip {
  readonly lines: readonly StripLine[];
  /** Of each line, the last one, too. */
  readonly width: number;
  readonly height: number;
  /** How far below a line's upper edge 0 mV lies. */
  readonly zero: number;
}

export interface StripLine {
  /** Seconds since it began. */
  readonly from: number;
  readonly to: number;
  /** For the `d` of an SVG path; empty where nothing was recorded. */
  readonly path: string;
}

export interface StripOptions {
  /** Samples a second. */
  readonly frequency: number;
  /** Seconds that fit into a line. */
  readonly seconds: number;
}

/** Millivolts: a line is at least so high, and an artefact does not make it higher than that. */
const USUAL = { low: -1, high: 1.5 };
const MOST = 4;
const HALF = 0.5;

/** @param signal microvolts; null where there is none */
export function stripOf(signal: readonly (number | null)[], { frequency, seconds }: StripOptions): Strip {
  const { low, high } = reachOf(signal);
  const zero = high * MM_PER_MILLIVOLT;
  const height = zero - low * MM_PER_MILLIVOLT;
  const samples = Math.max(1, Math.round(seconds * frequency));
  const lines: StripLine[] = [];
  for (let first = 0; first < signal.length; first += samples) {
    // The first sample of the next line ends this one.
    const own = signal.slice(first, first + samples + 1);
    const to = Math.min(first + samples, signal.length) / frequency;
    lines.push({ from: first / frequency, to, path: pathOf(own, MM_PER_SECOND / frequency, zero, height) });
  }
  return { lines, width: seconds * MM_PER_SECOND, height, zero };
}

/** Whole seconds that fit into a width, 2 at least. @param width in pixels of CSS, 96 of which are 25.4 mm */
export function secondsIn(width: number): number {
  return Math.max(2, Math.floor(((width / 96) * 25.4) / MM_PER_SECOND));
}

function reachOf(signal: readonly (number | null)[]): { low: number; high: number } {
  let { low, high } = USUAL;
  for (const value of signal) {
    if (value === null) continue;
    low = Math.min(low, Math.floor(value / 1000 / HALF) * HALF);
    high = Math.max(high, Math.ceil(value / 1000 / HALF) * HALF);
  }
  return { low: Math.max(low, -MOST), high: Math.min(high, MOST) };
}

function pathOf(samples: readonly (number | null)[], step: number, zero: number, height: number): string {
  let pen = 'M';
  let path = '';
  for (const [at, value] of samples.entries()) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    const y = Math.max(0, Math.min(height, zero - (value / 1000) * MM_PER_MILLIVOLT));
    path += `${pen}${round(at * step)} ${round(y)}`;
    pen = 'L';
  }
  return path;
}

/** A hundredth of a millimetre is finer than any paper. */
function round(length: number): number {
  return Math.round(length * 100) / 100;
}

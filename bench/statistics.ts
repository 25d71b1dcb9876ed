/** The middle one, or the mean of the two in the middle. Throws for an empty list. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('no values to take the median of');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Medians of two things that were measured in turn. */
export interface Comparison {
  readonly a: number;
  readonly b: number;
  /** Of the ratios a / b of each turn. */
  readonly ratio: number;
}

type Measure = () => number | Promise<number>;

/** Runs two things in turn, A B A B, so that a machine whose speed drifts treats them alike. */
export async function compare(rounds: number, a: Measure, b: Measure): Promise<Comparison> {
  const [as, bs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    as.push(await a());
    bs.push(await b());
  }
  const ratios = as.map((value, index) => value / bs[index]!);
  return { a: median(as), b: median(bs), ratio: median(ratios) };
}

/** Milliseconds that a function takes. */
export async function time(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

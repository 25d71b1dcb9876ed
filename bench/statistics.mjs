/** The middle one, or the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs two things in turn, A B A B, so that a machine whose speed drifts treats them alike; gives the medians. */
export async function compare(rounds, a, b) {
  const [as, bs] = [[], []];
  for (let round = 0; round < rounds; round++) {
    as.push(await a());
    bs.push(await b());
  }
  const ratios = as.map((value, index) => value / bs[index]);
  return { a: median(as), b: median(bs), ratio: median(ratios) };
}

/** Milliseconds that a function takes. */
export async function time(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

import { afterAll, beforeEach, expect } from 'vitest';
import { recordFigure } from '../figures.js';
import { createRandom } from './random.js';
import { type Fault, faultsAt, needStrace, runTraced } from './strace.js';
import type { Witness } from './witness.js';

export const ALL = process.env.CRASH_WALK === 'all' || process.env.FIGURES === 'write';
export const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
export const FAULTS_AT_MOST = 1000;
/** Milliseconds that a whole walk may take, or a short one. */
export const WALK_TIMEOUT = (ALL ? FAULTS_AT_MOST : 40) * 15_000;

export interface Walk {
  readonly here: Witness;
  readonly args: readonly string[];
  /** How many faults the short form takes. */
  readonly few: number;
  /** What is there before each run. */
  readonly prepare: () => Promise<void>;
  /** Right after the run; default: what is kept is whole, and the logins work. */
  readonly check?: (after: string, exit: number | null) => Promise<void>;
  /** Starts again, without a fault, and looks at what has become of it; default: a `run --once`. */
  readonly next?: (after: string) => Promise<void>;
}

/** What walks came to. */
export interface Total {
  walks: number;
  faults: number;
  /** Readings that were told more than once. */
  again: number;
}

/** Of all walks of a file: to be called in its `describe`. Once so many have passed, what they came to is a figure. */
export function totalOf(walks: number, what: string, resultOf: (total: Total) => string): Total {
  const total: Total = { walks: 0, faults: 0, again: 0 };
  beforeEach(needStrace);
  afterAll(() => {
    if (total.walks < walks) return;
    const command = 'CRASH_WALK=all npm run test:crash';
    recordFigure({ what, count: total.faults, result: resultOf(total), command });
  });
  return total;
}

/** One run without a fault to learn its operations, then one for each fault, and after each a plain start. */
export async function walk(
  { here, args, few, prepare, check = here.checkKept, next = here.checkNextStart }: Walk,
  total: Total,
): Promise<void> {
  await prepare();
  const calm = await runTraced(here.dir, args);
  expect(calm.exit, calm.output).toBe(0);
  await next('no fault');
  for (const fault of chosen(faultsAt(calm.operations), few)) {
    await prepare();
    const { exit, output, struck } = await runTraced(here.dir, args, fault, calm.operations);
    const { call, file } = calm.operations[fault.at]!;
    const after = `${fault.kind} at ${fault.at} (${call} ${file})`;
    // Two accounts at once do not always need the same number.
    if (struck) total.faults += 1;
    expect(output, after).not.toMatch(/^\s+at /m);
    expect(output, after).not.toContain('the store is damaged');
    here.checkValues(after);
    await check(after, exit);
    await next(after);
  }
  total.again += here.count().again;
  total.walks += 1;
}

/** All faults, or a few that the seed picks. */
function chosen(faults: readonly Fault[], few: number): readonly Fault[] {
  if (ALL) return faults;
  const random = createRandom(SEED);
  const ranked = faults.map((fault) => ({ fault, rank: random() })).toSorted((a, b) => a.rank - b.rank);
  return ranked.slice(0, few).map(({ fault }) => fault);
}

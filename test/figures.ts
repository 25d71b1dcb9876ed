import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = new URL('../docs/reliability.md', import.meta.url);

/** One row of the table of figures in docs/reliability.md. */
export interface Figure {
  /** What was done to it, such as `kills at random instants`; the row is found again by it. */
  readonly what: string;
  readonly count: number;
  /** What came of it, such as `logins lost: 0, readings lost: 0`. */
  readonly result: string;
  /** Repeats it. */
  readonly command: string;
}

/** Prints a figure; with FIGURES=write, as in `npm run test:reliability`, writes it into docs/reliability.md as well. */
export function recordFigure({ what, count, result, command }: Figure): void {
  const row = `| ${what} | ${count.toLocaleString('en-US')} | ${result} | \`${command}\` |`;
  console.log(row);
  if (process.env.FIGURES !== 'write') return;
  const page = readFileSync(PAGE, 'utf8');
  const older = page.split('\n').find((line) => line.startsWith(`| ${what} |`));
  if (older === undefined) throw new Error(`docs/reliability.md has no row "${what}"`);
  writeFileSync(
    PAGE,
    page.replace(older, () => row),
  );
}

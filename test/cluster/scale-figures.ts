import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = new URL('../../docs/scale.md', import.meta.url);
const BEGIN = '<!-- figures -->';
const END = '<!-- end of figures -->';

/** A column of the table of figures in docs/scale.md: what came of a run with so many people, by what it is called. */
export interface ScaleFigures {
  readonly people: number;
  readonly figures: Readonly<Record<string, string>>;
}

/** Prints the figures of a run; with FIGURES=write writes them into docs/scale.md as well, beside those of other numbers of people. */
export function recordScale(run: ScaleFigures): void {
  console.log(tableOf([run]));
  if (process.env.FIGURES !== 'write') return;
  const page = readFileSync(PAGE, 'utf8');
  const [before, between, after] = cut(page);
  const others = parseTable(between).filter(({ people }) => people !== run.people);
  const runs = [...others, run].sort((a, b) => a.people - b.people);
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${tableOf(runs)}\n\n${END}${after}`);
}

/** What stands before, between and behind the markers. @throws Error without them */
export function cut(page: string): readonly [string, string, string] {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/scale.md has no ${BEGIN} … ${END}`);
  return [page.slice(0, begin), page.slice(begin + BEGIN.length, end), page.slice(end + END.length)];
}

export function tableOf(runs: readonly ScaleFigures[]): string {
  const rows = [...new Set(runs.flatMap(({ figures }) => Object.keys(figures)))];
  return [
    `| people | ${runs.map(({ people }) => people.toLocaleString('en-US')).join(' | ')} |`,
    `| --- |${' --- |'.repeat(runs.length)}`,
    ...rows.map((row) => `| ${row} | ${runs.map(({ figures }) => figures[row] ?? '–').join(' | ')} |`),
  ].join('\n');
}

export function parseTable(text: string): ScaleFigures[] {
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [head = [], ...body] = rows;
  return head.slice(1).map((people, column) => ({
    people: Number(people.replaceAll(',', '')),
    figures: Object.fromEntries(body.map(([name = '', ...cells]) => [name, cells[column] ?? '–'])),
  }));
}

/** The value below which so much of all lies, such as 0.99. */
export function quantile(values: readonly number[], part: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

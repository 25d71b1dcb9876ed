import { cpus } from 'node:os';
import { type Figure, isKept, TABLE_HEAD, tableRow } from './figure.js';

/** docs/performance.md. */
export function performancePage(figures: readonly Figure[], plan: readonly string[]): string {
  return `# Performance

Written by \`npm run bench\` on Node ${process.version}, ${cpus().length} processors. Each figure stands beside one that was
measured with it, since machines differ. Where two were measured in turn, each column is the median of its own runs, and the
ratio the median of the ratios of each pair, so that it need not be the quotient of the columns; it alone means something.
With a unit there is no ratio: *ms more* is the difference of the columns, *ms* the time itself. Not every row need be of the
same run: a part can be measured again alone (\`npm run bench -- benchMemory\`).

${TABLE_HEAD}
${figures.map(tableRow).join('\n')}
${reasons(figures)}
## Requests to Withings

Withings allows 120 calls a minute for each client id. Beside these, the recent measures are read as a whole once a day. A
night costs a call when it is new, when it is revised and when it is over, three a day in all; the 90 nights before the
bridge some 100 calls, six nights with each poll; an ECG one call, once.

| how | calls an hour for each account | accounts that fit |
| --- | --- | --- |
${plan.join('\n')}
`;
}

/** A section for the bounds that this run did not keep; nothing when it kept all. */
function reasons(figures: readonly Figure[]): string {
  const missed = figures.filter((figure) => !isKept(figure));
  if (missed.length === 0) return '';
  const lines = missed.map(
    (figure) => `- ${figure.what}: ${(figure.limit !== undefined && figure.reason) || 'not known yet.'}`,
  );
  return `\n## Bounds that are not kept\n\n${lines.join('\n')}\n`;
}

import { cpus } from 'node:os';
import { type Figure, TABLE_HEAD, tableRow } from './figure.js';

/** docs/performance.md. */
export function performancePage(figures: readonly Figure[], plan: readonly string[]): string {
  return `# Performance

Written by \`npm run bench\` on Node ${process.version}, ${cpus().length} processors. Each figure stands beside one of the same run, since
machines differ: only the ratio means something. Medians of several runs in turn.

${TABLE_HEAD}
${figures.map(tableRow).join('\n')}

## Requests to Withings

Withings allows 120 calls a minute for each client id. Beside these, the recent measures are read as a whole once a day.

| how | calls an hour for each account | accounts that fit |
| --- | --- | --- |
${plan.join('\n')}
`;
}

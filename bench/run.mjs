// npm run bench: prints the table of figures and writes it to docs/performance.md. Figures are ratios within one run.
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { benchAccounts, requestPlan } from './accounts.mjs';
import { benchBirth } from './birth.mjs';
import { benchDecode } from './decode.mjs';
import { benchMemory, benchOnce } from './process.mjs';
import { benchPublish } from './publish.mjs';
import { benchRefresh } from './refresh.mjs';
import { benchWebhook } from './webhook.mjs';

const figures = [];
const benches = [
  ...[benchDecode, benchOnce, benchMemory, benchPublish, benchRefresh],
  ...[benchBirth, benchWebhook, benchAccounts],
];
for (const bench of benches) figures.push(...[await bench()].flat());

const rows = figures.map(({ what, ours, beside, ratio, limit, better, unit = '' }) => {
  const shown = `| ${what} | ${ours} | ${beside} | ${`${ratio.toFixed(2)} ${unit}`.trim()}`;
  if (limit === undefined) return `${shown} | none | |`;
  const kept = better === 'less' ? ratio <= limit : ratio >= limit;
  const bound = `${better === 'less' ? 'at most' : 'at least'} ${limit} ${unit}`.trim();
  return `${shown} | ${bound} | ${kept ? 'yes' : 'no'} |`;
});
const page = `# Performance

Written by \`npm run bench\` on Node ${process.version}, ${cpus().length} processors. Each figure stands beside one of the same run, since
machines differ: only the ratio means something. Medians of several runs in turn.

| what | withings2mqtt | beside it | ratio | bound | kept |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

## Requests to Withings

Withings allows 120 calls a minute for each client id. Beside these, the recent measures are read as a whole once a day.

| how | calls an hour for each account | accounts that fit |
| --- | --- | --- |
${requestPlan().join('\n')}
`;
await writeFile(new URL('../docs/performance.md', import.meta.url), page);
process.stdout.write(`${rows.join('\n')}\n`);
process.exit(rows.some((row) => row.endsWith('| no |')) ? 1 : 0);

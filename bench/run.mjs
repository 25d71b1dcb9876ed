// npm run bench: prints the table of figures and writes it to docs/performance.md. Figures are ratios within one run.
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { benchDecode } from './decode.mjs';
import { benchMemory, benchOnce } from './process.mjs';
import { benchPublish } from './publish.mjs';

const figures = [];
for (const bench of [benchDecode, benchOnce, benchMemory, benchPublish]) figures.push(await bench());

const rows = figures.map(({ what, ours, beside, ratio, limit, better }) => {
  const kept = better === 'less' ? ratio <= limit : ratio >= limit;
  const bound = `${better === 'less' ? 'at most' : 'at least'} ${limit}`;
  return `| ${what} | ${ours} | ${beside} | ${ratio.toFixed(2)} | ${bound} | ${kept ? 'yes' : 'no'} |`;
});
const page = `# Performance

Written by \`npm run bench\` on Node ${process.version}, ${cpus().length} processors. Each figure stands beside one of the same run, since
machines differ: only the ratio means something. Medians of several runs in turn.

| what | withings2mqtt | beside it | ratio | bound | kept |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
await writeFile(new URL('../docs/performance.md', import.meta.url), page);
process.stdout.write(`${rows.join('\n')}\n`);
process.exit(rows.some((row) => row.endsWith('| no |')) ? 1 : 0);

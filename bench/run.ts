// npm run bench: prints the table of figures, writes it to docs/performance.md, and fails for a bound that is not kept.
// npm run bench -- --short: every line of it once, in half a minute, for whether it still works; says nothing of speed.
// A benchmark that crashes or never ends, or a process of it that does, fails both.
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { benchAccounts } from './accounts.js';
import { benchBirth } from './birth.js';
import { benchDecode } from './decode.js';
import { type Figure, isKept, tableRow, textLine } from './figure.js';
import { performancePage } from './page.js';
import { requestPlan } from './plan.js';
import { benchMemory, benchOnce } from './process.js';
import { benchPublish } from './publish.js';
import { benchRefresh } from './refresh.js';
import { FULL, SHORT } from './sizes.js';
import { benchWebhook } from './webhook.js';

const PAGE = new URL('../../docs/performance.md', import.meta.url);
const LONGEST_MILLISECONDS = 600_000;
const BENCHES = {
  ...{ benchDecode, benchOnce, benchMemory, benchPublish, benchRefresh },
  ...{ benchBirth, benchWebhook, benchAccounts },
};

const short = process.argv.includes('--short');
const figures: Figure[] = [];
let crashed = 0;
for (const [name, bench] of Object.entries(BENCHES)) {
  try {
    const measured = await inTime(name, bench(short ? SHORT : FULL));
    figures.push(...measured);
    process.stdout.write(`${measured.map(short ? textLine : tableRow).join('\n')}\n`);
  } catch (error) {
    crashed += 1;
    console.error(`${name} crashed:`, error);
  }
}
const plan = requestPlan();
if (!short && crashed === 0) await writeFile(PAGE, performancePage(figures, plan));
const failed = crashed > 0 || (!short && !figures.every(isKept));
// What a crash has left open does not keep it from ending.
process.exit(failed ? 1 : 0);

async function inTime<T>(name: string, work: Promise<T>): Promise<T> {
  const late = pause(LONGEST_MILLISECONDS, undefined, { ref: true }).then(() => {
    throw new Error(`${name} did not end within ${LONGEST_MILLISECONDS / 60_000} minutes`);
  });
  return await Promise.race([work, late]);
}

// npm run bench: prints the table of figures, writes it to docs/performance.md, and fails for a bound that is not kept.
// npm run bench -- --short: every line of it once, in half a minute, for whether it still works; says nothing of speed.
// npm run bench -- benchMemory: that one alone; writes nothing.
// A benchmark that crashes or never ends, or a process of it that does, fails both.
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { benchAccounts } from './accounts.js';
import { benchArchive } from './archive.js';
import { benchBirth } from './birth.js';
import { benchDecode } from './decode.js';
import { type Figure, isKept, tableRow, textLine } from './figure.js';
import { benchFirstSync } from './first-sync.js';
import { performancePage } from './page.js';
import { benchPicture } from './picture.js';
import { requestPlan } from './plan.js';
import { benchArchiveMemory, benchMemory, benchOnce } from './process.js';
import { benchPublish } from './publish.js';
import { benchQuietRound } from './quiet-round.js';
import { benchRefresh } from './refresh.js';
import { FULL, SHORT, type Sizes } from './sizes.js';
import { benchWebhook } from './webhook.js';

const PAGE = new URL('../../docs/performance.md', import.meta.url);
const LONGEST_MILLISECONDS = 600_000;
const BENCHES = {
  ...{ benchDecode, benchOnce, benchFirstSync, benchMemory, benchArchiveMemory, benchArchive, benchQuietRound },
  ...{ benchPublish, benchRefresh, benchBirth, benchWebhook, benchPicture, benchAccounts },
};
// What is measured must be alone; to see that it works it need not be, and these wait most of their time.
const WAITING = [benchQuietRound.name, benchArchiveMemory.name, benchArchive.name];

const short = process.argv.includes('--short');
const only = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const figures: Figure[] = [];
let crashed = 0;
const chosen = Object.entries(BENCHES).filter(([name]) => only.length === 0 || only.includes(name));
const beside = chosen.filter(([name]) => short && WAITING.includes(name));
await Promise.all([...beside.map((one) => oneByOne([one])), oneByOne(chosen.filter((one) => !beside.includes(one)))]);
const plan = requestPlan();
if (!short && only.length === 0 && crashed === 0) await writeFile(PAGE, performancePage(figures, plan));
const failed = crashed > 0 || (!short && !figures.every(isKept));
// What a crash has left open does not keep it from ending.
process.exit(failed ? 1 : 0);

async function oneByOne(benches: readonly (readonly [string, (sizes: Sizes) => Promise<Figure[]>])[]): Promise<void> {
  for (const [name, bench] of benches) {
    try {
      const measured = await inTime(name, bench(short ? SHORT : FULL));
      figures.push(...measured);
      process.stdout.write(`${measured.map(short ? textLine : tableRow).join('\n')}\n`);
    } catch (error) {
      crashed += 1;
      console.error(`${name} crashed:`, error);
    }
  }
}

async function inTime<T>(name: string, work: Promise<T>): Promise<T> {
  const late = pause(LONGEST_MILLISECONDS, undefined, { ref: true }).then(() => {
    throw new Error(`${name} did not end within ${LONGEST_MILLISECONDS / 60_000} minutes`);
  });
  return await Promise.race([work, late]);
}

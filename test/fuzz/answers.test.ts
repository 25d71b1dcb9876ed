import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordFigure } from '../figures.js';
import { withFolder } from '../folder.js';
import { afterRestart } from '../stored.js';
import { type HostileCloud, startHostileCloud } from './hostile-cloud.js';
import { type Life, startLife } from './life.js';
import { createHeapWatch } from './memory.js';
import { honestRound, type Round, rounds } from './recipes.js';
import { createJudge, type Judge } from './verdict.js';

const ANSWERS = Number(process.env.FUZZ_ANSWERS ?? 5000);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
/** Of all answers, what one account gets that goes on and on; the others go to accounts that are new. */
const LONG_LIFE_SHARE = 0.4;
const RUNS_AT_A_TIME = 20;
/** Long enough that windows pass and days end. */
const ROUND_SECONDS = 4000;
/** What Withings, or whoever stands before it, may want of a wait at most: nobody is asked before it is over. */
const LONGEST_WAIT_SECONDS = 86_400;
/** Of a whole state of an account: what the kinds of measures, devices and groups of a hostile cloud may make of it. */
const LARGEST_STATE = 1_000_000;

let cloud: HostileCloud;
const rejections: unknown[] = [];
const onRejection = (reason: unknown) => void rejections.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', onRejection);
  cloud = await startHostileCloud();
});
afterAll(async () => {
  await cloud.close();
  process.off('unhandledRejection', onRejection);
});

/** One round, and what is wrong after it. */
async function live(life: Life, judge: Judge, round: Round): Promise<string[]> {
  if (round === honestRound) life.time.now += LONGEST_WAIT_SECONDS;
  cloud.begin(round, () => life.time.now, judge.note);
  const went = await life.round();
  const wrong = judge.verdict();
  life.tellNews();
  life.time.now += ROUND_SECONDS;
  // Whatever happened before: an honest cloud makes all well again, without a person.
  const isWell = went && life.sync.authorization() === 'ok';
  return round === honestRound && !isWell ? [...wrong, 'does not recover'] : wrong;
}

const lives = fc.record({
  rounds: fc.array(rounds, { minLength: 1, maxLength: 3 }),
  expired: fc.boolean(),
  isNew: fc.boolean(),
});

const liveShort = fc.asyncProperty(lives, async ({ rounds, expired, isNew }) => {
  const life = await startLife({ url: cloud.url, expired });
  const judge = createJudge(life);
  const all = isNew ? rounds : [honestRound, ...rounds];
  for (const round of [...all, honestRound]) expect(await live(life, judge, round)).toEqual([]);
});

it(`${ANSWERS} answers of a hostile cloud (FUZZ_SEED=${SEED})`, { timeout: 60_000 + ANSWERS * 30 }, async () => {
  const heap = createHeapWatch();

  const toNewAccounts = ANSWERS * (1 - LONG_LIFE_SHARE);
  for (let seed = SEED * 1000; cloud.count() < toNewAccounts; seed++) {
    await fc.assert(liveShort, { numRuns: RUNS_AT_A_TIME, seed });
    heap.look(cloud.count() / ANSWERS);
  }

  const life = await startLife({ url: cloud.url });
  const judge = createJudge(life);
  for (let seed = SEED * 1000; cloud.count() < ANSWERS; seed++) {
    for (const round of fc.sample(rounds, { numRuns: RUNS_AT_A_TIME, seed })) {
      expect(await live(life, judge, round), `FUZZ_SEED=${SEED}, batch ${seed}`).toEqual([]);
    }
    heap.look(cloud.count() / ANSWERS);
    expect(JSON.stringify(life.sync.state()).length).toBeLessThan(LARGEST_STATE);
  }
  expect(await live(life, judge, honestRound)).toEqual([]);
  await withFolder(async (folder) => {
    // An outbox without anything in it is none.
    expect({ outbox: [], ...(await afterRestart(folder, life.sync.state())) }).toEqual(life.sync.state());
  });

  expect(rejections).toEqual([]);
  expect(heap.grown(), heap.toString()).toBe(false);
  console.log(`${heap}; the state of a long life: ${JSON.stringify(life.sync.state()).length} characters`);
  recordFigure({
    what: 'generated answers of the cloud',
    count: ANSWERS,
    result: 'crashes: 0, values not sent: 0, memory grown: no',
    command: 'FUZZ_ANSWERS=100000 npm run test:fuzz',
  });
});
